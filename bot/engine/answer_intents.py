"""What an answer may look like to a classifier: the questions, the entities that answer them, and intents taken for answers."""

from __future__ import annotations

from collections.abc import Mapping

INFORM, AFFIRM, DENY, CORRECT, STOP = "inform", "affirm", "deny", "correct_info", "stop_flow"

QUESTIONS = frozenset(
    {"device", "fault", "mode", "region", "window", "address", "contact", "phone", "confirm", "choice", "proof", "number", "model", "version", "yes_no", "booking", "again"}
)  # fmt: skip
DECISIONS = {"confirm", "yes_no", "again"}  # a yes or a no is wanted, nothing else
ABOUT_BOOKED = {"number", "choice", "yes_no"}  # asked about something booked before: 改时间 is a wish there
OFFERS = {"window", "mode", "choice"}  # several are offered, one is picked
KINDS: Mapping[str, frozenset[str]] = {  # entities that answer a question
    "device": frozenset({"product_category", "product_model", "serial_number", "brand", "imei"}),
    "fault": frozenset({"symptom", "damage_cause", "error_code"}),
    "mode": frozenset({"service_mode"}),
    "region": frozenset({"region", "address"}),
    "window": frozenset({"time"}),
    "address": frozenset({"address", "region"}),
    "contact": frozenset({"person_name", "phone_number"}),
    "phone": frozenset({"phone_number"}),
    "choice": frozenset({"time", "service_mode", "product_category", "product_model", "ticket_number"}),
    "proof": frozenset({"phone_number", "serial_number", "order_number"}),
    "number": frozenset({"ticket_number", "order_number", "serial_number", "phone_number"}),
    "model": frozenset({"product_model", "product_category", "serial_number", "brand"}),
    "version": frozenset({"software_version"}),
}
NEVER_AN_ANSWER = {"request_human", "report_safety_hazard", "make_complaint"}
MANNERS = {"thank", "greet", "goodbye", "ask_capability", "bot_challenge", "express_dissatisfaction"}
ANSWERS = {INFORM, AFFIRM, DENY, CORRECT, STOP}
UNSURE = {INFORM, "nlu_fallback", "out_of_scope", None}
SAME_BUSINESS = {  # wishes that a booking's answers look like: 想约周六上午, 我想寄过去修
    "book_repair", "book_installation", "book_inspection", "report_fault", "change_booking", "find_service_centre",
    "query_repair_progress", "urge_service", "ask_identifier_location", "query_warranty_status",
    "query_update_available", "order_part", "query_part", "request_loaner",
}  # fmt: skip
BOOKINGS = {"book_repair", "book_installation", "book_inspection"}
TELLS_FAULT = {
    "book_repair", "book_installation", "book_inspection", "report_fault", "query_part", "order_part", "report_repeat_failure", "query_damage_coverage", "query_error_code", "ask_howto", "ask_maintenance",
    "report_update_failure", "ask_install_part", "claim_extended_warranty", "express_dissatisfaction", "ask_self_repair",
}  # fmt: skip
