"""What can go wrong with a ledger. Each message is one line: what was found, expected, to be done.

LedgerError               the ledger cannot be opened, read or written; what was kept before stays kept
├── NotOnRecord           nothing, or more than one thing, has this id
└── LedgerFull            the disk is full: make space and run the same command again
"""

from __future__ import annotations

from onrecord.errors import OnrecordError


class LedgerError(OnrecordError):
    """The ledger cannot be opened, read or written; what was kept before stays kept."""


class NotOnRecord(LedgerError):
    """Nothing, or more than one thing, has this id."""


class LedgerFull(LedgerError):
    """The disk is full. The report under way is not kept, all before it is."""
