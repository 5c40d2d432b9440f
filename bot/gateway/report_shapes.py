"""Shapes of the desk's report: what its figures are called and how they are counted."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from bot.gateway.shapes import Shape


class ReportReason(Shape):
    """Why customers were handed over."""

    code: str
    name: str
    count: int


class ReportWaits(Shape):
    """Seconds in the queue of those whom an agent took."""

    count: int
    median: int | None = Field(...)
    p95: int | None = Field(...)


class ReportBookings(Shape):
    """Bookings made in these days, by the status they have now."""

    status: str
    name: str
    count: int


class ReportRatings(Shape):
    """Ratings from 1 to 5."""

    count: int
    average: float | None = Field(...)
    by_score: dict[str, int]


class DeskReport(Shape):
    """Figures of whole days in Asia/Shanghai."""

    first: date = Field(..., alias="from")
    last: date = Field(..., alias="to")
    chats_opened: int
    conversations: int = Field(..., description="in which a customer wrote")
    bot_only: int = Field(..., description="of these, without a word of an agent and not waiting for one now")
    bot_only_share: float | None = Field(..., description="from 0 to 1, null without conversations")
    handed_over: list[ReportReason] = Field(..., description="taken by agents, by why they waited")
    waiting_seconds: ReportWaits
    owners_now: dict[str, int] = Field(..., description="chats by who answers them at this moment")
    bookings: list[ReportBookings]
    ratings: ReportRatings
