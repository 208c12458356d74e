"""What a caller may choose. Made once at the edge and passed down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """``model`` is the name of a shipped model or a folder; ``threads`` 0 takes all cores.

    ``strict`` refuses what is not in a language of the model. ``published``, ``outlet`` and ``url`` are
    what the caller knows better than the page. ``register`` is the file of the user's own actors, None to do
    without; one that is not there is empty.
    """

    model: str = "accurate"
    threads: int = 0
    strict: bool = False
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    register: Path | None = None


def register_path(environment: Mapping[str, str]) -> Path:
    """Where the user's own actors are: in `$ONRECORD_HOME`, or else in the user's folder for data.

    >>> register_path({"ONRECORD_HOME": "/srv/onrecord"}).as_posix()
    '/srv/onrecord/actors.sqlite'
    """
    home = environment.get("ONRECORD_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share" / "onrecord") / "actors.sqlite"
