"""Imports one file: everything is checked first, then all of it is stored in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.errors import BadFile, BotError
from bot.store import audit
from bot.store.engine import Store
from bot.store.imports.kinds import KINDS
from bot.store.imports.reading import WHOLE_FILE, read_file
from bot.store.imports.sheet import Entry, Sheet, parse
from bot.store.imports.storing import stored_keys

log = structlog.get_logger()


class NotStored(BotError):
    """The database refused records that had passed every check; nothing was changed."""

    code = "not_stored"
    status = 500


@dataclass(frozen=True)
class ImportReport:
    """What an import did: rows in the file, of them new, of them known before and updated."""

    kind: str
    rows: int
    added: int
    updated: int


def import_file(store: Store, kind: str, path: Path, kinds: Mapping[str, Sheet] = KINDS) -> ImportReport:
    """Store the records of a file; a room above may know more kinds.

    Raises `BadFile` with (line, what is wrong in Chinese) for every bad row, line 0 for the file as a whole;
    nothing is changed then. Raises `StoreUnavailable`, and `NotStored` when the database refuses the records.
    """
    sheet = kinds.get(kind)
    if sheet is None:
        reason = f"不认识的种类“{kind}”，应为 {'、'.join(kinds)} 之一"
        raise BadFile("unknown kind", [(WHOLE_FILE, reason)])
    entries, faults = parse(sheet, read_file(path))
    try:
        with store.transaction() as session:
            faults += sheet.check(session, entries)
            if faults:
                raise BadFile(f"{kind}: {len(faults)} faults", sorted(faults))
            return _stored(session, sheet, entries)
    except SQLAlchemyError as error:
        # Its text repeats the statement with its values: only its kind may be told.
        log.error("import.refused", kind=kind, error=type(error).__name__)
        raise NotStored(f"{kind}: {type(error).__name__}") from None


def _stored(session: Session, sheet: Sheet, entries: Sequence[Entry]) -> ImportReport:
    known = stored_keys(session, sheet)
    updated = sum(tuple(entry.values[name] for name in sheet.key) in known for entry in entries)
    sheet.save(session, sheet, entries)
    report = ImportReport(sheet.kind, len(entries), len(entries) - updated, updated)
    details = {"rows": report.rows, "added": report.added, "updated": report.updated}
    audit.append(session, "operator", "data.imported", sheet.kind, details)
    return report
