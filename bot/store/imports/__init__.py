"""Imports: the company's own records from CSV, YAML or JSON, checked as a whole, stored all or nothing."""

from bot.store.imports.importer import ImportReport, import_file
from bot.store.imports.kinds import KINDS

__all__ = ["KINDS", "ImportReport", "import_file"]
