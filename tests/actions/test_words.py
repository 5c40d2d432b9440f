"""The words as a whole: every response exists, has its variants with the same variables, and buttons lead somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.server import ACTIONS
from bot.settings import ROOT

FOLDER = Path(ROOT) / "data"
DOMAIN = yaml.safe_load((Path(ROOT) / "domain.yml").read_text(encoding="utf-8"))
RULES = [
    rule
    for path in sorted((FOLDER / "stories").glob("*.yml"))
    for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
]
RESPONSES: dict[str, list[dict[str, Any]]] = {
    name: variants
    for path in sorted((FOLDER / "responses").glob("*.yml"))
    for name, variants in yaml.safe_load(path.read_text(encoding="utf-8"))["responses"].items()
}
SAID = {
    name: variants for name, variants in RESPONSES.items() if not name.startswith(("utter_phrase_", "utter_meaning_"))
}
SHORTENED = [name for name in SAID if any(variant.get("channel") == "large_text" for variant in SAID[name])]
GATEWAY_PAYLOADS = {"cancel_queue", "leave_message"}
NOT_OFFERED = {
    "greet", "goodbye", "thank", "affirm", "deny", "inform", "correct_info", "stop_flow", "out_of_scope", "nlu_fallback",
    "request_human", "express_dissatisfaction", "send_file",
}  # fmt: skip


def variables(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def intents_of(step: dict[str, Any]) -> list[str]:
    return [step["intent"]] if "intent" in step else [part["intent"] for part in step.get("or", [])]


@pytest.mark.parametrize("name", SAID)
def test_response_has_variants_that_say_the_same_facts(name: str) -> None:
    by_condition: dict[str, list[str]] = {}
    for variant in SAID[name]:
        if "channel" not in variant:
            by_condition.setdefault(json.dumps(variant.get("condition")), []).append(variant["text"])

    for texts in by_condition.values():
        assert len(texts) in (2, 3) and len(set(texts)) == len(texts)
        assert len({frozenset(variables(text)) for text in texts}) == 1, texts


@pytest.mark.parametrize("name", SHORTENED)
def test_large_text_has_one_short_wording_that_loses_no_fact(name: str) -> None:
    full = {json.dumps(item.get("condition")): item for item in SAID[name] if "channel" not in item}
    short = {json.dumps(item.get("condition")): item for item in SAID[name] if item.get("channel") == "large_text"}

    assert short.keys() == full.keys() and len(full) + len(short) <= len(SAID[name])
    for condition, variant in short.items():
        wording = re.sub(r"{\w+}", "", variant["text"])
        assert variables(variant["text"]) == variables(full[condition]["text"])
        assert len(wording) <= (40 if "依据" in wording or "购买记录" in wording else 30)
        assert len(variant.get("buttons", [])) <= 4 and bool(variant.get("buttons")) == bool(
            full[condition].get("buttons")
        )


@pytest.mark.parametrize("name", SAID)
def test_response_is_short_and_in_our_tone(name: str) -> None:
    for variant in SAID[name]:
        assert len(variant["text"]) <= 160
        assert not re.search("亲[，,~ ]|亲亲|非常抱歉|给您带来不便|敬请谅解", variant["text"])


@pytest.mark.parametrize("name", SAID)
def test_button_leads_to_an_intent_or_to_the_gateway(name: str) -> None:
    for variant in SAID[name]:
        for button in variant.get("buttons", []):
            assert button["payload"].removeprefix("/") in {*DOMAIN["intents"], *GATEWAY_PAYLOADS}
            assert 1 <= len(button["title"]) <= 12


def test_only_words_said_by_actions_have_variables() -> None:
    said_by_rules = {step["action"] for rule in RULES for step in rule["steps"] if "action" in step}

    assert not any(variables(variant["text"]) for name in said_by_rules & SAID.keys() for variant in SAID[name])


def test_every_response_that_a_rule_or_an_action_names_exists() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (Path(ROOT) / "actions").glob("*.py"))
    stories = json.dumps(RULES)
    named = set(re.findall(r"\"(utter_\w+[a-z])\"", code + stories)) - {
        "utter_action"
    }  # Rasa's key for a message's name

    assert named <= RESPONSES.keys()


def test_every_response_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (Path(ROOT) / "actions").glob("*.py"))
    used = code + json.dumps(RULES) + "utter_default utter_ask_warranty_form_warranty_device"
    prefixes = re.findall(r"f\"(utter_\w+_){", code)

    assert [
        name for name in SAID if name.removesuffix("_after_hours") not in used and not name.startswith(tuple(prefixes))
    ] == []


def test_no_customer_word_stands_in_the_actions() -> None:
    for path in (Path(ROOT) / "actions").glob("*.py"):
        assert not re.search("[\u4e00-\u9fff]", path.read_text(encoding="utf-8")), path.name


def test_domain_and_server_know_the_same_actions() -> None:
    names = [action.name(None) for action in ACTIONS]  # type: ignore[arg-type]  # the name needs no instance

    assert sorted(names) == sorted(DOMAIN["actions"])


def test_every_intent_has_a_rule() -> None:
    answered = {intent for rule in RULES for step in rule["steps"] for intent in intents_of(step)}

    assert set(DOMAIN["intents"]) == answered
    assert len(DOMAIN["intents"]) == 62


def test_every_rule_has_a_chinese_title_of_its_own() -> None:
    titles = [rule["rule"] for rule in RULES]

    assert len(set(titles)) == len(titles)
    assert all(re.search("[\u4e00-\u9fff]", title) for title in titles)


def test_every_intent_that_may_be_meant_has_a_title_in_chinese() -> None:
    offered = {name.removeprefix("utter_meaning_") for name in RESPONSES if name.startswith("utter_meaning_")}

    assert offered == set(DOMAIN["intents"]) - NOT_OFFERED


def test_no_rule_says_anything_after_a_custom_action() -> None:
    for rule in RULES:
        actions = [step["action"] for step in rule["steps"] if "action" in step]
        custom = [place for place, name in enumerate(actions) if name in DOMAIN["actions"]]
        assert not custom or custom == [len(actions) - 1], rule["rule"]
