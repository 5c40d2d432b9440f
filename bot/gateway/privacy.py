"""The privacy page, with the figures and the contact of this deployment in its sentences."""

from __future__ import annotations

from pathlib import Path
from string import Template

from bot.gateway.shelf import Leaf, page_leaf
from bot.service import centres
from bot.settings import Settings

_TEMPLATE = Path(__file__).with_name("pages") / "privacy.html"
_DAYS_A_YEAR = 365
_BYTES_A_MEGABYTE = 1024 * 1024


def privacy_page(settings: Settings) -> Leaf:
    """The page as it is served; raises `KeyError` when the template asks for a figure that there is not."""
    contact = centres.contact()
    template = Template(_TEMPLATE.read_text(encoding="utf-8"))
    return page_leaf(
        template.substitute(
            chat_days=settings.retention_chat_days,
            booking_time=_duration(settings.retention_booking_days),
            file_megabytes=settings.limits.file_bytes // _BYTES_A_MEGABYTE,
            desk_hours=settings.hours,
            hotline=contact.hotline,
            hotline_hours=contact.hours,
            codes="" if settings.sms_sender else " hidden",
        )
    )


def _duration(days: int) -> str:
    """As people say it: whole years where they are whole."""
    years, rest = divmod(days, _DAYS_A_YEAR)
    return f"{years} 年" if years and not rest else f"{days} 天"
