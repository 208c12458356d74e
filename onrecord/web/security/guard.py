"""Who may do what: everybody on this machine may read; to write takes a session, our own form and a role."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.web.security.arriving import Arrival, arrived, host_of
from onrecord.web.security.limits import SAFE, Rate, visitor
from onrecord.web.security.sessions import LASTS, Session, begun, sealed, session_of, unsealed
from onrecord.web.security.users import User, Users
from onrecord.web.settings import ROLES, Role, Serving

# Where nobody needs to be logged in.
OPEN = frozenset({"/login", "/logout"})
# Seconds for which a feed reader's password need not be checked again.
REMEMBERED = 600.0
# So many of them are remembered.
MANY = 1000


class LoginNeeded(Exception):
    """Somebody has to log in first."""


@dataclass(slots=True)
class Doorkeeper:
    """Knows the sessions of this server. ``key`` signs them; without a file of users it is new each time."""

    serving: Serving
    users: Users | None
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _known: dict[bytes, tuple[str, str, float]] = field(default_factory=dict)
    _wrong: Rate = field(init=False)

    def __post_init__(self) -> None:
        self._wrong = Rate(self.serving.limits.logins)

    @classmethod
    def of(cls, serving: Serving) -> Doorkeeper:
        """The doorkeeper of a server."""
        users = Users(serving.users) if serving.public and serving.users else None
        return cls(serving, users, users.key()) if users else cls(serving, None)

    @property
    def cookie(self) -> str:
        """The cookie's name: a browser keeps those of all servers of one machine together."""
        return f"onrecord-{self.serving.port}"

    def session(self, cookie: str | None, came: Arrival) -> Session | None:
        """The session of a request: that of its cookie if it still holds, or one that is given without."""
        there = unsealed(cookie, self.key) if cookie else None
        given = self._given(came)
        if given is not None:
            same = there is not None and there.whose == given.whose
            return there if same else given
        if there is None or self.serving.header or self.users is None:
            return None
        user = self.users.named(there.user)
        return replace(there, role=user.role) if user and user.stamp == there.stamp else None

    def _given(self, came: Arrival) -> Session | None:
        """The session of one who need not log in: on this machine, or whom a trusted proxy names."""
        if not self.serving.public:
            # The same for each tab: each would else be given its own at once, and only the last could write.
            secret = hmac.digest(self.key, b"local", hashlib.sha256)[:16].hex()
            return replace(begun(self.serving.user, "editor"), secret=secret)
        if not self.serving.header or not came.proxied or came.user is None:
            return None
        user = self.users.named(came.user) if self.users else None
        if user is None:
            return begun(came.user[:60], self.serving.header_role)
        return begun(user.name, user.role, user.stamp)

    def login(self, name: str, password: str, came: Arrival) -> Session | None:
        """A new session if name and password are right, else None. Raises HTTPException where too many
        were wrong."""
        user = self._checked(name, password, came)
        return begun(user.name, user.role, user.stamp) if user else None

    def _checked(self, name: str, password: str, came: Arrival) -> User | None:
        keys = (f"name {name[:60]}", f"address {visitor(came.address)}")
        wait = max(map(self._wrong.wait, keys))
        if wait:
            seconds = str(int(wait) + 1)
            message = f"too many wrong passwords: wait {seconds} seconds"
            raise HTTPException(429, message, {"Retry-After": seconds})
        # Counted before it is checked: else many at once would all be let through.
        for key in keys:
            self._wrong.count(key)
        user = self.users.checked(name, password) if self.users else None
        if user:
            for key in keys:
                self._wrong.give_back(key)
        return user

    def logout(self, session: Session) -> None:
        """End all sessions of a user, wherever they are."""
        if self.users:
            self.users.end_sessions(session.user)

    def basic(self, header: str, came: Arrival) -> Session | None:
        """The session of a program that sends its name and password each time, such as a feed reader."""
        if self.users is None or header[:6].lower() != "basic ":
            return None
        mark = hmac.digest(self.key, header.encode("utf-8", "replace"), hashlib.sha256)
        user = self._remembered(mark)
        if user is None:
            user = self._checked(*_named(header), came)
            if user is None:
                return None
            if len(self._known) >= MANY:
                self._known.clear()
            self._known[mark] = (user.name, user.stamp, time.monotonic() + REMEMBERED)
        return begun(user.name, user.role, user.stamp)

    def _remembered(self, mark: bytes) -> User | None:
        """The user of a password that was right a moment ago, and still is."""
        name, stamp, until = self._known.get(mark, ("", "", 0.0))
        user = self.users.named(name) if self.users and until > time.monotonic() else None
        return user if user and user.stamp == stamp else None


def _named(header: str) -> tuple[str, str]:
    try:
        name, _, password = base64.b64decode(header[6:], validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return "", ""
    return name, password


# ---- each request ---------------------------------------------------------------------------------------


class Sessions:
    """Finds out who asks, and gives out the cookie."""

    def __init__(self, app: ASGIApp, doorkeeper: Doorkeeper) -> None:
        self.app, self.doorkeeper = app, doorkeeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        cookie = cookie_parser(headers.get("cookie", "")).get(self.doorkeeper.cookie)
        session = self.doorkeeper.session(cookie, arrived(scope))
        state = scope["state"]
        state |= {"session": session, "doorkeeper": self.doorkeeper}
        # One that was just given is kept by the browser; one that the cookie had is there already.
        if session is not None and unsealed(cookie or "", self.doorkeeper.key) != session:
            state["new_session"] = session
        return await self.app(scope, receive, self._giving(scope, send))

    def _giving(self, scope: Scope, send: Send) -> Send:
        async def giving(message: Message) -> None:
            if message["type"] == "http.response.start" and "new_session" in scope["state"]:
                MutableHeaders(scope=message).append("set-cookie", self._cookie(scope))
            await send(message)

        return giving

    def _cookie(self, scope: Scope) -> str:
        session: Session | None = scope["state"]["new_session"]
        value, age = (sealed(session, self.doorkeeper.key), int(LASTS)) if session else ("", 0)
        secure = "; Secure" if arrived(scope).secure else ""
        return f"{self.doorkeeper.cookie}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"


def give(request: Request, session: Session | None) -> None:
    """Let the browser keep another session from now on, or none."""
    request.scope["state"] |= {"session": session, "new_session": session}


def doorkeeper_of(request: Request) -> Doorkeeper:
    """Who knows the sessions."""
    found: Doorkeeper = request.state.doorkeeper
    return found


async def guard(request: Request) -> None:
    """Let a request through, or raise: on every path, so that no page can forget it."""
    if request.method not in SAFE:
        _of_our_own(request)
    if request.url.path in OPEN:
        return
    session = session_of(request)
    if session is None:
        session = await _by_password(request)
        request.state.session = session
    if request.method not in SAFE:
        await _may_write(request, session)


async def _by_password(request: Request) -> Session:
    header = request.headers.get("authorization", "")
    session = await run_in_threadpool(doorkeeper_of(request).basic, header, arrived(request.scope))
    if session is None:
        raise LoginNeeded
    return session


def _of_our_own(request: Request) -> None:
    """Raise unless it was sent from a page of ours."""
    origin = request.headers.get("origin") or request.headers.get("referer") or ""
    # A page that tells nobody where one comes from sends "null"; the browser knows, and no script can say it.
    if origin in ("", "null") and request.headers.get("sec-fetch-site") == "same-origin":
        return
    try:
        found = urlsplit(origin).netloc.lower()
    except ValueError:
        found = ""
    serving: Serving = request.app.state.serving
    if found and (found == request.headers.get("host", "").lower() or host_of(found) in serving.names):
        return
    raise HTTPException(
        403, f"sent from {found[:80] or 'nowhere'!r}, expected from a page of this server: send it from there"
    )


async def _may_write(request: Request, session: Session) -> None:
    if not session.knows(await _token(request)):
        raise HTTPException(403, "this page is of an older session: go back, load it again and send it again")
    if session.role not in ("editor", "admin"):
        raise HTTPException(403, f"{session.user} may read, expected an editor: ask who manages the users")


async def _token(request: Request) -> str:
    if "x-token" in request.headers:
        return request.headers["x-token"]
    # A page that takes a form reads the same one: it is read once.
    if not request.headers.get("content-type", "").startswith(
        ("multipart/", "application/x-www-form-urlencoded")
    ):
        return ""
    found = (await request.form()).get("token")
    return found if isinstance(found, str) else ""


def needs(*roles: Role) -> Callable[[Request], Session]:
    """A dependency: the session of one who has one of the roles."""

    def session(request: Request) -> Session:
        found = session_of(request)
        if found is None:
            raise LoginNeeded
        if found.role not in roles:
            raise HTTPException(403, f"{found.user} is {found.role}, expected {' or '.join(roles)}")
        return found

    return session


Reader = Annotated[Session, Depends(needs(*ROLES))]
Editor = Annotated[Session, Depends(needs("editor", "admin"))]
Admin = Annotated[Session, Depends(needs("admin"))]
