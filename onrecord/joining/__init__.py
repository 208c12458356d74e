"""Joining across reports: copies of a dispatch, one utterance in many renderings, where it comes from, what
became of it on the way, and what changes or conflicts.

All parts but `join` are functions over the small records of `kept`; `join` runs them over a ledger.
"""
