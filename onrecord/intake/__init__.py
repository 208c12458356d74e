"""Reports from wherever they are: files, pages, folders, addresses, feeds, tables, archives."""

from onrecord.intake.source import Source, documents
from onrecord.intake.stream import MAX_BYTES

__all__ = ["MAX_BYTES", "Source", "documents"]
