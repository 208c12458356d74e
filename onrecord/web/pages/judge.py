"""Judging: what needs eyes, what was decided, and the answers to its forms."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias, cast

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BeforeValidator

from onrecord.asking import doubtful, judged
from onrecord.asking.told import Told
from onrecord.ledger import LedgerError, NotOnRecord, judging
from onrecord.ledger.errors import LedgerFull
from onrecord.ledger.judging import Judgment, Verdict
from onrecord.web.answering import Day, PageNumber, Record, Words, as_json, page, wants_json
from onrecord.web.joining import Joiner, Joining
from onrecord.web.security.guard import Editor

router = APIRouter()

# These change what is joined; what is right or wrong only changes what is given out.
JOINING = ("same", "different", "correct")
# So many of the last judgments are shown beside the queue, to be undone.
LAST = 5

Kind = Annotated[doubtful.Kind | None, BeforeValidator(lambda value: value or None), Query()]
Id = Annotated[str, Form(max_length=400)]
Line = Annotated[str, Form(max_length=1000)]
Choice: TypeAlias = tuple[Verdict, str, str | None]


@page(
    router, "/judge", "judge.html", summary="What needs eyes",
    shape={"doubts": "array", "counts": "object", "looked_at": "integer"},
)  # fmt: skip
def doubts(ledger: Record, kind: Kind = None, until: Day = None) -> Told:
    """Joins, speakers, changes and conflicts that are not sure, and on which nobody decided."""
    last = judged.judged(ledger, limit=LAST)["judgments"]
    return doubtful.doubtful(ledger, kind=kind, until=until) | {"last": last}


@page(
    router, "/judge/list", "judge_list.html", summary="What people decided",
    shape={"judgments": "array", "count": "integer", "pages": "integer"},
)  # fmt: skip
def judgments(ledger: Record, by: Words = None, withdrawn: bool = False, page: PageNumber = 1) -> Told:
    """Judgments and corrections with who and when, the last first; those that were withdrawn where asked."""
    return judged.judged(ledger, by=by, withdrawn=withdrawn, page=page)


def chosen(verdict: Line = "", subject: Id = "", other: Id = "", choice: Line = "") -> Choice:
    """What is said of what: by a field for each, or all in one as the buttons of a list have it."""
    asked = choice.split() if choice else [verdict, subject, other]
    said, one, *more = [*asked, "", ""]
    return cast(Verdict, said), one, more[0] or None


@router.post("/judge", include_in_schema=False)
def decide(
    request: Request,
    ledger: Record,
    editor: Editor,
    joining: Joining,
    asked: Annotated[Choice, Depends(chosen)],
    field: Line = "",
    value: Line = "",
    note: Line = "",
    back: Line = "/judge",
) -> Response:
    """Keep a judgment, and join anew what it may part or bring together."""
    meant: Any = (
        [part.strip() for part in value.split(",") if part.strip()] if field == "matter" else value.strip()
    )
    try:
        kept = judging.judge(
            ledger, *asked, field=field or None, value=meant or None,
            by=editor.user, note=note.strip() or None,
        )  # fmt: skip
    except (NotOnRecord, LedgerFull):
        raise
    except LedgerError as error:
        raise HTTPException(422, str(error)) from None
    return _answer(request, joining, kept, back)


@router.post("/judge/withdraw", include_in_schema=False)
def undo(
    request: Request, ledger: Record, editor: Editor, joining: Joining, id: Id, back: Line = "/judge"
) -> Response:
    """Withdraw a judgment: its row stays, with who withdrew it and when."""
    return _answer(request, joining, judging.withdraw(ledger, id, editor.user), back)


def _answer(request: Request, joining: Joiner, kept: Judgment, back: str) -> Response:
    if kept.verdict in JOINING:
        joining.joined([id for id in (kept.subject, kept.other) if id])
    if wants_json(request):
        return as_json(request, {"judgment": judged.judgment(kept)})
    return RedirectResponse(within(back), 303)


def within(back: str) -> str:
    """The address on this site to go back to, the queue where it would lead elsewhere.

    >>> within("/report/ab?as_of=2026-03-09"), within("//elsewhere.example"), within("/\\\\elsewhere.example")
    ('/report/ab?as_of=2026-03-09', '/judge', '/judge')
    """
    ours = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if ours else "/judge"
