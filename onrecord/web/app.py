"""The application: the ledger opened once, what keeps it safe, and the pages."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord import __version__
from onrecord.errors import OnrecordError
from onrecord.ledger import Ledger, LedgerError, NotOnRecord
from onrecord.web.answering import failed, wants_json
from onrecord.web.pages import actor, dossier, front, judge, login, read, report, search, statement
from onrecord.web.security.guard import Doorkeeper, LoginNeeded, Sessions, guard
from onrecord.web.security.headers import Gate
from onrecord.web.security.limits import SAFE, Limited
from onrecord.web.settings import Serving
from onrecord.web.shelf import Shelf

log = logging.getLogger(__name__)

PAGES = (login, front, report, statement, actor, dossier, search, read, judge)
# Requests are answered side by side in so many threads: more would only wait for one another.
THREADS = 6
_NO_PAGE = "nothing is at this address: see the front page, or search"


def made(serving: Serving) -> FastAPI:
    """The application that serves a ledger. Raises LedgerError where it cannot be opened."""
    app = FastAPI(
        title="Onrecord", version=__version__, docs_url=None, redoc_url=None, lifespan=_lifespan,
        description="Who said what, in which words, on which condition: the record as plain values.",
        dependencies=[Depends(guard)],
    )  # fmt: skip
    app.state.serving = serving
    app.state.ledger = Ledger.open(serving.ledger, create=False)
    app.state.shelf = Shelf(app.state.ledger)
    app.mount("/static", _Static(directory=str(files("onrecord.web").joinpath("static"))), name="static")
    for page in PAGES:
        app.include_router(page.router)
    _with_errors(app)
    _with_guards(app, serving)
    return app


def _with_guards(app: FastAPI, serving: Serving) -> None:
    """Put what each request goes through before the pages; the last named is the first."""
    app.add_middleware(Sessions, doorkeeper=Doorkeeper.of(serving))
    app.add_middleware(GZipMiddleware, minimum_size=800, compresslevel=5)
    app.add_middleware(Limited, serving=serving)
    app.add_middleware(_Unexpected)
    app.add_middleware(Gate, serving=serving)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    from anyio.to_thread import current_default_thread_limiter

    current_default_thread_limiter().total_tokens = THREADS
    yield
    app.state.ledger.close()


class _Static(StaticFiles):
    """Files that a browser keeps for good: their addresses change when they do."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        answer = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


# ---- what can go wrong ----------------------------------------------------------------------------------


def _with_errors(app: FastAPI) -> None:
    """Tell what goes wrong in one line, in the form that was asked for."""
    app.add_exception_handler(NotOnRecord, lambda request, error: failed(request, 404, str(error)))
    app.add_exception_handler(LedgerError, lambda request, error: failed(request, 503, str(error)))
    app.add_exception_handler(OnrecordError, lambda request, error: failed(request, 422, str(error)))
    app.add_exception_handler(LoginNeeded, _to_login)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _misunderstood)


def _to_login(request: Request, _: Exception) -> Response:
    """To the form for people who read; what programs and forms get says what is missing."""
    if (
        request.method in SAFE
        and not wants_json(request)
        and "text/html" in request.headers.get("accept", "")
    ):
        path = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        return RedirectResponse(f"/login?next={quote(path, safe='')}", 303)
    message = "nobody is logged in: log in, or send name and password with the request"
    return failed(request, 401, message, {"WWW-Authenticate": 'Basic realm="Onrecord", charset="UTF-8"'})


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = _NO_PAGE if error.status_code == 404 and error.detail == "Not Found" else str(error.detail)
    return failed(request, error.status_code, message, error.headers)


def _misunderstood(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return failed(request, 422, "; ".join(map(_told, error.errors())))


def _told(error: dict[str, object]) -> str:
    """What is wrong with one thing that was asked for."""
    where = error.get("loc")
    name = where[-1] if isinstance(where, (tuple, list)) and where else "request"
    what = str(error.get("msg")).removeprefix("Value error, ")
    return f"{name}: found {str(error.get('input'))[:80]!r}, {what[:1].lower()}{what[1:]}"


class _Unexpected:
    """Logs what nobody thought of, and tells no more than that it was: its words may hold a secret."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:
            log.exception("%s %s failed", scope.get("method"), scope.get("path"))
            if begun or scope["type"] != "http":
                raise
            answer = failed(
                Request(scope), 500, "an error of ours: the server's log has it; nothing was lost"
            )
            await answer(scope, receive, send)
