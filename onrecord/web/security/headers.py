"""What every answer says to the browser: nothing but our own style and script, in nobody's frame."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.web.security.arriving import Arrival, arrival, is_ours
from onrecord.web.settings import Serving

POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
))  # fmt: skip
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with that a browser sends "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex",
}
HSTS = "max-age=31536000"


class Gate:
    """Lets in what asks for this machine by a name of ours, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, serving: Serving) -> None:
        self.app, self.serving = app, serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        came = arrival(scope, self.serving)
        scope.setdefault("state", {})["arrival"] = came
        answer = _headed(send, came)
        if not is_ours(came.host, self.serving):
            return await _refusal(came)(scope, receive, answer)
        # The server leaves the body of an answer to HEAD out: every page that can be got has it.
        asked = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        return await self.app(asked, receive, answer)


def _headed(send: Send, came: Arrival) -> Send:
    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            # A drawing that stands alone brings a policy of its own, for its style.
            headers.setdefault("Content-Security-Policy", POLICY)
            headers.update(HEADERS)
            if came.secure:
                headers["Strict-Transport-Security"] = HSTS
        await send(message)

    return headed


def _refusal(came: Arrival) -> PlainTextResponse:
    found = came.host[:80] or "no host"
    return PlainTextResponse(
        f"found {found!r} in the address, expected a name of this machine: open the address that "
        "`onrecord serve` says, or start it with --name",
        421,
    )
