"""The page of a report."""

from __future__ import annotations

from fastapi import APIRouter

from onrecord.asking.report import report
from onrecord.asking.told import Told
from onrecord.web import marked
from onrecord.web.answering import PageNumber, Record, page
from onrecord.web.templating import environment

router = APIRouter()
environment().globals.update(marked_text=marked.text, altered=marked.altered)


@page(
    router, "/report/{id}", "report.html",
    summary="A report: its text with what was found in it, versions, copies, what else to read",
    shape={
        "asked": "object", "report": "object", "text": "object", "page": "integer", "pages": "integer",
        "statements": "array", "wrong": "array", "talks": "array", "papers": "array", "versions": "array",
        "altered": "array", "compared": "boolean", "copies": "array", "also": "array",
    },
)  # fmt: skip
def report_on_record(ledger: Record, id: str, page: PageNumber = 1) -> Told:
    """A report with its text and the statements, talks and papers in it, the versions of its page with what
    was altered, whose copy it is, and other reports on the same talks, each with the reason.

    `id` may be the beginning of one. A long text comes in pages; spans are of the whole text (code points).
    """
    return report(ledger, id, page=page)
