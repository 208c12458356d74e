"""Reports from wherever they are: files, pages, folders, patterns, addresses, standard input."""

from onrecord.intake.source import MAX_BYTES, Source, documents

__all__ = ["MAX_BYTES", "Source", "documents"]
