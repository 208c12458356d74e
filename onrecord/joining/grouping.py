"""Groups out of pairs: the surest first, and none against what must stay apart."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

Id = TypeVar("Id", bound=Hashable)


class Groups:
    """Groups of ids. ``parted`` has, by id, those with which it may not come together."""

    def __init__(self, parted: Mapping[str, frozenset[str]] | None = None) -> None:
        self._of: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._parted = parted or {}

    def of(self, id: str) -> str:
        """The id by which the group of this one is known."""
        return self._of.get(id, id)

    def members(self, id: str) -> Sequence[str]:
        """Everybody in the group of this one."""
        return self._members.get(self.of(id), (id,))

    def may_join(self, one: str, other: str) -> bool:
        """Whether nobody of the one group must stay apart from one of the other."""
        if not self._parted:
            return True
        there = set(self.members(other))
        return not any(there & self._parted.get(id, frozenset()) for id in self.members(one))

    def join(self, one: str, other: str) -> None:
        """Make one group of two; the smaller goes into the larger, so that many joins stay cheap."""
        a, b = self.of(one), self.of(other)
        if a == b:
            return
        if len(self.members(a)) < len(self.members(b)):
            a, b = b, a
        moved = list(self.members(b))
        self._members[a] = [*self.members(a), *moved]
        self._members.pop(b, None)
        for id in moved:
            self._of[id] = a
        self._of[a] = a

    def __iter__(self) -> Iterator[Sequence[str]]:
        return iter([m for m in self._members.values() if len(m) > 1])


def neighbours(
    marks: Iterable[tuple[int, Collection[Id]]], *, back: int, near: Callable[[int, int], bool]
) -> Iterator[tuple[int, int, list[Id]]]:
    """Pairs of numbered things that share marks, and the marks that they share, each pair once.

    ``marks`` come in order of time. Each is compared with the last ``back`` that had a mark, as long as they
    are ``near``: so many copies of one thing cost no more each than few, and the whole grows with what there
    is.
    """
    last: dict[Id, list[int]] = {}
    for at, some in marks:
        shared: dict[int, list[Id]] = {}
        for mark in some:
            had = last.setdefault(mark, [])
            for other in had:
                if near(other, at):
                    shared.setdefault(other, []).append(mark)
            had.append(at)
            del had[:-back]
        for other, which in shared.items():
            yield other, at, which
