"""The dossier of a matter: who holds what, the timeline, what changed and conflicts; and all of it to take
along."""

from __future__ import annotations

from io import BytesIO
from typing import Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from onrecord.asking.dossier import KINDS, Kind, dossier
from onrecord.asking.told import Told
from onrecord.export import FORMATS, export
from onrecord.ledger import Ledger, NotOnRecord
from onrecord.views.dates import day
from onrecord.web.answering import Day, Record, Words, download, page
from onrecord.web.drawing import timeline
from onrecord.web.templating import address, environment, many

router = APIRouter()

Shown = Literal["all", "statement", "event", "paper"]
View = Literal["drawing", "table"]
# So many marks are on the timeline that is saved, which may be printed large, and so many rows in its table.
SAVED, ROWS = 300, 120
_FILES = {"md": "markdown", "html": "html", "ics": "ics"}


# ---- to take along: before the page, whose path would take these for matters ------------------------------


@router.get("/matter/{name:path}/timeline.svg", include_in_schema=False)
def timeline_svg(
    request: Request, ledger: Record, name: str, since: Day = None, until: Day = None, party: Words = None,
    kind: Shown = "all",
) -> Response:  # fmt: skip
    """The timeline as a picture of its own, with addresses that lead here from wherever it is kept."""
    told = _told(ledger, name, since, until, party, kind, SAVED)
    here = str(request.base_url).rstrip("/")
    picture = timeline.standing_alone(
        told["timeline"],
        lambda kind, id: f"{here}{place(kind, id, told)}",
        name=_title(told),
        about=_about(told),
    )
    answer = download(picture, "image/svg+xml")
    answer.headers["Content-Security-Policy"] = timeline.POLICY
    return answer


@router.get("/matter/{name:path}/brief.{form}", include_in_schema=False)
def brief_file(
    ledger: Record, name: str, form: Literal["md", "html", "ics"], since: Day = None, until: Day = None
) -> Response:
    """The brief of a matter as Markdown or a page to hand on, or its coming talks as a calendar."""
    made, to = FORMATS[_FILES[form]], BytesIO()
    export(ledger, _FILES[form], to, matter=name, since=since, until=until)
    return download(to.getvalue(), made.media, f"{name[:60]}{made.suffix}")


# ---- the page -------------------------------------------------------------------------------------------


@page(
    router, "/matter/{name:path}", "dossier.html", summary="The dossier of a matter",
    shape={
        "asked": "object", "record": "object", "parties": "array", "sides": "array", "talks": "array",
        "coming": "array", "papers": "array", "changed": "array", "conflicts": "array", "drift": "array",
        "one_origin": "array", "timeline": "object",
    },
)  # fmt: skip
def matter_dossier(
    ledger: Record, name: str, since: Day = None, until: Day = None, party: Words = None,
    kind: Shown = "all", view: View = "drawing",
) -> Told:  # fmt: skip
    """Who holds what on a matter, on which condition and on whose word; talks held and coming, papers, what
    changed, what conflicts, what rests on one origin, and a timeline of it.

    `party` is the id of one of `sides`; `kind` is what the timeline shows. As a table (`view`)
    it shows more.
    """
    told = _told(ledger, name, since, until, party, kind, ROWS if view == "table" else None)
    return told | {"asked": told["asked"] | {"view": view}}


def _told(
    ledger: Ledger, name: str, since: str | None, until: str | None, party: str | None, kind: Shown,
    marks: int | None = None,
) -> Told:  # fmt: skip
    kinds: tuple[Kind, ...] = KINDS if kind == "all" else (kind,)
    more = {} if marks is None else {"marks": marks}
    told = dossier(ledger, name, since=since, until=until, party=party, kinds=kinds, **more)
    if not (told["record"]["reports"] or since or until):
        raise NotOnRecord(f"no report on record is about {name!r}: look for its words by search")
    return told


# ---- what the template asks for ---------------------------------------------------------------------------


def place(kind: str, id: str, told: Told) -> str:
    """The address of what a mark stands for: a statement has a page, talks and papers a place on this one."""
    if kind == "statement":
        return address("statement", id, as_of=told["as_of"])
    asked = told["asked"]
    return f"{address('matter', asked['matter'], **_asked(told))}#{kind}-{id}"


def _asked(told: Told) -> dict[str, str | None]:
    return {name: told["asked"][name] for name in ("since", "until", "party")} | {"as_of": told["as_of"]}


@pass_context
def picture(context: Context) -> Markup:
    """The timeline of the dossier that is shown."""
    told = context["told"]

    def on_page(kind: str, id: str) -> str:
        return place(kind, id, told) if kind == "statement" else f"#{kind}-{id}"

    return timeline.drawn(told["timeline"], on_page, name=_title(told))


def legend(told: Told) -> list[tuple[str, Markup, str]]:
    """The signs of the timeline that is shown, and what they mean."""
    return timeline.legend(told["timeline"])


@pass_context
def matter_file(context: Context, file: str, **query: str | None) -> str:
    """The address of a file of the matter that is shown, of the same days and party."""
    told = context["told"]
    asked = {name: value for name, value in (_asked(told) | query).items() if value}
    path = f"{address('matter', told['asked']['matter'])}/{file}"
    return f"{path}?{urlencode(asked, errors='replace')}" if asked else path


environment().globals.update(timeline_picture=picture, timeline_legend=legend, matter_file=matter_file)


def _title(told: Told) -> str:
    return f"{told['asked']['matter']}: what was said, met over and written"


def _about(told: Told) -> str:
    """What the picture was made of."""
    record, left = told["record"], told["timeline"]["left_out"]
    parts = [many(record["reports"], "report"), many(record["statements"], "statement")]
    parts += [f"{day(record['from'])} to {day(record['until'])}"] if record["from"] else []
    parts += [f"{many(left, 'mark')} left out"] if left else []
    return ", ".join(parts)
