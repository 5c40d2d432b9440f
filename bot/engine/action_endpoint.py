"""Rasa's way to the action server: with the secret, a short patience, and a note of every action that failed.

Rasa goes on as if a failed action had worked; whoever answers the customer must know better.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

import aiohttp
import structlog
from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

log = structlog.get_logger()

SECRET_HEADER = "X-Xiaoxiu-Secret"  # noqa: S105  # the header's name
_REJECTED = 400  # rasa-sdk's status for an action that declines to run, which is no failure

failed_actions: ContextVar[list[str] | None] = ContextVar("failed_actions", default=None)


class ActionEndpoint(EndpointConfig):
    """Calls the action server and appends the names of actions that failed to `failed_actions` of the running turn."""

    def __init__(self, url: str, secret: str, seconds: float) -> None:
        """`url` is the webhook's; the domain is left out of the calls, which no action of ours needs."""
        super().__init__(url=url, headers={SECRET_HEADER: secret}, enable_selective_domain=True)
        self._timeout = aiohttp.ClientTimeout(total=seconds)

    async def request(self, method: str = "post", subpath: str | None = None, **options: Any) -> Any:
        """Send one call with the short patience; a failure is noted, logged by name only, and raised for Rasa."""
        name = str((options.get("json") or {}).get("next_action"))
        try:
            return await self._post(options.get("json"))
        except ClientResponseError as error:
            if error.status != _REJECTED:
                _note(name, f"status {error.status}")
            raise
        except Exception as error:
            _note(name, type(error).__name__)
            raise

    async def _post(self, body: Any) -> Any:
        async with (
            aiohttp.ClientSession(headers=self.headers, timeout=self._timeout) as session,
            session.post(self.url, json=body) as response,
        ):
            if response.status >= _REJECTED:
                raise ClientResponseError(response.status, response.reason, await response.content.read())
            return await response.json()


def _note(name: str, reason: str) -> None:
    log.error("action.failed", action=name, reason=reason)
    noted = failed_actions.get()
    if noted is not None:
        noted.append(name)


def check_schema_once() -> None:
    """Have Rasa check each answer of the action server against its schema, but the schema itself only once.

    `jsonschema.validate` checks the schema at every call, which costs a third of a turn (measured: 25 of 75 ms).
    """
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate(_action: RemoteAction, result: dict[str, Any]) -> bool:
        for error in validator.iter_errors(result):
            raise ValidationError(
                f"answer of the action server: expected its schema, got {error.validator} at {error.json_path}"
            )
        return True

    RemoteAction._validate_action_result = validate
