"""The ledger: one record out of many reports, in one SQLite file or a PostgreSQL database."""

from onrecord.ledger.errors import LedgerError, LedgerFull, NotOnRecord
from onrecord.ledger.store import Ledger

__all__ = ["Ledger", "LedgerError", "LedgerFull", "NotOnRecord"]
