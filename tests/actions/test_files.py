"""A picture or a file in the conversation: kept, never read, and what was asked stays asked."""

from __future__ import annotations

from typing import Any

import pytest
from service_dialogue import reserve

from actions.files import ActionNoteFile
from actions.told import FORM

SENT = {"intent": "send_file", "text": '/send_file{"file_kind": "image"}'}
SENT_BEFORE = [{"event": "user", "parse_data": {"intent": {"name": "send_file"}}}]


@pytest.mark.parametrize("kind", ["image", "video", "file"])
def test_file_without_context_is_kept_and_asked_about(ask, kind: str) -> None:
    told = ask(ActionNoteFile, {"file_kind": kind}, **SENT)

    assert told.names == [f"utter_files_{kind}"]
    assert "人工客服" in told.text and "看不了" in told.text


@pytest.mark.parametrize(
    ("slots", "loop", "response"),
    [
        pytest.param({"repair_draft": {"asked": "fault"}}, "repair_form", "utter_files_kept_image", id="booking"),
        pytest.param({}, "service_form", "utter_files_kept_image", id="booking that exists"),
        pytest.param({"open_question": "proof"}, "service_form", "utter_files_number_image", id="proof"),
        pytest.param({}, FORM, "utter_files_number_image", id="warranty"),
    ],
)
def test_form_goes_on_after_a_picture(ask, slots: dict[str, Any], loop: str, response: str) -> None:
    told = ask(ActionNoteFile, {"file_kind": "image"}, slots=slots, loop=loop, **SENT)

    assert told.names == [response] and told.loop == loop


def test_open_question_outside_a_form_stays_open(ask) -> None:
    slots = {"asked_for": "action_quote_price", "open_question": "device", "asked_part": "换屏多少钱"}

    told = ask(ActionNoteFile, {"file_kind": "image"}, slots=slots, **SENT)

    assert told.names == ["utter_files_kept_image"]
    assert {name: told.slots[name] for name in slots} == slots


def test_several_pictures_in_a_row_get_one_long_answer_and_short_ones(ask) -> None:
    slots = {"repair_draft": {"id": "m0", "asked": "fault"}}

    alone = ask(ActionNoteFile, {"file_kind": "image"}, before=SENT_BEFORE, **SENT)
    booking = ask(ActionNoteFile, {"file_kind": "image"}, before=SENT_BEFORE, slots=slots, loop="repair_form", **SENT)

    assert alone.names == booking.names == ["utter_files_again"]
    assert "quiet" in booking.slots["repair_draft"]["told"]


def test_picture_right_after_a_booking_names_it_and_what_follows_is_about_it(ask, shop) -> None:
    number = reserve(shop, "13912340012", ask.chat_id).number
    slots = {"asked_for": "action_serve_booking", "open_question": "booking"}

    told = ask(ActionNoteFile, {"file_kind": "image"}, slots=slots, **SENT)

    assert told.names == ["utter_files_booked"] and number in told.text
    assert told.slots["open_question"] == "booking"


def test_whoever_asks_how_to_send_a_picture_is_told(ask) -> None:
    told = ask(ActionNoteFile, {"file_kind": "wish"}, intent="send_file", text="能发照片吗")

    assert told.names == ["utter_files_how"] and "10 MB" in told.text
