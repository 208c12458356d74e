"""brat: a text and its standoff annotations for each report, and the configuration with the labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

from onrecord.export.rebuilt import rebuilt
from onrecord.export.selection import Selection
from onrecord.export.words import encodable
from onrecord.ledger.entries import ReportEntry
from onrecord.records import (
    Act,
    ConditionKind,
    EventStatus,
    EventType,
    PaperStatus,
    Part,
    Plover,
    StatementKind,
)
from onrecord.views.brat import standoff

CONFIGURATION = "annotation.conf"
_SPANS = ("Source", "Cue", "Content", "Condition", "Actor", "Time", "Place", "Paper")
_ATTRIBUTES = {
    "Kind": ("Attribution", get_args(StatementKind)),
    "Act": ("Attribution", get_args(Act)),
    "Plover": ("Attribution", get_args(Plover)),
    "ConditionKind": ("Condition", get_args(ConditionKind)),
    "Status": ("<EVENT>", get_args(EventStatus)),
    "PaperStatus": ("Stage", get_args(PaperStatus)),
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def files(selection: Selection) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every file."""
    yield CONFIGURATION, configuration()
    for whole in selection.wholes():
        name = stem(whole.report)
        yield f"{name}.txt", encodable(whole.report.text)
        yield f"{name}.ann", encodable(standoff(rebuilt(whole)))


def stem(one: ReportEntry) -> str:
    """What the files of a report are called: its day and the beginning of its id."""
    day = _DAY.match(one.about.published or "")
    return f"{day[0] if day else 'undated'}-{one.id[:16]}"


def configuration() -> str:
    """The labels that brat is to know, as its annotation.conf declares them."""
    happening = [f"{role.capitalize()}*:Actor" for role in get_args(Part)]
    happening += ["Time?:Time", "Place?:Place", "ReportedBy?:Attribution"]
    attribution = "Source?:Source, Cue?:Cue, Content:Content, Condition*:Condition"
    events = [f"Attribution\t{attribution}", "Stage\tPaper:Paper, ReportedBy?:Attribution"]
    events += [f"{type.capitalize()}\t{', '.join(happening)}" for type in get_args(EventType)]
    attributes = [f"{name}\tArg:{of}, Value:{'|'.join(values)}" for name, (of, values) in _ATTRIBUTES.items()]
    return "\n".join([
        "[entities]", *_SPANS,
        "[relations]", "PartyTo\tArg1:Actor, Arg2:Paper",
        "[events]", *events,
        "[attributes]", *attributes, "",
    ])  # fmt: skip
