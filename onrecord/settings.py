"""What a caller may choose. Made once at the edge and passed down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """``model`` is the name of a shipped model or a folder; ``threads`` 0 takes all cores.

    ``strict`` refuses what is not in a language of the model. ``published``, ``outlet`` and ``url`` are
    what the caller knows better than the page.
    """

    model: str = "accurate"
    threads: int = 0
    strict: bool = False
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
