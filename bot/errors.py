"""The errors that rules raise, each named for the fact it reports.

A rule raises; the edge (action, route, command) decides what the customer, the agent or the operator
reads. `code` is stable and machine-readable, `status` is the HTTP status of the customer and desk API.
"""


class BotError(Exception):
    """Base of every error that a rule raises on purpose.

    `detail` says what was expected and what came, in English for logs and operators; it never holds
    personal data and is never shown to a customer.
    """

    code = "error"
    status = 500

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.code)
        self.detail = detail


class InvalidInput(BotError):
    """A request that is readable but not acceptable: wrong type, missing or over-long field."""

    code = "invalid_input"
    status = 422


class NotAuthenticated(BotError):
    """The token is missing, expired or forged."""

    code = "not_authenticated"
    status = 401


class NotAllowed(BotError):
    """Known, but without the right to do this: a good token of another chat, a page of a site that is not on the list."""

    code = "not_allowed"
    status = 403


class TooManyTries(BotError):
    """A limit was reached; `retry_after_seconds` says when to come again."""

    code = "too_many_requests"
    status = 429

    def __init__(self, detail: str = "", retry_after_seconds: int = 1) -> None:
        super().__init__(detail)
        self.retry_after_seconds = max(1, retry_after_seconds)


class ChatNotFound(BotError):
    """No chat has this id."""

    code = "chat_not_found"
    status = 404


class IllegalMove(BotError):
    """The chat's owner or a booking's status cannot move from where it is to where it was asked to go."""

    code = "illegal_move"
    status = 409


class DeviceNotFound(BotError):
    """No device on record matches what the customer gave."""

    code = "device_not_found"
    status = 404


class ProductNotFound(BotError):
    """No product of the catalogue matches."""

    code = "product_not_found"
    status = 404


class PolicyNotFound(BotError):
    """No warranty policy with a source applies, so nothing may be stated."""

    code = "policy_not_found"
    status = 404


class SlotTaken(BotError):
    """The last place of this window has just been given to somebody else."""

    code = "slot_taken"
    status = 409


class TooManyOpenBookings(BotError):
    """This phone number already holds as many open bookings as the limit allows."""

    code = "too_many_open_bookings"
    status = 409


class KeyReused(BotError):
    """An idempotency key came again with a different request."""

    code = "idempotency_key_reused"
    status = 422


class BadFile(BotError):
    """A file to import has bad rows; `rows` holds (line number, what is wrong), the file changed nothing."""

    code = "bad_file"
    status = 422

    def __init__(self, detail: str, rows: list[tuple[int, str]]) -> None:
        super().__init__(detail)
        self.rows = rows


class EngineUnavailable(BotError):
    """The dialogue engine cannot be reached; the message waits."""

    code = "engine_unavailable"
    status = 503


class TurnFailed(BotError):
    """The engine was reached but gave no usable answer: empty, late, failed action or broken reply."""

    code = "turn_failed"
    status = 502


class StoreUnavailable(BotError):
    """The database refuses or is out of reach; nothing was changed."""

    code = "store_unavailable"
    status = 503
