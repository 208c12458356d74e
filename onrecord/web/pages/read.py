"""Reading: a text that is pasted, dropped or fetched is shown as a report, and kept or not; and whether
somebody said what they are quoted with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from onrecord.asking import quotation
from onrecord.asking.report import report
from onrecord.asking.told import Told
from onrecord.errors import Unreadable
from onrecord.ledger import Ledger, NotOnRecord
from onrecord.records import Document
from onrecord.settings import Settings
from onrecord.web.answering import PageNumber, Record, Words, as_json, page, short, shown, wants_json
from onrecord.web.joining import Joining
from onrecord.web.reading import MOST, PASTED, SECONDS, Busy, Desk, Held, fetched, pasted, uploaded
from onrecord.web.security.guard import Editor
from onrecord.web.settings import Serving
from onrecord.web.templating import address as address_of

router = APIRouter()

Line = Annotated[str, Form(max_length=2000)]
Quoted = Annotated[str | None, short(2000)]
_starting = Lock()


def desk(request: Request) -> Desk:
    """The one reader of this server, made when the first text comes."""
    with _starting:
        app = request.app
        found: Desk | None = getattr(app.state, "desk", None)
        if found is None:
            serving: Serving = app.state.serving
            found = app.state.desk = Desk(Settings(model=serving.model, register=serving.register))
        return found


TheDesk = Annotated[Desk, Depends(desk)]


@page(router, "/read", "read.html", summary="What can be read here", shape={"most": "integer"})
def reading(ledger: Record) -> Told:
    """How much can be read at once: ``most`` is in characters. A text is sent by the form of the page."""
    return _form()


@router.post("/read", include_in_schema=False)
async def read_one(
    request: Request,
    desk: TheDesk,
    text: Annotated[str, Form()] = "",
    address: Line = "",
    outlet: Line = "",
    published: Line = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Read one text, and show it at an address of its own."""
    asked = {"text": text, "address": address.strip(), "outlet": outlet.strip(), "published": published}
    try:
        fetch = _fetching(
            text, asked["address"], file.filename if file else None, await file.read() if file else b""
        )
        held = await desk.read(lambda: _with(fetch(), asked))
    except (Unreadable, Busy) as error:
        status = 503 if isinstance(error, Busy) else 422
        if wants_json(request):
            return as_json(request, {"error": str(error), "status": status}, status=status)
        return shown(request, "read.html", _form(asked, str(error)), status=status)
    return RedirectResponse(f"/read/{held.key}", 303)


@page(
    router, "/read/{key}", "read_shown.html", summary="A text that was read",
    shape={"key": "string", "on_record": "boolean", "source": "string", "report": "object"},
)  # fmt: skip
def what_was_read(desk: TheDesk, ledger: Record, key: str, page: PageNumber = 1) -> Told:
    """A text that was read here and is held for a while: the report as it would be on record."""
    held = _held(desk, key)
    on_record = _on_record(ledger, held.report.id)
    return preview(held, page) | {"key": key, "on_record": on_record, "source": held.source}


@router.post("/read/{key}/keep", include_in_schema=False)
def keep(desk: TheDesk, ledger: Record, editor: Editor, joining: Joining, key: str) -> Response:
    """Keep what was read, join it with what is on record, and show it there."""
    held = _held(desk, key)
    ledger.add(held.report, source=f"pasted by {editor.user}" if held.source in PASTED else held.source)
    joining.joined()
    return RedirectResponse(address_of("report", held.report.id), 303)


@page(
    router, "/check", "check.html", summary="Whether somebody said that",
    shape={"verdict": "string?", "matches": "array"},
)  # fmt: skip
def check(ledger: Record, words: Quoted = None, speaker: Words = None, report: Words = None) -> Told:
    """Whether words are on record: said so, said by another, altered, in another report or nowhere, with the
    passages side by side."""
    if words is None:
        asked = {"words": None, "speaker": speaker, "report": report}
        return {"asked": asked, "as_of": ledger.at, "verdict": None, "count": 0, "matches": []}
    return quotation.quotation(ledger, words, speaker=speaker, report=report)


# ---- what was sent --------------------------------------------------------------------------------------


def _fetching(text: str, address: str, name: str | None, data: bytes) -> Callable[[], Document]:
    """How to come by the document of a form: its file, or else its text, or else its address."""
    if name:
        return lambda: uploaded(data, name)
    if text.strip():
        return lambda: pasted(text)
    if address:
        return lambda: fetched(address)
    raise Unreadable("found nothing, expected a text, a file or an address: fill in one of them")


def _with(document: Document, asked: dict[str, str]) -> Document:
    """A document with what the form says of it."""
    better = {name: asked[name] for name in ("outlet", "published") if asked[name]}
    try:
        date.fromisoformat(asked["published"] or "2000-01-01")
    except ValueError:
        raise Unreadable(f"found {asked['published'][:40]!r}, expected a day as 2026-03-09") from None
    return replace(document, **better)  # type: ignore[arg-type]


def _form(asked: dict[str, str] | None = None, error: str | None = None) -> Told:
    blank = {"text": "", "address": "", "outlet": "", "published": ""}
    return {"most": MOST, "seconds": int(SECONDS), "asked": asked or blank, "error": error}


def _held(desk: Desk, key: str) -> Held:
    held = desk.held(key)
    if held is None:
        raise NotOnRecord("this text is not held any more and was not kept: paste it again at /read")
    return held


def _on_record(ledger: Ledger, id: str) -> bool:
    return next(ledger.reports(ids=[id]), None) is not None


def preview(held: Held, page: int = 1) -> Told:
    """What was read as the page of a report has it, out of a ledger that is thrown away."""
    with Ledger.open(":memory:") as alone:
        alone.add(held.report, source=held.source)
        return report(alone, held.report.id, page=page)
