"""The commands of a ledger; `onrecord.cli` imports each when it is asked for."""
