"""The action server: runs custom actions on loopback for whoever shows the secret, and echoes nothing."""

from __future__ import annotations

import hmac
from typing import Any

import structlog
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

from actions.base import AnswerAction, Context
from actions.centres import ActionFindCentre, ActionTellContact
from actions.documents import ActionExplainLostProof, ActionListDocuments, ActionLocateIdentifier
from actions.files import ActionNoteFile
from actions.handoff import ActionOfferHuman, ActionRequestHuman, ActionWarnOfHazard
from actions.policy import ActionExplainDamage, ActionExplainPolicy, ActionExplainRepairWarranty
from actions.prices import ActionQuotePrice
from actions.repair import ActionBookRepair, ActionContinueRepair
from actions.repair_asking import ActionAskRepairConfirmed
from actions.repair_fault import ActionReportFault
from actions.service import ActionContinueService, ActionServeBooking
from actions.service_asking import ActionAskServiceDone
from actions.smalltalk import (
    ActionAnswerNo,
    ActionAnswerYes,
    ActionDropRepair,
    ActionOfferMeanings,
    ActionStopFlow,
    ActionTakeInformation,
)
from actions.update import ActionCheckUpdate, ActionTellUpdateRisk
from actions.update_trouble import ActionExplainBackup, ActionRescueUpdate
from actions.warranty import ActionCheckWarranty, ActionRetryIdentifier
from bot.log import configure_log
from bot.service import codes
from bot.settings import Settings, load_settings
from bot.store.engine import Store, open_store

log = structlog.get_logger()

SECRET_HEADER = "X-Xiaoxiu-Secret"  # noqa: S105  # the name of a header
_BODY_BYTES = 256 * 1024  # a bounded tracker without the domain is far below
ACTIONS: tuple[type[AnswerAction], ...] = (
    ActionAnswerNo,
    ActionAnswerYes,
    ActionAskRepairConfirmed,
    ActionAskServiceDone,
    ActionBookRepair,
    ActionCheckUpdate,
    ActionCheckWarranty,
    ActionContinueRepair,
    ActionDropRepair,
    ActionContinueService,
    ActionExplainBackup,
    ActionExplainDamage,
    ActionExplainLostProof,
    ActionExplainPolicy,
    ActionExplainRepairWarranty,
    ActionFindCentre,
    ActionListDocuments,
    ActionLocateIdentifier,
    ActionNoteFile,
    ActionOfferHuman,
    ActionOfferMeanings,
    ActionQuotePrice,
    ActionReportFault,
    ActionRequestHuman,
    ActionRescueUpdate,
    ActionRetryIdentifier,
    ActionServeBooking,
    ActionStopFlow,
    ActionTakeInformation,
    ActionTellContact,
    ActionTellUpdateRisk,
    ActionWarnOfHazard,
)


def create_app(settings: Settings, store: Store, name: str = "xiaoxiu_actions") -> Sanic:
    """The application with every action registered; `name` must be unique in a process."""
    app = Sanic(name, configure_logging=False)
    app.config.REQUEST_MAX_SIZE = _BODY_BYTES
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.ACCESS_LOG = False
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action(Context(settings, store)))
    _refuse_strangers(app, settings.internal_secret)
    _hide_failures(app)
    _add_routes(app, executor)
    return app


def _refuse_strangers(app: Sanic, secret: str) -> None:
    @app.on_request
    async def check_secret(request: Request) -> HTTPResponse | None:
        given = request.headers.get(SECRET_HEADER, "")
        if secret and hmac.compare_digest(given.encode(), secret.encode()):
            return None
        return json({"error": "not_authenticated"}, status=401)


def _hide_failures(app: Sanic) -> None:
    @app.exception(Exception)
    async def tell_kind_only(_request: Request, error: Exception) -> HTTPResponse:
        if isinstance(error, SanicException):
            return json({"error": "bad_request"}, status=getattr(error, "status_code", 400))
        log.error("action_server.failed", cause=type(error).__name__)
        return json({"error": "failed"}, status=500)


def _add_routes(app: Sanic, executor: ActionExecutor) -> None:
    @app.get("/ready")
    async def ready(_request: Request) -> HTTPResponse:
        return json({"ready": True})

    @app.post("/webhook")
    async def run_action(request: Request) -> HTTPResponse:
        call: Any = request.json
        if not isinstance(call, dict) or not isinstance(call.get("tracker"), dict) or not call.get("next_action"):
            return json({"error": "bad_request"}, status=400)
        try:
            return json(await executor.run(call))
        except ActionNotFoundException:
            log.error("action.unknown", action=str(call["next_action"])[:64])
            return json({"error": "unknown_action"}, status=404)


def main() -> None:
    """Serve on 127.0.0.1 until stopped."""
    settings = load_settings()
    configure_log("actions")
    codes.sender_of(settings.sms_sender)  # a wrong one is an error at the start, not in the middle of a chat
    store = open_store(settings)
    app = create_app(settings, store)
    app.run(host="127.0.0.1", port=settings.actions_port, access_log=False, motd=False, debug=False, workers=1)
    store.close()


if __name__ == "__main__":
    main()
