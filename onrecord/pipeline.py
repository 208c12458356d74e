"""The path of one report on one screen.

document → segments → attributions → who, when, where → positions → events and papers → report
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, cached_property

from onrecord import forms, layout, speech
from onrecord.dealings import Scene, events, papers
from onrecord.errors import Unreadable, WrongLanguage
from onrecord.grammar import Grammar, grammar
from onrecord.intake import Source, documents
from onrecord.language import detect
from onrecord.positions import positions
from onrecord.positions.utterance import utterances
from onrecord.quotes import states
from onrecord.records import (
    READABLE,
    Attribution,
    Document,
    Event,
    Paper,
    Party,
    Passage,
    Report,
    Segment,
    Statement,
)
from onrecord.resolve import Resolution, resolve
from onrecord.resolve.knowledge import Knowledge
from onrecord.resolve.known import known
from onrecord.resources import model_folder
from onrecord.settings import Settings
from onrecord.tag import Tagger

MODEL_LANGUAGE = "en"
BY_FORM = "not English ({}): read by punctuation and layout alone"


class Reader:
    """Reads any number of reports with one loaded model."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()

    @cached_property
    def tagger(self) -> Tagger:
        """The model, loaded when the first English report asks for it."""
        return load(self.settings.model, self.settings.threads)

    @cached_property
    def known(self) -> Knowledge:
        """The knowledge that ships with the package, and the user's own register."""
        return known(self.settings.register)

    def read(self, document: Document) -> Report:
        """Read one document. Raises `WrongLanguage` where the settings are strict."""
        document = self._known_better(document)
        text = document.text
        segments = layout.segments(text, title=document.title)
        title, byline = layout.heading(text, segments)
        language = detect(body(text, segments))
        notes = document.notes
        foreign = language not in (None, MODEL_LANGUAGE)
        if foreign:
            if self.settings.strict:
                raise WrongLanguage(
                    f"{document.name or 'the text'} is not English ({language}): "
                    "leave out --strict to read it by punctuation"
                )
            notes = (*notes, BY_FORM.format(language))
        published = document.published or layout.published(text, segments)
        found, words = self._attributions(text, segments, by_form=foreign)
        meant = resolve(text, segments, found, self.known, published=published, outlet=document.outlet)
        statements = _statements(text, segments, found, meant, words)
        scene = Scene(text, segments, statements, meant.times, meant.who, self.known, words, published)
        happened, written = events(scene), papers(scene)
        return Report(
            id=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            text=text,
            segments=segments,
            statements=statements,
            url=document.url,
            outlet=document.outlet,
            title=title or document.title,
            byline=document.byline or byline,
            published=published,
            language=language,
            name=document.name,
            notes=notes,
            actors=meant.who.actors(_taking_part(statements, happened, written)),
            events=happened,
            papers=written,
            times=meant.times,
            credits=meant.credits,
        )

    def read_all(self, source: Source) -> Iterator[Report | Unreadable]:
        """Every report of a source; what cannot be read comes as the error that says why."""
        for document in documents(source):
            try:
                yield document if isinstance(document, Unreadable) else self.read(document)
            except Unreadable as error:
                yield error

    def _known_better(self, document: Document) -> Document:
        known = {k: v for k in ("published", "outlet", "url") if (v := getattr(self.settings, k)) is not None}
        return replace(document, **known)

    def _attributions(
        self, text: str, segments: tuple[Segment, ...], *, by_form: bool
    ) -> tuple[list[Attribution], Grammar]:
        """The statements of a text as places, in order of their content, and the grammar of its words."""
        if by_form:
            return _ordered(forms.quoted(text, segments)), Grammar()
        found, parts = forms.told(text, segments)
        scored = [self.tagger.score(text, some) for some in (parts, forms.without(segments, parts)) if some]
        found += speech.attributions(self.tagger, text, parts, scored[0]) if parts else []
        return _ordered(found), grammar(self.tagger, scored)


def _ordered(found: list[Attribution]) -> list[Attribution]:
    return sorted(found, key=lambda a: (a.content[0], a.cue))


def _statements(
    text: str,
    segments: tuple[Segment, ...],
    found: list[Attribution],
    meant: Resolution,
    words: Grammar,
) -> tuple[Statement, ...]:
    """The statements of a report: each attribution with who, through whom, when and where, and what it
    does."""
    state = states(text, [(s.span.start, s.span.end) for s in segments])
    kinds = [a.kind or speech.kind(text, a.content, state) for a in found]
    read = utterances(text, segments, list(zip(found, kinds, strict=True)), words)
    held = positions(read, [v.speaker for v in meant.voices], meant.who)
    rows = zip(found, kinds, meant.voices, meant.chains, meant.occasions, held, strict=True)
    return tuple(
        Statement(
            id=f"s{n}",
            kind=kind,
            content=Passage(text, a.content),
            cue=Passage(text, a.cue),
            source=Passage(text, a.source),
            confidence=round(a.confidence, 3),
            speaker=voices.speaker,
            others=voices.others,
            channel=voices.channel,
            addressee=voices.addressee,
            media=chain.media,
            said=occasion.said,
            place=occasion.place,
            act=position.act,
            plover=position.amount.plover,
            cameo=position.amount.cameo,
            target=position.amount.target,
            conditions=position.conditions,
            matter=position.matter,
            reasons=(*voices.reasons, *occasion.reasons, *position.reasons),
        )
        for n, (a, kind, voices, chain, occasion, position) in enumerate(rows, 1)
    )


def _taking_part(
    statements: Sequence[Statement], happened: Sequence[Event], written: Sequence[Paper]
) -> Iterator[Party]:
    """Everybody who is in a report without speaking in it: targets, participants, parties to papers."""
    yield from (s.target for s in statements if s.target)
    yield from (Party(p.actor, p.span) for event in happened for p in event.participants)
    yield from (party for paper in written for party in paper.parties)


@cache
def load(model: str, threads: int) -> Tagger:
    """A model by name, loaded once a process."""
    return Tagger(model_folder(model), threads=threads)


def body(text: str, segments: tuple[Segment, ...]) -> str:
    """What the reporter wrote, without the page's own words."""
    return "\n".join(s.span.of(text) for s in segments if s.kind in READABLE)
