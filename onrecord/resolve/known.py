"""All that is known beforehand: what ships with the package, and the user's own actors before it."""

from __future__ import annotations

from pathlib import Path

from onrecord.resolve.knowledge import Entry, Knowledge, knowledge
from onrecord.resolve.register import Register


class Known(Knowledge):
    """The shipped knowledge with a register of the user's own, whose entries come before those of one id."""

    def __init__(self, register: Register) -> None:
        self.register = register

    def named(self, words: str) -> tuple[Entry, ...]:
        return _first(self.register.named(words), super().named(words))

    def surnamed(self, word: str) -> tuple[Entry, ...]:
        return _first(self.register.surnamed(word), super().surnamed(word))

    def sounding(self, words: str) -> tuple[Entry, ...]:
        return _first(self.register.sounding(words), super().sounding(words))

    def entry(self, id: str) -> Entry | None:
        return self.register.entry(id) or super().entry(id)


def known(register: Path | None) -> Knowledge:
    """What is known, with the register of this file where one is there."""
    return Known(Register(register)) if register is not None and register.exists() else knowledge()


def _first(own: tuple[Entry, ...], shipped: tuple[Entry, ...]) -> tuple[Entry, ...]:
    ids = {entry.id for entry in own}
    return (*own, *(entry for entry in shipped if entry.id not in ids))
