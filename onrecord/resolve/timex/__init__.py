"""Expressions of time and their values, as TIMEX3 has them.

expressions (rules/dates.toml) → setting in the story, tense → days | periods | lengths → value
"""
