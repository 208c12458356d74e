"""What can go wrong in giving out. Each message is one line: what was found, expected, to be done."""

from __future__ import annotations

from onrecord.errors import OnrecordError


class ExportError(OnrecordError):
    """What was asked for cannot be written there, or needs what is not installed."""
