"""What keeps the record safe: from pages elsewhere, from visitors without leave, and from what it quotes."""

from __future__ import annotations

import shutil
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlsplit

import pytest
from ledgers import Told, harbour, story

pytest.importorskip("fastapi", reason="pip install 'onrecord[web]'")

from fastapi import APIRouter, Form
from fastapi.responses import Response
from lxml import etree
from lxml import html as parser
from starlette.testclient import TestClient

from onrecord.errors import Barred, NotFound
from onrecord.intake import addresses
from onrecord.ledger import Ledger
from onrecord.web import application
from onrecord.web.security.limits import VISITORS, Rate
from onrecord.web.security.sessions import Session, begun, sealed, unsealed
from onrecord.web.security.users import Users, UsersError
from onrecord.web.settings import Limits, Serving

HERE = "http://127.0.0.1:8350"
THERE = "https://record.example"
PASSWORD = "four plain harbour words"

# Somewhere to write that is no page: what guards it guards every page.
writing = APIRouter()


@writing.post("/written", include_in_schema=False)
def written(word: Annotated[str, Form()] = "") -> Response:
    return Response(f"kept {word}")


@writing.get("/seen.json", include_in_schema=False)
def seen(number: int = 0) -> Response:
    return Response(str(number))


@writing.get("/broken", include_in_schema=False)
def broken() -> Response:
    raise RuntimeError("a secret in an error")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> str:
    place = str(tmp_path_factory.mktemp("safe") / "ledger.sqlite")
    with Ledger.open(place) as ledger:
        ledger.add(harbour(), source="harbour.txt")
    return place


def visitor(serving: Serving, *, address: str = "127.0.0.1", base: str = HERE) -> TestClient:
    app = application(serving)
    app.include_router(writing)
    return TestClient(app, base_url=base, client=(address, 5000), follow_redirects=False)


@pytest.fixture(scope="module")
def local(kept: str) -> Iterator[TestClient]:
    with visitor(Serving(kept)) as one:
        yield one


@pytest.fixture(scope="module")
def hashed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of users, made once: a hash takes a tenth of a second, on purpose."""
    file = Users(tmp_path_factory.mktemp("users") / "users.sqlite")
    for role in ("reader", "editor", "admin"):
        file.put(role, role, PASSWORD)
    return file.path


@pytest.fixture
def users(tmp_path: Path, hashed: Path) -> Users:
    return Users(Path(shutil.copy(hashed, tmp_path / "users.sqlite")))


@pytest.fixture
def public(kept: str, users: Users) -> Iterator[TestClient]:
    serving = Serving(kept, public=True, users=users.path, names=("record.example",), host="0.0.0.0")
    with visitor(serving, base=THERE) as one:
        yield one


def token(client: TestClient, path: str = "/nothing-here") -> str:
    page = parser.fromstring(client.get(path).content)
    found = page.xpath("//input[@name='token']/@value | //meta[@name='token']/@content")
    assert found, path
    return str(found[0])


def log_in(client: TestClient, name: str, password: str = PASSWORD) -> int:
    form = {"name": name, "password": password}
    return client.post("/login", data=form, headers={"Origin": THERE}).status_code


def own_token(client: TestClient) -> str:
    """What a form of this client's session would send."""
    cookie = client.cookies.get("onrecord-8350") or ""
    return unsealed(cookie, _doorkeeper(client).key).token()  # type: ignore[union-attr]


def _doorkeeper(client: TestClient):
    from onrecord.web.security.guard import Sessions

    made = client.app.middleware_stack  # type: ignore[attr-defined]
    while not isinstance(made, Sessions):
        made = made.app
    return made.doorkeeper


# ---- what every answer says -----------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "status"), [
    ("/login", 303), ("/nothing", 404), ("/nothing.json", 404), ("/static/style.css", 200),
    ("/static/nothing", 404), ("/openapi.json", 200), ("/broken", 500), ("/seen.json?number=x", 422),
    ("/%00", 404), ("/actor/a%00b", 404), ("/search?q=%00", 200),
])  # fmt: skip
def test_every_answer_allows_our_own_style_and_script_and_nothing_else(local: TestClient, path, status):
    answer = local.get(path)
    assert answer.status_code == status
    policy = dict(one.split(" ", 1) for one in answer.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert {policy[f"{kind}-src"] for kind in ("script", "style", "img", "font", "connect")} == {"'self'"}
    assert policy["form-action"] == "'self'"
    told = {name: answer.headers.get(name) for name in (
        "x-content-type-options", "referrer-policy", "cross-origin-opener-policy",
        "cross-origin-resource-policy", "strict-transport-security",
    )}  # fmt: skip
    assert list(told.values()) == ["nosniff", "same-origin", "same-origin", "same-origin", None]
    assert "geolocation=()" in answer.headers["permissions-policy"]


def test_an_error_of_ours_tells_no_secret(local: TestClient, caplog: pytest.LogCaptureFixture):
    answer = local.get("/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "a secret in an error" in caplog.text


@pytest.mark.parametrize(("host", "status"), [
    ("127.0.0.1:8350", 404), ("localhost", 404), ("LOCALHOST:1", 404), ("[::1]:8350", 404),
    ("localhost.", 404), ("evil.example", 421), ("127.0.0.1.evil.example", 421),
    ("localhost@evil.example", 421), ("evil.example:8350", 421), ("10.0.0.1", 421), ("", 421),
])  # fmt: skip
def test_only_a_name_of_this_machine_leads_here(local: TestClient, host, status):
    assert local.get("/nothing", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(("serving", "host", "status"), [
    ({"names": ("desk.example",)}, "desk.example", 404),
    ({"names": ("desk.example",)}, "other.example", 421),
    ({"host": "10.0.0.5", "public": True}, "any.example", 401),
    ({"host": "10.0.0.5", "public": True, "names": ("desk.example",)}, "any.example", 421),
])  # fmt: skip
def test_other_names_lead_here_where_they_are_named(kept: str, users: Users, serving, host, status):
    with visitor(Serving(kept, users=users.path, **serving)) as client:
        assert (
            client.get("/judge.json" if status == 401 else "/nothing", headers={"Host": host}).status_code
            == status
        )


# ---- who may write --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("headers", "which", "status"), [
    ({"Origin": HERE}, "own", 200),
    ({"Referer": f"{HERE}/judge"}, "own", 200),
    ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, "own", 200),
    ({}, "own", 403),
    ({"Origin": "null"}, "own", 403),
    ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, "own", 403),
    ({"Origin": "https://evil.example"}, "own", 403),
    ({"Origin": "http://127.0.0.1:9999"}, "own", 403),
    ({"Origin": "http://127.0.0.1:8350.evil.example"}, "own", 403),
    ({"Origin": "http://[bad"}, "own", 403),
    ({"Origin": HERE}, "none", 403),
    ({"Origin": HERE}, "made up", 403),
    ({"Origin": HERE}, "of another session", 403),
])  # fmt: skip
@pytest.mark.parametrize("way", ["form", "header"])
def test_only_our_own_form_writes(local: TestClient, headers, which, status, way):
    local.get("/nothing")
    told = {"own": own_token(local), "none": "", "made up": "ab" * 32,
            "of another session": begun("editor", "editor").token()}[which]  # fmt: skip
    form = {"word": "treaty"} | ({"token": told} if way == "form" and told else {})
    sent = headers | ({"X-Token": told} if way == "header" and told else {})
    answer = local.post("/written", data=form, headers=sent)
    assert answer.status_code == status
    assert (answer.text == "kept treaty") == (status == 200)


def test_without_its_cookie_a_token_is_worth_nothing(local: TestClient, kept: str):
    local.get("/nothing")
    told = own_token(local)
    with visitor(Serving(kept)) as stranger:
        answer = stranger.post("/written", data={"token": told}, headers={"Origin": HERE})
    assert answer.status_code == 403


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_no_other_kind_of_body_gets_round_the_token(local: TestClient, kind):
    answer = local.post("/written", content=b'{"token": "x"}', headers={"Origin": HERE, "Content-Type": kind})
    assert answer.status_code in (400, 403)


@pytest.mark.parametrize(("who", "read", "write", "manage"), [
    (None, 401, 401, 401), ("reader", 200, 403, 403), ("editor", 200, 200, 403), ("admin", 200, 200, 200),
])  # fmt: skip
def test_what_each_role_may(public: TestClient, who, read, write, manage):
    if who:
        assert log_in(public, who) == 303
    told = own_token(public) if who else "ab"
    found = [
        public.get("/seen.json").status_code,
        public.post("/written", data={"token": told}, headers={"Origin": THERE}).status_code,
        public.get("/users").status_code,
    ]
    assert found == [read, write, manage]


def test_a_page_that_needs_a_login_leads_to_it_and_back(public: TestClient):
    answer = public.get("/search?q=dredging", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Fsearch%3Fq%3Ddredging")
    answer = public.post(
        "/login",
        data={"name": "reader", "password": PASSWORD, "next": "/search?q=dredging"},
        headers={"Origin": THERE},
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/search?q=dredging")


@pytest.mark.parametrize(
    "next", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "/\tx", "/login"]
)
def test_a_login_leads_nowhere_else(public: TestClient, next):
    form = {"name": "reader", "password": PASSWORD, "next": next}
    assert public.post("/login", data=form, headers={"Origin": THERE}).headers["location"] == "/"


def test_a_page_elsewhere_logs_nobody_in_or_out(public: TestClient):
    form = {"name": "reader", "password": PASSWORD}
    for path in ("/login", "/logout"):
        assert public.post(path, data=form, headers={"Origin": "https://evil.example"}).status_code == 403


def test_a_login_begins_a_new_session_and_a_logout_ends_all(public: TestClient, kept: str, users: Users):
    log_in(public, "editor")
    first = public.cookies["onrecord-8350"]
    log_in(public, "editor")
    second = public.cookies["onrecord-8350"]
    assert first != second
    assert public.post("/logout", headers={"Origin": THERE}).status_code == 303
    assert public.cookies.get("onrecord-8350") is None
    for old in (first, second):
        stolen = {"Cookie": f"onrecord-8350={old}"}
        assert public.get("/seen.json", headers=stolen).status_code == 401


@pytest.mark.parametrize("change", [
    lambda users: users.remove("editor"),
    lambda users: users.put("editor", "editor", "quite another lot of words"),
    lambda users: users.end_sessions("editor"),
])  # fmt: skip
def test_a_session_ends_with_its_user_or_password(public: TestClient, users: Users, change):
    log_in(public, "editor")
    assert public.get("/seen.json").status_code == 200
    change(users)
    assert public.get("/seen.json").status_code == 401


def test_a_role_that_is_taken_away_is_gone_at_once(public: TestClient, users: Users):
    log_in(public, "editor")
    users.put("editor", "reader")
    assert public.get("/seen.json").status_code == 401


def test_the_cookie_is_for_the_server_alone(public: TestClient, local: TestClient):
    answer = public.post("/login", data={"name": "reader", "password": PASSWORD}, headers={"Origin": THERE})
    told = answer.headers["set-cookie"]
    assert "HttpOnly" in told
    assert "SameSite=Lax" in told
    assert "Secure" not in told  # no proxy with https stands before it


def test_wrong_passwords_are_few(kept: str, users: Users):
    serving = Serving(kept, public=True, users=users.path, names=("record.example",), limits=Limits(logins=3))
    with visitor(serving, base=THERE) as client:
        found = [log_in(client, "editor", "wrong words, all of them") for _ in range(5)]
        assert found == [403, 403, 403, 429, 429]
        # Not for this name from elsewhere either, nor for another name from here.
        assert log_in(client, "reader", "wrong words, all of them") == 429


def test_a_feed_reader_sends_name_and_password(public: TestClient):
    asked = {"/seen.json": ("reader", PASSWORD)}
    for path, auth in asked.items():
        answer = public.get(path)
        assert answer.headers["www-authenticate"].startswith("Basic")
        assert public.get(path, auth=auth).status_code == 200
        assert public.get(path, auth=auth).status_code == 200
        assert public.get(path, auth=("reader", "wrong words, all of them")).status_code == 401
        assert (
            public.post("/written", auth=("editor", PASSWORD), headers={"Origin": THERE}).status_code == 403
        )


@pytest.mark.parametrize(("address", "headers", "status", "secure"), [
    ("10.0.0.7", {"Remote-User": "ada"}, 200, False),
    ("10.0.0.7", {"Remote-User": "ada", "X-Forwarded-Proto": "https"}, 200, True),
    ("10.0.0.7", {}, 401, False),
    ("10.0.0.8", {"Remote-User": "ada"}, 401, False),
    ("10.0.0.8", {"Remote-User": "ada", "X-Forwarded-For": "10.0.0.7"}, 401, False),
    ("10.0.0.8", {"Remote-User": "ada", "X-Forwarded-Proto": "https"}, 401, False),
    ("testclient", {"Remote-User": "ada"}, 401, False),
])  # fmt: skip
def test_only_the_proxy_that_is_named_says_who_asks(kept: str, address, headers, status, secure):
    serving = Serving(
        kept, public=True, header="Remote-User", proxies=("10.0.0.7",), names=("record.example",)
    )
    with visitor(serving, address=address, base=THERE) as client:
        answer = client.get("/seen.json", headers=headers)
        assert answer.status_code == status
        assert ("strict-transport-security" in answer.headers) == secure
        assert ("Secure" in answer.headers.get("set-cookie", "")) == secure


@pytest.mark.parametrize(
    ("own", "role", "status"), [(None, "reader", 403), (None, "editor", 200), ("editor", "reader", 200)]
)
def test_a_user_of_a_proxy_has_the_role_of_the_file_or_a_given_one(
    kept: str, tmp_path: Path, own, role, status
):
    users = Users(tmp_path / "users.sqlite")
    if own:
        users.put("ada", own)
    serving = Serving(
        kept, public=True, users=users.path, header="Remote-User", header_role=role, proxies=("10.0.0.0/24",)
    )
    with visitor(serving, address="10.0.0.7") as client:
        client.get("/nothing", headers={"Remote-User": "ada"})
        sent = {"Remote-User": "ada", "Origin": HERE, "X-Token": own_token(client)}
        assert client.post("/written", headers=sent).status_code == status
        # The cookie of one is of no use to another.
        assert client.post("/written", headers=sent | {"Remote-User": "ben"}).status_code == 403


# ---- users ----------------------------------------------------------------------------------------------


def test_passwords_are_kept_as_hashes_in_a_file_of_their_own(users: Users, kept: str):
    data = users.path.read_bytes()
    assert PASSWORD.encode() not in data
    assert b"$argon2id$" in data
    assert b"argon2" not in Path(kept).read_bytes()
    assert stat.S_IMODE(users.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(("name", "password", "found"), [
    ("editor", PASSWORD, "editor"), ("editor", PASSWORD + "x", None), ("editor", "", None),
    ("nobody", PASSWORD, None), ("", "", None), ("editor' OR 1=1 --", PASSWORD, None),
    ("editor", "\ud800", None),
])  # fmt: skip
def test_who_is_let_in(users: Users, name, password, found):
    user = users.checked(name, password)
    assert (user and user.role) == found


def test_one_without_a_password_cannot_log_in(users: Users):
    users.put("proxied", "reader")
    assert users.checked("proxied", "") is None


@pytest.mark.parametrize(("name", "role", "password", "message"), [
    ("ada", "reader", "short", "found a password of 5 characters, expected 10 or more"),
    ("ada", "king", PASSWORD, "found the role 'king', expected one of reader, editor, admin"),
    ("", "reader", PASSWORD, "expected 1 to 60 characters"),
    ("a\nb", "reader", PASSWORD, "expected 1 to 60 characters"),
    ("a" * 61, "reader", PASSWORD, "expected 1 to 60 characters"),
    ("ad\u202ea", "reader", PASSWORD, "expected 1 to 60 characters"),
])  # fmt: skip
def test_users_that_cannot_be(users: Users, name, role, password, message):
    with pytest.raises(UsersError, match=message):
        users.put(name, role, password)


def test_an_admin_manages_users_but_not_oneself(public: TestClient, users: Users):
    log_in(public, "admin")

    def send(**form: str) -> int:
        return public.post(
            "/users", data=form | {"token": own_token(public)}, headers={"Origin": THERE}
        ).status_code

    assert send(name="ben", role="editor", password=PASSWORD) == 303
    assert users.named("ben").role == "editor"  # type: ignore[union-attr]
    assert send(gone="ben") == 303
    assert users.named("ben") is None
    assert [send(gone="admin"), send(name="admin", role="reader"), send(name="x", role="king")] == [422] * 3
    assert users.named("admin").role == "admin"  # type: ignore[union-attr]


# ---- sessions -------------------------------------------------------------------------------------------

KEY = b"k" * 32


@pytest.mark.parametrize(("change", "held"), [
    (lambda cookie: cookie, True),
    (lambda cookie: cookie[:-1] + ("A" if cookie[-1] != "A" else "B"), False),
    (lambda cookie: sealed(begun("ada", "admin"), b"another key"), False),
    (lambda cookie: sealed(replace(begun("ada", "admin"), until=1.0), KEY), False),
    (lambda cookie: cookie.partition(".")[0], False),
    (lambda cookie: "", False), (lambda cookie: "." * 9, False), (lambda cookie: "é.é", False),
])  # fmt: skip
def test_a_cookie_that_was_altered_is_none(change, held):
    session = begun("ada", "editor")
    found = unsealed(change(sealed(session, KEY)), KEY)
    assert found == (session if held else None)


def test_tokens_differ_each_time_and_are_known_by_their_session_alone():
    one, other = begun("ada", "editor"), begun("ada", "editor")
    assert one.token() != one.token()
    assert one.knows(one.token())
    assert not other.knows(one.token())
    assert not any(one.knows(made) for made in ("", "x", "ab", "é", one.secret, one.token()[:-2]))
    assert Session("ada", "editor").secret != Session("ada", "editor").secret


# ---- limits ---------------------------------------------------------------------------------------------


def test_what_is_too_large_is_refused_before_it_is_kept(kept: str):
    with visitor(Serving(kept, limits=Limits(body=2000))) as client:
        client.get("/nothing")
        own = {"Origin": HERE, "X-Token": own_token(client)}
        assert client.post("/written", data={"word": "a" * 3000}, headers=own).status_code == 413
        # Without a length it is counted as it comes.
        pieces = (b"word=" if n == 0 else b"a" * 500 for n in range(9))
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        assert client.post("/written", content=pieces, headers=own | kind).status_code == 413
        assert client.post("/written", data={"word": "a"}, headers=own).text == "kept a"
        assert client.get("/nothing", headers={"Content-Length": "-1"}).status_code == 413


def test_one_visitor_of_many_is_slowed_where_it_is_public(kept: str, users: Users):
    limits = Limits(readings=3, writings=2)
    serving = Serving(kept, public=True, users=users.path, names=("record.example",), limits=limits)
    with visitor(serving, base=THERE) as client:
        found = [client.get("/login") for _ in range(4)]
        assert [one.status_code for one in found] == [200, 200, 200, 429]
        assert int(found[-1].headers["retry-after"]) > 0
        assert [log_in(client, "reader") for _ in range(3)] == [303, 303, 429]


def test_a_rate_fills_up_again_and_forgets_who_came_long_ago():
    now = [0.0]
    rate = Rate(2, lambda: now[0])
    for _ in range(2):
        assert rate.wait("a") == 0
        rate.count("a")
    assert rate.wait("a") == pytest.approx(30)
    assert rate.wait("b") == 0
    now[0] = 31
    assert rate.wait("a") == 0
    for n in range(VISITORS + 1):
        rate.count(str(n))
    assert len(rate._left) == VISITORS


# ---- addresses that others name -------------------------------------------------------------------------


class _Inside(BaseHTTPRequestHandler):
    """A server of this machine: what it answers must never be seen."""

    asked: list[str]
    target = ""

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(302 if self.path == "/away" else 200)
        self.send_header("Location", self.target)
        self.end_headers()
        self.wfile.write(b"<p>what is inside</p>")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving_pages(address: str) -> Iterator[tuple[int, list[str]]]:
    asked: list[str] = []
    server = ThreadingHTTPServer((address, 0), type("Handler", (_Inside,), {"asked": asked}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port, asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def inside() -> Iterator[tuple[int, list[str]]]:
    """A server of this machine: its port, and what it was asked for."""
    with serving_pages("127.0.0.1") as one:
        yield one


@pytest.fixture
def outside() -> Iterator[tuple[int, list[str]]]:
    with serving_pages("127.0.0.2") as one:
        yield one


@pytest.mark.parametrize("address", [
    "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://LOCALHOST.:{port}/", "http://127.1:{port}/",
    "http://2130706433:{port}/", "http://0x7f000001:{port}/", "http://0177.0.0.1:{port}/", "http://0:{port}/",
    "http://0.0.0.0:{port}/", "http://[::1]:{port}/", "http://[::]:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/", "http://[::127.0.0.1]:{port}/", "http://[64:ff9b::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/", "http://[fe80::1]:{port}/", "http://[fec0::1]:{port}/",
    "http://169.254.169.254/latest/meta-data/", "http://10.1.2.3:{port}/", "http://172.16.0.1/", "http://192.168.0.1/",
    "http://100.64.0.1/", "http://224.0.0.1/", "http://a:b@127.0.0.1:{port}/", "http://rebinds.example:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/", "HTTP://127.0.0.1:{port}/",
])  # fmt: skip
def test_an_address_of_this_network_is_not_asked(inside, monkeypatch, address):
    port, asked = inside
    _resolving(monkeypatch, {"rebinds.example": ["127.0.0.1"]})
    with pytest.raises((Barred, NotFound)) as error:
        addresses.found(address.format(port=port), public=True)
    assert asked == []
    # What no resolver here knows is not asked either.
    assert isinstance(error.value, Barred) or "did not answer" in str(error.value)


@pytest.mark.parametrize("address", [
    "file:///etc/passwd", "gopher://127.0.0.1/x", "ftp://127.0.0.1/x", "data:text/plain,x",
    "javascript:alert(1)", "//127.0.0.1/", "http:///x", "http://[bad/", "http://", "dict://127.0.0.1:1/", "",
])  # fmt: skip
def test_other_schemes_are_not_asked(address):
    with pytest.raises(NotFound):
        addresses.found(address, public=True)


def _resolving(monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]) -> None:
    """Let some names mean some addresses: one after another each time that they are asked for."""
    real = socket.getaddrinfo

    def resolved(host, port, *args, **kwargs):
        known = names.get(host.decode() if isinstance(host, bytes) else host)
        if known is None:
            return real(host, port, *args, **kwargs)
        address = known.pop(0) if len(known) > 1 else known[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port or 0))]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)


def test_a_name_that_leads_elsewhere_the_second_time_gets_no_request(inside, monkeypatch):
    port, asked = inside
    _resolving(monkeypatch, {"rebinds.example": ["93.184.215.14", "127.0.0.1"]})
    with pytest.raises(Barred, match="expected a public address"):
        addresses.found(f"http://rebinds.example:{port}/", public=True)
    assert asked == []


@pytest.mark.parametrize(("target", "error"), [
    ("http://127.0.0.1:{port}/secret", Barred), ("http://[::ffff:127.0.0.1]:{port}/secret", Barred),
    ("http://169.254.169.254/", Barred), ("file:///etc/passwd", NotFound),
    ("gopher://127.0.0.1:{port}/", Barred),
])  # fmt: skip
def test_a_page_outside_does_not_lead_inside(inside, outside, monkeypatch, target, error):
    port, asked = inside
    _Inside.target = target.format(port=port)
    # One address of this machine is taken for one of the open internet.
    real = addresses._is_inside
    monkeypatch.setattr(addresses, "_is_inside", lambda address: address != "127.0.0.2" and real(address))
    assert (
        addresses.found(f"http://127.0.0.2:{outside[0]}/here", public=True).data == b"<p>what is inside</p>"
    )
    with pytest.raises(error):
        addresses.found(f"http://127.0.0.2:{outside[0]}/away", public=True)
    assert outside[1] == ["/here", "/away"]
    assert asked == []


def test_the_page_for_reading_refuses_such_an_address(local: TestClient, inside):
    pytest.importorskip("onrecord.web.pages.read")
    port, asked = inside
    local.get("/read")
    form = {"address": f"http://127.0.0.1:{port}/", "token": own_token(local)}
    answer = local.post("/read", data=form, headers={"Origin": HERE, "Accept": "application/json"})
    assert answer.status_code == 422
    assert "expected a public address" in answer.json()["error"]
    assert asked == []


# ---- what is quoted -------------------------------------------------------------------------------------

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>"
TURNED = "fair\u202eriaf\u2066\x00\x1b[31m"
ANN = f"Ann {MARKUP} Oske"
DRAWING = f"/matter/{quote(f'treaty {MARKUP}')}/timeline.svg"
HOSTILE = (
    Told(ANN, "said", f"that {MARKUP} “{TURNED}” the {{{{ 7*7 }}}} treaty </style></textarea>",
         matter=(f"treaty {MARKUP}", "a/b?c#d"), through=f"Wire \"'><b>{TURNED}"),
    Told("Ben Farr\u202eant", "denied", "that <a href=javascript:alert(3)>he</a> would sign it",
         act="deny", matter=(f"treaty {MARKUP}",)),
    Told(ANN, "said", "that she will sign the treaty", act="accept", matter=(f"treaty {MARKUP}",)),
)  # fmt: skip
URLS = (
    "javascript:alert(4)",
    "data:text/html,<script>alert(5)</script>",
    'https://post.example/"><script>',
    "//x.example",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    place = str(tmp_path_factory.mktemp("hostile") / "ledger.sqlite")
    with Ledger.open(place) as ledger:
        for number, url in enumerate(URLS):
            about = {
                "url": url,
                "title": f"No {number} {MARKUP}{TURNED}",
                "outlet": f"Post '\"><i> {MARKUP}{TURNED}",
            }
            report = story(
                *HOSTILE, opening=f"{number} {MARKUP}{TURNED}\n", published=f"2031-05-0{number + 1}", **about
            )
            ledger.add(report, source=f"{number}{MARKUP}.txt")
    with TestClient(application(Serving(place)), base_url=HERE) as client:
        yield client


def pages(client: TestClient, most: int = 60) -> Iterator[tuple[str, Response]]:
    """The pages that one comes to from the front, each kind of page a few times."""
    waiting, seen, kinds = (
        ["/", DRAWING, "/search", "/read", "/judge", "/nothing"],
        set[str](),
        dict[str, int](),
    )
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        kind = path.partition("?")[0].split("/")[1]
        if path in seen or kinds.get(kind, 0) >= 8:
            continue
        seen.add(path)
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = client.get(path)
        yield path, answer  # type: ignore[misc]
        if answer.headers["content-type"].startswith("text/html"):
            found = parser.fromstring(answer.content).xpath("//a/@href | //link/@href")
            waiting += [
                str(one).partition("#")[0]
                for one in found
                if str(one).startswith("/") and "/static/" not in one
            ]


def test_nothing_that_is_quoted_becomes_part_of_a_page(hostile: TestClient):
    kinds = set()
    for path, answer in pages(hostile):
        assert answer.status_code in (200, 404), (path, answer.text[:300])
        kind = answer.headers["content-type"].partition(";")[0]
        kinds.add(kind)
        if kind == "text/html" and "attachment" not in answer.headers.get("content-disposition", ""):
            _is_our_own(path, parser.fromstring(answer.content), answer.text)
        elif kind in ("image/svg+xml", "application/atom+xml"):
            _is_plain_xml(path, answer.content)
    assert {"text/html", "image/svg+xml", "application/atom+xml"} <= kinds


def _is_our_own(path: str, page: etree._Element, text: str) -> None:
    scripts = [one.get("src", "") for one in page.iter("script")]
    assert all(src.startswith("/static/") for src in scripts), (path, scripts)
    assert not any(one.text for one in page.iter("script")), path
    for one in page.iter():
        names = {
            name for name in one.attrib if name.startswith("on") or name in ("style", "srcdoc", "formaction")
        }
        assert not names, (path, one.tag, names)
    assert {one.tag for one in page.iter("i", "iframe", "object", "embed", "base", "style")} == set(), path
    for image in page.iter("img"):
        assert image.get("src", "").startswith("/static/"), path
    for one in page.iter("a", "area", "form", "link"):
        link = one.get("href") or one.get("action") or "/"
        assert link.startswith(("/", "#", "?")) or urlsplit(link).scheme in ("http", "https"), (path, link)
        assert not link.startswith("//"), (path, link)
        assert "javascript" not in urlsplit(link).scheme, path
    assert not set("\u202e\u2066\x00\x1b") & set(text), path
    assert "49 treaty" not in text, path


def _is_plain_xml(path: str, data: bytes) -> None:
    root = etree.fromstring(data)
    assert not [one for one in root.iter() if etree.QName(one).localname in ("script", "foreignObject")], path
    for one in root.iter():
        assert not [name for name in one.attrib if name.startswith("on")], path
        link = one.get("href") or one.get("{http://www.w3.org/1999/xlink}href") or "/"
        assert urlsplit(link).scheme in ("", "http", "https"), (path, link)
