"""Search: as a page, as JSON, as CSV and as a feed to subscribe to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.exceptions import HTTPException
from fastapi.responses import Response

from onrecord.asking.found import SAMPLE
from onrecord.asking.search import PAGE, searched
from onrecord.asking.told import Told
from onrecord.export.table import rows
from onrecord.ledger import Ledger, ids
from onrecord.views.dates import day, when
from onrecord.views.wording import ACTS, joined
from onrecord.web.answering import PageNumber, Record, Words, download, page
from onrecord.web.atom import Entry, feed
from onrecord.web.templating import address

router = APIRouter()

# So many of the statements that came on record last stand in a feed.
ENTRIES = 50
COLUMNS = (
    "id", "day", "said", "speaker", "speaker_id", "with", "act", "content", "conditions", "matter", "kind",
    "channel", "place", "reports", "origins", "origin_names", "confidence", "outlet", "published", "title",
    "url", "report", "link",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched for."""

    words: str | None
    speaker: str | None
    outlet: str | None
    agency: str | None
    act: str | None
    matter: str | None
    kind: str | None
    origins: str | None
    since: str | None
    until: str | None

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        values = {"q" if name == "words" else name: value for name, value in asdict(self).items()}
        return {name: value for name, value in values.items() if value}

    def find(self, ledger: Ledger, page: int = 1, size: int = PAGE) -> Told:
        """Ask it."""
        return searched(ledger, **asdict(self), page=page, size=size)


def _asked(
    q: Annotated[
        Words, Query(description='Words, all of them; "quoted" ones stand one after another.')
    ] = None,
    speaker: Annotated[Words, Query(description="Who speaks: an id, or a name.")] = None,
    outlet: Annotated[Words, Query(description="Who published it.")] = None,
    agency: Annotated[Words, Query(description="Through whom it came: an id, or a name.")] = None,
    act: Annotated[Words, Query(description="What is done: deny, accept, demand, …")] = None,
    matter: Annotated[Words, Query(description="What it is about.")] = None,
    kind: Annotated[Words, Query(description="direct, indirect or mixed.")] = None,
    origins: Annotated[
        Words, Query(description="On how many origins it rests: one, 2 or 3 (at least).")
    ] = None,
    since: Annotated[Words, Query(description="From this day, month or year on: 2026-03-09.")] = None,
    until: Annotated[Words, Query(description="Up to this day, month or year.")] = None,
) -> Asked:
    """What is searched for; what cannot be understood is told on the page."""
    return Asked(q, speaker, outlet, agency, act, matter, kind, origins, since, until)


Sought = Annotated[Asked, Depends(_asked)]


@page(
    router, "/search", "search.html", summary="Statements by words, speaker, way, day and origins",
    shape={"asked": "object", "problem": "string?", "count": "integer", "whole": "boolean", "page": "integer",
           "pages": "integer", "statements": "array", "near": "array", "facets": "array"},
)  # fmt: skip
def search(ledger: Record, asked: Sought, page: PageNumber = 1) -> Told:
    """The statements that fit, the latest first, each utterance once; `problem` is what is not understood."""
    found = asked.find(ledger, page=page)
    return found | {"title": title(found)}


@router.get("/search.csv", summary="A search as CSV: one utterance a row", include_in_schema=False)
def search_csv(request: Request, ledger: Record, asked: Sought) -> Response:
    """All that was looked at of a search, for a spreadsheet."""
    found = _whole(ledger, asked)
    lead = _lead(request)
    table = rows(COLUMNS, (_row(one, lead) for one in found["statements"]), mark=True)
    return download("".join(table), "text/csv; charset=utf-8", "search.csv")


@router.get("/search.atom", summary="A search as an Atom feed", include_in_schema=False)
def search_atom(request: Request, ledger: Record, asked: Sought) -> Response:
    """The statements that came on record last, of those that fit: to subscribe to."""
    found = _whole(ledger, asked)
    lead, query = _lead(request), asked.query
    latest = sorted(found["statements"], key=lambda one: (one["source"]["seen"], one["id"]), reverse=True)
    made = feed(
        ids.made("feed", query), title(found), "Who said what, in which words, on which condition.",
        lead(address("search", **query)), lead("/search.atom" + (f"?{urlencode(query)}" if query else "")),
        [_entry(one, lead) for one in latest[:ENTRIES]],
    )  # fmt: skip
    return download(made, "application/atom+xml; charset=utf-8")


def title(found: Told) -> str:
    """What is searched for, in words: "Ada Brandt on quotas · denies"."""
    words = found["asked"]["words"]
    chosen = {one["name"]: one["label"] for one in found["chosen"]}
    who = chosen.pop("speaker", None)
    on = [
        chosen.pop("matter", None),
        words if found["asked"]["matter"] is None or not words else f"“{words}”",
    ]
    first = " on ".join(filter(None, (who, ", ".join(filter(None, on)))))
    days = [f"{name} {when(chosen.pop(name))}" for name in ("since", "until") if name in chosen]
    return " · ".join(filter(None, (first, *chosen.values(), *days))) or "All that was said"


def _whole(ledger: Ledger, asked: Asked) -> Told:
    """All that was looked at, on one page. What cannot be understood is refused."""
    found = asked.find(ledger, size=SAMPLE)
    if found["problem"]:
        raise HTTPException(422, found["problem"])
    return found


def _lead(request: Request) -> Callable[[str], str]:
    """Makes a path of ours an address."""
    base = str(request.base_url).rstrip("/")
    return lambda path: base + path


def _row(one: Told, lead: Callable[[str], str]) -> Told:
    speaker, source, came = one["speaker"] or {}, one["source"], one["origins"]
    return {
        "id": one["id"], "day": one["day"], "said": one["said"],
        "speaker": speaker.get("name") or one["written"], "speaker_id": speaker.get("id"),
        "with": _names(one["with"]), "act": one["act"],
        "content": one["content"], "conditions": "; ".join(c["words"] for c in one["conditions"]),
        "matter": "; ".join(one["matter"]), "kind": one["kind"], "channel": _names(one["channel"], " > "),
        "place": one["place"], "reports": came["reports"], "origins": came["origins"],
        "origin_names": "; ".join(which["name"] for which in came["which"]), "confidence": one["confidence"],
        "outlet": source["outlet"], "published": source["published"], "title": source["title"],
        "url": source["url"], "report": source["report"], "link": lead(address("statement", one["id"])),
    }  # fmt: skip


def _names(parties: list[Told], between: str = "; ") -> str:
    return between.join(party["name"] for party in parties)


def _entry(one: Told, lead: Callable[[str], str]) -> Entry:
    """A statement as an entry: who does what is its title, the words and their source its content."""
    names = [one["speaker"]["name"] if one["speaker"] else one["written"] or "Nobody named"]
    who = joined([*names, *(party["name"] for party in one["with"])])
    words = " ".join(one["content"].split())
    verb = ACTS[one["act"]][bool(one["with"])]
    return Entry(
        id=one["id"],
        title=f"{who} {verb}: {words if len(words) <= 100 else words[:99].rsplit(' ', 1)[0] + ' …'}",
        link=lead(address("statement", one["id"])),
        updated=one["source"]["seen"],
        author=who,
        words="\n".join(filter(None, (words, _said(one), _read_in(one), one["origins"]["told"]))),
        terms=tuple(one["matter"]),
    )


def _said(one: Told) -> str:
    return f"Said {when(one['said'])}" if one["said"] else ""


def _read_in(one: Told) -> str:
    """Where it is read: "via Halyard, in The Post, 3 March 2026: Talks are put off"."""
    source = one["source"]
    via = f"via {' > '.join(party['name'] for party in one['channel'])}, " if one["channel"] else ""
    place = ", ".join(filter(None, (source["name"], day(source["published"]))))
    return f"{via}in {place}" + (f": {source['title']}" if source["title"] else "")
