"""An update that failed, and saving, restoring or taking back: what not to do first, then the steps, then a centre."""

from __future__ import annotations

from actions.base import AnswerAction
from actions.goods import (
    Goods,
    answers,
    ask_once,
    find_goods,
    refuse_goods,
    require_tries,
    tell_in_view,
    tell_missed,
)
from actions.handoff import ActionWarnOfHazard
from actions.phrases import called, join
from actions.policy import category_buttons
from actions.turn import Reply, Turn
from actions.update import numbered, tell_record
from bot.service import prices, update
from bot.service.hazards import names_danger
from bot.service.update import Backup, Failure
from bot.service.update_guides import UpdateGuide, guide_for
from bot.store import exclusions
from bot.store.categories import all_categories
from bot.store.engine import Session

_OLD_LISTED = 3  # earlier releases that are named
_REMEMBERED = 80  # characters of what was told about the failure


class ActionRescueUpdate(AnswerAction):
    """An update that stopped, or a device that does not work since: safe steps by the kind of goods, then a booking."""

    def name(self) -> str:
        """As in the domain."""
        return "action_rescue_update"

    def answer(self, turn: Turn) -> Reply:
        """Danger goes before everything; then what not to do, the steps, and where to take it."""
        if names_danger(turn.text):
            return ActionWarnOfHazard(self.context).answer(turn)
        if refused := refuse_goods(turn):
            return refused
        require_tries(self.context, turn)
        with self.context.store.reading() as session:
            meant = find_goods(self.context, session, turn)
            reply = tell_in_view(self._tell(session, turn, meant), turn, meant)
        return tell_missed(self.context, turn, meant.missed) if meant.missed else reply

    def _tell(self, session: Session, turn: Turn, meant: Goods) -> Reply:
        text = _question(turn, self.name())
        if update.failure_told(turn.text) in ("boot", "stuck", "download"):
            text = turn.text  # told anew, it goes before what was told first
        failure = update.failure_told(text)
        if failure == "unsaid" and not answers(turn, self.name()):
            return ask_once(turn, Reply().say("utter_update_failure_unsaid"), self.name(), "fault")
        reply = Reply().say("utter_update_failure_heat") if update.tells_heat(text) else Reply()
        guide = guide_for(meant.category)
        if meant.category is None:
            buttons = category_buttons("report_update_failure", _with_software())
            reply.say("utter_update_failure_which", buttons)
            return ask_once(turn, reply, self.name(), "device", text)
        if guide is None:
            return reply.say("utter_update_no_software", product=meant.category)
        reply.say(f"utter_update_failure_{failure}")
        reply.say("utter_update_failure_steps", lines="\n".join(numbered(_steps(failure, guide))))
        if guide.is_personal and failure in ("stuck", "boot"):
            reply.say("utter_update_failure_data")
        if meant.product and (newest := update.offer(session, meant.product.model).newest):
            tell_record(session, reply, meant.product, newest)
        reply.say("utter_update_failure_next")
        return reply if turn.active_loop else offer_booking(reply, self.name(), text)


def offer_booking(reply: Reply, action: str, told: str) -> Reply:
    """Wait for a yes to the booking that was offered; a model named instead gets its own steps for what was `told`."""
    return reply.set(asked_for=action, asked_part=told[:_REMEMBERED])


class ActionExplainBackup(AnswerAction):
    """Saving data, bringing it back, moving it, and the way to an earlier version."""

    def name(self) -> str:
        """As in the domain."""
        return "action_explain_backup"

    def answer(self, turn: Turn) -> Reply:
        """What was asked for, for the kind of goods that is meant; asks for it once where the steps depend on it."""
        if refused := refuse_goods(turn):
            return refused
        require_tries(self.context, turn)
        with self.context.store.reading() as session:
            meant = find_goods(self.context, session, turn)
            reply = tell_in_view(self._tell(session, turn, meant), turn, meant)
        return tell_missed(self.context, turn, meant.missed) if meant.missed else reply

    def _tell(self, session: Session, turn: Turn, meant: Goods) -> Reply:
        text = _question(turn, self.name())
        wanted = update.backup_asked(text)
        if wanted in ("lost", "rescue"):
            return _tell_data(session, wanted)
        if wanted == "rollback" and meant.product:
            return _tell_rollback(session, meant)
        guide = guide_for(meant.category)
        if meant.category and guide is None:
            return Reply().say("utter_update_no_data", category=meant.category)
        if guide is None:
            said = "utter_update_rollback_which" if wanted == "rollback" else "utter_update_backup_which"
            buttons = category_buttons("ask_backup", _with_software())
            reply = Reply().say(said, buttons)
            return ask_once(turn, reply, self.name(), "device", text)
        if wanted == "rollback":
            reply = Reply().say("utter_update_rollback_which")
            return ask_once(turn, reply, self.name(), "model", text)
        steps = guide.restore if wanted == "restore" else guide.backup
        lines = "\n".join(numbered(steps))
        reply = Reply().set(asked_for=self.name())  # "and the watch?" may follow
        return reply.say(f"utter_update_{wanted}", category=meant.category, lines=lines)


def _tell_rollback(session: Session, meant: Goods) -> Reply:
    """What the record says of earlier versions: none of them is offered; a centre may write the system anew, at a price."""
    if meant.product is None:
        return Reply().say("utter_update_rollback_which")
    newest = update.offer(session, meant.product.model).newest
    if newest is None:
        return Reply().say("utter_update_no_software", product=called(meant.product))
    old = [release.version for release in update.earlier(session, meant.product.model)]
    facts = {"product": called(meant.product), "newest": newest.version, "source": newest.source}
    reply = Reply().say("utter_update_rollback", versions=join(old[:_OLD_LISTED]) or newest.version, **facts)
    job = prices.system_job(session, meant.product.category, meant.product.model)
    if job:
        return reply.say(
            "utter_update_rollback_price", item=job.item, price=prices.yuan(job.work_fen), covers=job.covers or job.item
        )
    return reply.say("utter_update_rollback_centre")


def _tell_data(session: Session, wanted: Backup) -> Reply:
    """Data that is lost or shut in: what not to do, and that no record promises its return."""
    reply = Reply().say(f"utter_update_data_{wanted}")
    rule = exclusions.get(session, "data")
    if rule:
        reply.say("utter_update_data_rule", rule=rule.text.rstrip("。"), source=rule.source)
    return reply


def _steps(failure: Failure, guide: UpdateGuide) -> list[str]:
    """A restart clears nothing and comes first; the recovery only where the device does not come up again."""
    if failure in ("stuck", "boot"):
        return [guide.restart, guide.recovery]
    return [guide.restart, *guide.update] if failure == "download" else [guide.restart, guide.update[0]]


def _question(turn: Turn, action: str) -> str:
    """The question that is answered: the one that waited for its kind of goods, or this message."""
    waiting = turn.slot("asked_part") if answers(turn, action) else None
    return str(waiting or turn.text)


def _with_software() -> list[str]:
    return [entry.name for entry in all_categories() if (guide := guide_for(entry.name)) and guide.is_personal]
