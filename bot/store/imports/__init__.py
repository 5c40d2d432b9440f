"""Imports: the company's own records from CSV, YAML or JSON, checked as a whole, stored all or nothing."""

from bot.store.imports.importer import ImportReport, NotStored, import_file
from bot.store.imports.kinds import KINDS, LATER

__all__ = ["KINDS", "LATER", "ImportReport", "NotStored", "import_file"]
