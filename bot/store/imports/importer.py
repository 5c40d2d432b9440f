"""Imports one file: everything is checked first, then all of it is stored in one transaction, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.errors import BadFile
from bot.store import audit
from bot.store.engine import Store
from bot.store.imports.kinds import KINDS
from bot.store.imports.reading import WHOLE_FILE, read_file
from bot.store.imports.sheet import parse
from bot.store.imports.storing import stored_keys


@dataclass(frozen=True)
class ImportReport:
    """What an import did: rows in the file, of them new, of them known before and updated."""

    kind: str
    rows: int
    added: int
    updated: int


def import_file(store: Store, kind: str, path: Path) -> ImportReport:
    """Store the records of a file.

    Raises `BadFile` with (line, what is wrong in Chinese) for every bad row, line 0 for the file as a whole;
    nothing is changed then. Raises `StoreUnavailable`.
    """
    sheet = KINDS.get(kind)
    if sheet is None:
        reason = f"不认识的种类“{kind}”，应为 {'、'.join(KINDS)} 之一"
        raise BadFile("unknown kind", [(WHOLE_FILE, reason)])
    entries, faults = parse(sheet, read_file(path))
    with store.transaction() as session:
        faults += sheet.check(session, entries)
        if faults:
            raise BadFile(f"{kind}: {len(faults)} faults", sorted(faults))
        known = stored_keys(session, sheet)
        updated = sum(tuple(entry.values[name] for name in sheet.key) in known for entry in entries)
        sheet.save(session, sheet, entries)
        report = ImportReport(kind, len(entries), len(entries) - updated, updated)
        details = {"rows": report.rows, "added": report.added, "updated": report.updated}
        audit.append(session, "operator", "data.imported", kind, details)
    return report
