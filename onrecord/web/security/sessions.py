"""Sessions: who asks, kept in a signed cookie, and the secret that a form must send back."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from onrecord.web.settings import Role

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

# Seconds after which one has to log in again.
LASTS = 12 * 3600.0


@dataclass(frozen=True, slots=True)
class Session:
    """Who asks. ``stamp`` changes with the user's password or at the end of all sessions; ``secret`` is other
    for each session."""

    user: str
    role: Role
    stamp: str = ""
    until: float = 0.0
    secret: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def whose(self) -> tuple[str, Role, str]:
        """Whose session it is, whichever it is."""
        return self.user, self.role, self.stamp

    def token(self) -> str:
        """What a form sends back: other each time it is made, so that a packed page does not give it away."""
        pad = secrets.token_bytes(16)
        return (pad + _xor(pad, bytes.fromhex(self.secret))).hex()

    def knows(self, token: str) -> bool:
        """Whether a token was made for this session."""
        try:
            data = bytes.fromhex(token)
        except ValueError:
            return False
        made = _xor(data[:16], data[16:]) if len(data) == 32 else b""
        return hmac.compare_digest(made, bytes.fromhex(self.secret))


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def begun(user: str, role: Role, stamp: str = "", *, now: float | None = None) -> Session:
    """A new session, with a new secret."""
    return Session(user, role, stamp, (time.time() if now is None else now) + LASTS)


def sealed(session: Session, key: bytes) -> str:
    """A session as a cookie has it."""
    body = _packed(json.dumps(asdict(session), ensure_ascii=True, separators=(",", ":")).encode())
    return f"{body}.{_seal(body, key)}"


def unsealed(cookie: str, key: bytes, *, now: float | None = None) -> Session | None:
    """The session of a cookie, None where it is not ours, altered or over."""
    body, _, seal = cookie.rpartition(".")
    if not body or not hmac.compare_digest(seal.encode("utf-8", "replace"), _seal(body, key).encode()):
        return None
    told: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    session = Session(**told)
    return session if session.until > (time.time() if now is None else now) else None


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _seal(body: str, key: bytes) -> str:
    return _packed(hmac.digest(key, b"session:" + body.encode("utf-8", "replace"), hashlib.sha256))


def session_of(request: HTTPConnection) -> Session | None:
    """The session of a request, None where nobody logged in."""
    found: Session | None = getattr(request.state, "session", None)
    return found
