"""Sends files as the website does."""

from __future__ import annotations

from typing import Any

import httpx
from front_door import Customer


async def send(
    customer: Customer, content: bytes, name: str = "屏幕.jpg", client_id: str | None = None, **more: Any
) -> httpx.Response:
    """Upload one file."""
    return await customer.client.post(
        f"{customer.path}/files",
        files={"file": (name, content, "application/octet-stream")},
        data={"client_id": client_id} if client_id else {},
        headers={**customer.headers, **more},
    )


async def kept(
    customer: Customer, content: bytes, name: str = "屏幕.jpg", client_id: str | None = None
) -> dict[str, Any]:
    """Upload one file that is accepted."""
    response = await send(customer, content, name, client_id)
    assert response.status_code == 201, response.text
    return dict(response.json())
