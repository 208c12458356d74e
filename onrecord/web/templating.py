"""Templates: what every page can use, and what no page can forget.

All that is printed is escaped, and none of the characters that turn writing round or hide it is printed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from onrecord import __version__
from onrecord.asking.told import Told
from onrecord.views import wording
from onrecord.views.dates import day, when
from onrecord.web.security.sessions import Session, session_of
from onrecord.web.settings import Role
from onrecord.web.shelf import Counted

# Controls, and what turns the direction of writing round beyond its own words (Trojan Source): a title with
# one of these would change how the line after it reads. Marks that only help (LRM, RLM, ALM) stay.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]"
)
STAND_IN = "\ufffd"
# How sure something is, from this value on.
_SURE = ((0.95, "almost certain"), (0.8, "likely"), (wording.DOUBT, "more likely than not"))
KINDS = frozenset({
    "front", "report", "statement", "actor", "matter", "search", "read", "judge", "login", "logout", "users",
})  # fmt: skip


# ---- where we are ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Here:
    """The page that is shown, and to whom.

    ``who`` is None where nobody logged in, ``token`` is what a form sends back. ``twin`` is where the page's
    JSON is, "" where it has none, ``as_of`` the instant as of which it is shown, ``ledger`` how much is on
    record.
    """

    path: str
    query: str
    twin: str
    as_of: str | None
    public: bool
    version: str
    who: str | None
    role: Role | None
    token: str
    ledger: Counted | None = None

    @property
    def may_write(self) -> bool:
        """Whether keeping and judging is offered: not of the past, nor to readers."""
        return self.role in ("editor", "admin") and not self.as_of

    @property
    def address(self) -> str:
        """Path and query, to come back to."""
        return _with(self.path, self.query)


def _with(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def here(request: Request, *, twin: bool = False) -> Here:
    """Where a request is; ``twin`` is whether the page has one."""
    session: Session | None = session_of(request)
    query = str(request.url.query)
    path = request.url.path
    serving = request.app.state.serving
    json = f"{path}index.json" if path.endswith("/") else f"{path}.json"
    return Here(
        path=path,
        query=query,
        twin=_with(quote(json), query) if twin else "",
        as_of=request.query_params.get("as_of") or None,
        public=serving.public,
        version=__version__,
        who=session.user if session else None,
        role=session.role if session else None,
        token=session.token() if session else "",
        # Who has not logged in is told nothing, not even how much there is.
        ledger=request.app.state.shelf.counted() if session or not serving.public else None,
    )


def render(request: Request, template: str, told: Told, *, twin: bool = False) -> str:
    """The HTML of a template: it sees ``told`` and ``here``."""
    return environment().get_template(template).render(told=told, here=here(request, twin=twin))


@cache
def environment() -> Environment:
    """The templates with their filters; made once."""
    made = Environment(
        loader=PackageLoader("onrecord.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printed,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    made.globals.update(url=url, asset=asset, with_query=with_query)
    return made


def printed(value: Any) -> Any:
    """A value as it is printed: nothing for None, a stand-in for what would hide or turn what is read.

    >>> printed("a\\u202eb"), printed(None)
    ('a\ufffdb', '')
    """
    if value is None:
        return ""
    if isinstance(value, Markup):
        return Markup(_HIDDEN.sub(STAND_IN, value))
    return _HIDDEN.sub(STAND_IN, value) if isinstance(value, str) else value


# ---- addresses ------------------------------------------------------------------------------------------


@pass_context
def url(context: Context, kind: str, id: str = "", **query: Any) -> str:
    """The address of something on record, as of the same instant as this page; what is asked without a value
    is left out.

    ``{{ url("actor", "Q1") }}`` is ``/actor/Q1``; ``url("matter", name, since=day)`` has a query.
    """
    if kind not in KINDS:
        raise ValueError(f"found {kind!r}, expected one of {', '.join(sorted(KINDS))}")
    here = context.get("here")
    asked = {"as_of": here and here.as_of} | query
    return address(kind, id, **asked)


def address(kind: str, id: str = "", **query: Any) -> str:
    """The address of something on record.

    >>> address("report", "ab12"), address("matter", "oil & gas"), address("search", q="gauge", page=None)
    ('/report/ab12', '/matter/oil%20%26%20gas', '/search?q=gauge')
    """
    path = "/" if kind == "front" else f"/{kind}/{quote(id, safe='', errors='replace')}" if id else f"/{kind}"
    told = {key: str(value) for key, value in query.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(told, errors='replace')}" if told else path


@pass_context
def with_query(context: Context, path: str | None = None, **query: Any) -> str:
    """This page (or another path) with some of its query changed: ``with_query(page=2)``; None takes out."""
    from urllib.parse import parse_qsl

    here: Here = context["here"]
    now = dict(parse_qsl(here.query)) | query
    told = {key: str(value) for key, value in now.items() if value not in (None, "", False)}
    place = quote(path or here.path)
    return f"{place}?{urlencode(told, errors='replace')}" if told else place


@cache
def asset(name: str) -> str:
    """The address of a file in ``static/``, which changes when the file does."""
    data = files("onrecord.web").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(data).hexdigest()[:8]}"


def web_address(value: str | None) -> str:
    """The address if it leads to the web, else "": nothing else of a source is made a link.

    >>> web_address("https://post.example/1"), web_address("javascript:alert(1)"), web_address(None)
    ('https://post.example/1', '', '')
    """
    # A browser takes no notice of tabs and breaks within an address, nor of blanks and controls before it.
    if value is None or re.search(r"[\x00-\x20\x7f\\]", value):
        return ""
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    return value if parts.scheme in ("http", "https") and parts.hostname else ""


# ---- words ----------------------------------------------------------------------------------------------


def act(name: str) -> str:
    """What a speaker does: "refuses"; the name itself of an act that has no words."""
    return wording.ACTS.get(name, (name, ""))[0]  # type: ignore[call-overload, no-any-return]


def status(name: str) -> str:
    """How it stands with talks or a paper: "under way", "not signed"."""
    return str(wording.STATUSES.get(name) or wording.STAGES.get(name) or name)  # type: ignore[call-overload]


def sure(value: float) -> str:
    """How sure something is, in words.

    >>> sure(0.97), sure(0.7), sure(0.2)
    ('almost certain', 'more likely than not', 'in doubt')
    """
    return next((words for least, words in _SURE if value >= least), "in doubt")


def number(value: int) -> str:
    """A number as it is read: 12,345 with a thin space."""
    return f"{value:,}".replace(",", "\u202f")


def many(count: int, what: str, plural: str | None = None) -> str:
    """A number of things.

    >>> many(1, "report"), many(3, "party", "parties")
    ('1 report', '3 parties')
    """
    return f"{number(count)} {what if count == 1 else plural or what + 's'}"


def clock(value: str | None) -> str:
    """The hour of an instant: "09:15"; "" where none is told."""
    found = re.match(r"\d{4}-\d\d-\d\d[T ](\d\d:\d\d)", value or "")
    return found[1] if found else ""


def short(id: str) -> str:
    """The first digits of an id, which are enough to name it."""
    return id[:8]


def country(code: str | None) -> str:
    """The name of a country by its code, "" for none."""
    return wording.country(code) if code else ""


FILTERS: Mapping[str, Any] = {
    "day": day, "when": when, "clock": clock, "country": country, "act": act, "status": status, "sure": sure,
    "number": number, "many": many, "short": short, "web_address": web_address, "joined": wording.joined,
}  # fmt: skip
