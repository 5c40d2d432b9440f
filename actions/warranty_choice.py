"""The devices on the table or offered for choice: how they are called, their buttons, and which one a message means."""

from __future__ import annotations

from collections.abc import Mapping

from actions.phrases import phrase
from actions.turn import Button, Turn
from bot.service import identify
from bot.service.identify import Clues
from bot.store import devices, products
from bot.store.devices import Device
from bot.store.engine import Session
from bot.text import mask

ANOTHER = "another"  # the choice of a device that is not on the table


def hidden_names(session: Session, found: list[Device], clues: Clues) -> dict[str, str]:
    """For devices found by phone without a model named: their kind and number only, the model is not the asker's yet."""
    if clues.has_number or clues.models:
        return {}
    kinds = [product.category for device in found if (product := products.get(session, device.model))]
    if len(found) == 1:
        return {found[0].serial: phrase("your_device", category=kinds[0])}
    return {
        device.serial: phrase("numbered_device", number=number, category=kind)
        for number, (device, kind) in enumerate(zip(found, kinds, strict=True), start=1)
    }


def names_told(turn: Turn) -> dict[str, str]:
    """What the devices on the table are called where their models stay hidden, by serial."""
    names = turn.slot("device_names")
    return names if isinstance(names, dict) else {}


def choice_buttons(
    session: Session, found: list[Device], names: Mapping[str, str], owned: frozenset[str]
) -> list[Button]:
    """A button for each device, numbered as it can be typed; of two alike the owner is shown the ends of their serials."""
    buttons, models = [], [device.model for device in found]
    for number, device in enumerate(found, start=1):
        product = products.get(session, device.model)
        name = names.get(device.serial) or (product.name if product else device.model)
        if device.serial in owned and models.count(device.model) > 1:
            name = phrase("device", product=name, serial=mask(device.serial))
        title = phrase("choice", number=number, product=name)
        buttons.append({"title": title, "payload": f'/inform{{"choice": "{number}"}}'})
    return buttons


def another_button() -> Button:
    """For who means a device that is not on the table."""
    return {"title": phrase("another_device"), "payload": f'/query_warranty_status{{"choice": "{ANOTHER}"}}'}


def on_record(session: Session, serials: object) -> list[Device]:
    """The devices of the serials that a slot holds."""
    listed = serials if isinstance(serials, list) else []
    return [device for serial in listed if (device := devices.find_by_serial(session, str(serial)))]


def place_chosen(turn: Turn) -> int | None:
    """Which of the offered devices is chosen, by button or typed; None where none was offered."""
    if not turn.slot("device_candidates"):
        return None
    choice = turn.value("choice") or ""
    return int(choice) if choice.isdigit() else identify.place_named(turn.text)


def chosen_by(session: Session, turn: Turn) -> list[Device]:
    """The offered device that was chosen by number or named by its kind; all of them again for a number too high."""
    candidates, place = on_record(session, turn.slot("device_candidates")), place_chosen(turn)
    if place is not None:
        return candidates[place - 1 : place] if 0 < place <= len(candidates) else candidates
    clues = Clues(models=turn.values("product_model"), categories=turn.values("product_category"))
    return identify.of_product(session, candidates, clues) if clues.has_product else []
