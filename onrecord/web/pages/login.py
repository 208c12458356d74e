"""Logging in and out, and the users, where the record is served to others."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from onrecord.web.answering import shown
from onrecord.web.security.arriving import arrived
from onrecord.web.security.guard import Admin, doorkeeper_of, give
from onrecord.web.security.sessions import session_of
from onrecord.web.security.users import Users, UsersError
from onrecord.web.settings import ROLES, Serving

router = APIRouter(include_in_schema=False)
Next = Annotated[str, Form(alias="next")]
Text = Annotated[str, Form(max_length=1000)]


@router.get("/login")
def login_form(request: Request, next: str = "/") -> Response:
    """The form to log in with; who is logged in already goes where they wanted to."""
    if session_of(request) is not None:
        return RedirectResponse(inside(next), 303)
    return _form(request, next)


@router.post("/login")
def login(request: Request, name: Text = "", password: Text = "", next: Next = "/") -> Response:
    """Log in, and go where one wanted to."""
    session = doorkeeper_of(request).login(name.strip(), password, arrived(request.scope))
    if session is None:
        problem = "found no such name with this password: try again"
        return _form(request, next, problem, name=name[:60], status=403)
    give(request, session)
    return RedirectResponse(inside(next), 303)


@router.post("/logout")
def logout(request: Request) -> Response:
    """Log out, everywhere."""
    session = session_of(request)
    if session is not None:
        doorkeeper_of(request).logout(session)
    give(request, None)
    return RedirectResponse("/login", 303)


def _form(
    request: Request, next: str, problem: str | None = None, *, name: str = "", status: int = 200
) -> Response:
    by_form = doorkeeper_of(request).users is not None and not _serving(request).header
    told = {"next": inside(next), "name": name, "problem": problem, "by_form": by_form}
    return shown(request, "login.html", told, status=status)


def inside(next: str) -> str:
    """A path of this server, "/" for what leads elsewhere.

    >>> inside("/report/ab12?x=1"), inside("//evil.example"), inside("https://evil.example")
    ('/report/ab12?x=1', '/', '/')
    """
    plain = next.isprintable() and next.isascii() and "\\" not in next
    own = next.startswith("/") and not next.startswith(("//", "/login", "/logout"))
    return next if plain and own else "/"


# ---- users ----------------------------------------------------------------------------------------------


@router.get("/users")
def users(request: Request, admin: Admin) -> Response:
    """Who may log in."""
    return _users(request)


@router.post("/users")
def put_user(
    request: Request, admin: Admin, name: Text = "", role: Text = "", password: Text = "", gone: Text = ""
) -> Response:
    """Add a user, change one's role or password, or take one out."""
    file = _file(request)
    try:
        if gone:
            _not_oneself(gone, admin.user)
            file.remove(gone)
        else:
            _not_oneself(name.strip(), admin.user)
            file.put(name.strip(), role, password or None)
    except UsersError as error:
        return _users(request, str(error), status=422)
    return RedirectResponse("/users", 303)


def _not_oneself(name: str, admin: str) -> None:
    if name == admin:
        raise UsersError(
            f"{name} is yourself: another admin, or `onrecord users` on the server, changes that"
        )


def _users(request: Request, problem: str | None = None, *, status: int = 200) -> Response:
    every = [{"name": u.name, "role": u.role, "password": u.has_password} for u in _file(request).all()]
    told = {"users": every, "roles": list(ROLES), "problem": problem}
    return shown(request, "users.html", told, status=status)


def _file(request: Request) -> Users:
    users = doorkeeper_of(request).users
    if users is None:
        raise UsersError("nobody needs to log in here, expected --public: `onrecord users add` adds users")
    return users


def _serving(request: Request) -> Serving:
    serving: Serving = request.app.state.serving
    return serving
