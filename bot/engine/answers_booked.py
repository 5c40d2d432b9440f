"""What is said right after an answer about a booking: 取消吧, 改一下, 电话不对 mean that booking, whatever they mean alone."""

from __future__ import annotations

import re

from bot.service import amendments

_PLAIN = {  # what a classifier takes these half sentences for when it does not know what was told before
    "stop_flow", "deny", "affirm", "correct_info", "inform", "cancel_booking", "change_booking", "nlu_fallback", "out_of_scope",
    "book_repair", "book_installation", "book_inspection", "ask_contact", "query_repair_progress", "express_dissatisfaction",
    "urge_service", "register_product", "greet",
}  # fmt: skip
_UNSURE = 0.5  # below it any other guess at a half sentence is no better
_PROGRESS = re.compile(
    r"^(?:现在|那|已经)?(?:修|弄|搞|处理|检测|确认|安排|派)?(?:好|完|到)了?(?:没有?|吗|么|不)$"
    r"|^(?:现在|那)?(?:到哪|什么进度|啥进度|进度|什么情况)(?:里|儿|一步|步)?了?$"
)
_ASKS_WHEN = re.compile(
    r"(?:什么时候|啥时候|几时|多久|几天|哪天)(?:能|可以|才|会)*(?:好|修好|弄好|修完|完|完事|来|到|上门)|^(?:再|帮我)?查(?:一?下|查|看)?$"
)
_ASKS_COST = re.compile(r"多少钱|收费|费用|要钱|扣钱|违约")


def wish_about_booked(text: str, core: str, guess: str | None, confidence: float) -> str | None:
    """The wish about the booking told last; None where the classifier's guess stands: 算了, 好的, another matter.

    `core` is the text without marks and particles around it.
    """
    if guess not in _PLAIN and (confidence >= _UNSURE or guess is None):
        return None
    if _ASKS_COST.search(text):
        return None
    if amendments.keeps_booking(text) or amendments.cancels_told(core):
        return (
            "change_booking"
            if amendments.changes_told(core) and not amendments.cancels_told(core)
            else "cancel_booking"
        )
    if _PROGRESS.search(core) or _ASKS_WHEN.search(core):
        return "query_repair_progress"
    return "change_booking" if amendments.changes_told(core) else None
