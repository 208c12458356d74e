"""The page of a statement."""

from __future__ import annotations

from fastapi import APIRouter
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from onrecord.asking.statement import statement
from onrecord.asking.told import Told
from onrecord.web.answering import Record, page
from onrecord.web.drawing import chain
from onrecord.web.templating import environment, url

router = APIRouter()


@pass_context
def _chain(context: Context, told: Told) -> Markup:
    """The way of a statement, its links as of the same instant as the page."""
    return chain.drawn(told, lambda kind, id: str(url(context, kind, id)))


environment().globals.update(chain_drawn=_chain)


@page(
    router, "/statement/{id}", "statement.html",
    summary="A statement: its words in all renderings, the way they came, and what answers it",
    shape={
        "asked": "object", "statement": "object", "compare": "string", "renderings": "array",
        "left": "integer", "chain": "object", "earlier": "array", "later": "array", "answers": "array",
        "answered": "array", "judged": "array", "citations": "array",
    },
)  # fmt: skip
def statement_on_record(ledger: Record, id: str) -> Told:
    """A statement with every rendering of the same words beside the fullest, the way from the speaker to each
    report, what the speaker holds on the same matter before and after, what others answer, who judged it, and
    citations to copy.

    `id` may be the beginning of one.
    """
    return statement(ledger, id)
