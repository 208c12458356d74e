"""One way to answer: a dictionary as a page for people and, at the same path with ``.json``, as it is.

A page is a function that takes what is asked and returns plain values; `page` gives it both addresses.
Errors come in the same two forms.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BeforeValidator, WithJsonSchema

from onrecord import __version__
from onrecord.asking.told import Told
from onrecord.ledger import Ledger
from onrecord.web.security.sessions import session_of
from onrecord.web.templating import render

Ask = TypeVar("Ask", bound=Callable[..., Told])
Answer = Callable[[Request, Told], Response]

# ---- what can be asked ----------------------------------------------------------------------------------


# Whoever asks for another time gets the nearest of these: nothing was on record before, nor will be after.
FIRST, LAST = date(1000, 1, 1), date(3000, 1, 1)


def _blank(value: Any) -> Any:
    """None for the empty field of a form."""
    return None if isinstance(value, str) and not value.strip() else value


def _day(value: Any) -> Any:
    if _blank(value) is None:
        return None
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        raise ValueError("expected a day as 2026-03-09")
    return str(date.fromisoformat(value))


def _moment(value: Any) -> Any:
    if _blank(value) is None:
        return None
    if not re.fullmatch(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?", str(value)):
        raise ValueError("expected a date as 2026-03-09, or a date and time as 2026-03-09T08:30")
    datetime.fromisoformat(value)
    return value


def short(most: int) -> BeforeValidator:
    """None for nothing, and no more than so many characters: checked here, since a limit of the type would be
    asked of None as well."""

    def shorter(value: Any) -> Any:
        if len(str(value)) > most:
            raise ValueError(f"expected at most {most} characters")
        return _blank(value)

    return BeforeValidator(shorter)


def _dated(*formats: str) -> WithJsonSchema:
    return WithJsonSchema(
        {"anyOf": [*({"type": "string", "format": one} for one in formats), {"type": "null"}]}
    )


Day = Annotated[str | None, BeforeValidator(_day), _dated("date"), Query(description="A day: 2026-03-09.")]
Words = Annotated[
    str | None, short(400),
    WithJsonSchema({"anyOf": [{"type": "string", "maxLength": 400}, {"type": "null"}]}),
]  # fmt: skip
PageNumber = Annotated[int, Query(ge=1, le=500, description="Which page of the results, from 1.")]
AsOf = Annotated[
    str | None, BeforeValidator(_moment), _dated("date", "date-time"),
    Query(description="What was on record then: 2026-03-09, or 2026-03-09T08:30 (UTC)."),
]  # fmt: skip


def recorded(request: Request, as_of: AsOf = None) -> Ledger:
    """The ledger that is served, as of the instant that is asked for."""
    ledger: Ledger = request.app.state.ledger
    return ledger if as_of is None else ledger.as_of(_instant(as_of))


def _instant(as_of: str) -> datetime | date:
    day = date.fromisoformat(as_of[:10])
    if len(as_of) == 10 or not FIRST < day < LAST:
        return min(max(day, FIRST), LAST)
    return datetime.fromisoformat(as_of)


Record = Annotated[Ledger, Depends(recorded)]

# ---- pages ----------------------------------------------------------------------------------------------


def page(
    router: APIRouter, path: str, template: str, *, summary: str, shape: Mapping[str, str] | None = None
) -> Callable[[Ask], Ask]:
    """Answer a path with what a function returns: by a template, and as JSON at the path with ``.json``.

    ``shape`` has the JSON type of each key that is always there, "?" after it where it may be null:
    ``{"actor": "object?", "statements": "array"}``.
    """

    def kept(ask: Ask) -> Ask:
        # First, since "/actor/{id}" would take "/actor/Q1.json" as an id.
        router.add_api_route(
            twin(path), _endpoint(ask, as_json), methods=["GET"], summary=summary,
            description=inspect.getdoc(ask) or "",
            responses=_FAILED | {200: _described(shape or {})}, response_class=Response,
            operation_id=ask.__name__,
        )  # fmt: skip
        router.add_api_route(
            path, _endpoint(ask, partial(_page, template)), methods=["GET"],
            include_in_schema=False, response_class=HTMLResponse,
        )  # fmt: skip
        return ask

    return kept


def twin(path: str) -> str:
    """Where the JSON of a page is.

    >>> twin("/actor/Q1"), twin("/")
    ('/actor/Q1.json', '/index.json')
    """
    return f"{path}index.json" if path.endswith("/") else f"{path}.json"


def _endpoint(ask: Callable[..., Told], answer: Answer) -> Callable[..., Response]:
    """What FastAPI calls: the function's own parameters, and the request."""

    def endpoint(**asked: Any) -> Response:
        request = asked.pop("request_")
        return answer(request, ask(**asked))

    own = inspect.signature(ask, eval_str=True)
    request = inspect.Parameter("request_", inspect.Parameter.KEYWORD_ONLY, annotation=Request)
    every = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own.parameters.values()]
    endpoint.__signature__ = own.replace(parameters=[*every, request], return_annotation=Response)  # type: ignore[attr-defined]
    endpoint.__name__ = ask.__name__
    return endpoint


def _page(template: str, request: Request, told: Told) -> Response:
    return shown(request, template, told, twin=True)


def shown(request: Request, template: str, told: Told, *, status: int = 200, twin: bool = False) -> Response:
    """A page by its template: for what `page` does not do, such as the answer to a form."""
    session = session_of(request)
    mark = _mark(__version__, template, told, request.url.query, session and (session.whose, session.secret))
    if status == 200 and _known(request, mark):
        return _unchanged(mark)
    return HTMLResponse(render(request, template, told, twin=twin), status, headers=_kept_for(mark))


def as_json(request: Request, told: Any, *, status: int = 200) -> Response:
    """Plain values as JSON."""
    body = json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    mark = _mark(body)
    if status == 200 and _known(request, mark):
        return _unchanged(mark)
    return Response(body, status, headers=_kept_for(mark), media_type="application/json")


def download(body: str | bytes, kind: str, name: str | None = None) -> Response:
    """A file in another form: ``kind`` is its media type; with a name it is to be saved, not shown."""
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in name or "")
    headers = {"Content-Disposition": f'attachment; filename="{safe}"'} if name else {}
    return Response(body, headers=headers | {"Cache-Control": "private, no-cache"}, media_type=kind)


# ---- what a browser has already -------------------------------------------------------------------------


def _mark(*parts: Any) -> str:
    """What is the same as long as the page is: it hangs on what is told, not on the HTML, in which the secret
    of a form is other each time."""
    told = json.dumps(parts, ensure_ascii=False, default=str, separators=(",", ":"))
    return f'W/"{hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:24]}"'


def _known(request: Request, mark: str) -> bool:
    asked = request.headers.get("if-none-match", "")
    return mark in {one.strip() for one in asked.split(",")}


def _kept_for(mark: str) -> dict[str, str]:
    return {"ETag": mark, "Cache-Control": "private, no-cache", "Vary": "Cookie"}


def _unchanged(mark: str) -> Response:
    return Response(status_code=304, headers=_kept_for(mark))


# ---- what can go wrong ----------------------------------------------------------------------------------


def wants_json(request: Request) -> bool:
    """Whether an error is to be told to a program."""
    asked = request.headers.get("accept", "")
    return request.url.path.endswith(".json") or asked.startswith("application/json")


def failed(request: Request, status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """An error in one line: as a page, or as JSON where that was asked for."""
    told = {"error": message, "status": status}
    if wants_json(request):
        answer = as_json(request, told, status=status)
    else:
        answer = HTMLResponse(render(request, "error.html", told), status)
    answer.headers.update({"Cache-Control": "no-store"} | dict(headers or {}))
    return answer


# ---- OpenAPI --------------------------------------------------------------------------------------------


def _described(shape: Mapping[str, str]) -> dict[str, Any]:
    """What is always in an answer."""
    schema = {
        "type": "object",
        "required": list(shape),
        "properties": {key: _schema(kind) for key, kind in shape.items()},
    }
    return {"description": "What is on record.", "content": {"application/json": {"schema": schema}}}


def _schema(kind: str) -> dict[str, Any]:
    name = kind.removesuffix("?")
    return {"type": [name, "null"]} if kind.endswith("?") else {"type": name}


_ERROR = {
    "type": "object", "required": ["error", "status"],
    "properties": {"error": {"type": "string"}, "status": {"type": "integer"}},
}  # fmt: skip
_FAILED: dict[int | str, dict[str, Any]] = {
    status: {"description": why, "content": {"application/json": {"schema": _ERROR}}}
    for status, why in (
        (400, "What was sent cannot be read."),
        (401, "One has to log in first."),
        (404, "Nothing on record has this id."),
        (422, "What is asked for cannot be."),
        (429, "Too much was asked for in a minute."),
    )
}
