"""The server: each page in two forms, what a browser has already, what goes wrong, and the command."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from ledgers import Told, harbour, story

pytest.importorskip("fastapi", reason="pip install 'onrecord[web]'")

from lxml import html as parser
from starlette.testclient import TestClient

from onrecord.cli import main
from onrecord.joining.join import join
from onrecord.ledger import Ledger
from onrecord.web import application
from onrecord.web.security.users import Users
from onrecord.web.settings import Serving
from onrecord.web.templating import environment, printed

# So many requests are made up for each twin.
EXAMPLES = 10
HERE = "http://127.0.0.1:8350"
MATTER = ("harbour treaty",)
LATER = story(
    Told("Ansel Quill", "said", "that he would sign the harbour treaty", act="accept", matter=MATTER),
    Told("Ione Farrant", "denied", "that the harbour treaty was ready", act="deny", matter=MATTER),
    published="2031-05-06", outlet="The Orval Post", url="https://post.example/2", title="Quill would sign",
)  # fmt: skip


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> str:
    place = str(tmp_path_factory.mktemp("served") / "ledger.sqlite")
    with Ledger.open(place) as ledger:
        ledger.add(harbour(), source="harbour.txt")
        ledger.add(LATER, source="later.txt")
        join(ledger)
    return place


@pytest.fixture(scope="module")
def client(kept: str) -> Iterator[TestClient]:
    with TestClient(application(Serving(kept)), base_url=HERE, follow_redirects=False) as one:
        yield one


@pytest.fixture(scope="module")
def ids(kept: str) -> dict[str, str]:
    """Something of each kind that has a page."""
    with Ledger.open(kept) as ledger:
        said = next(ledger.statements(actor="Ansel Quill"))
        assert said.speaker
        return {
            "report": said.report, "statement": said.id, "actor": said.speaker.id, "matter": "harbour treaty"
        }  # fmt: skip


def paths(client: TestClient) -> list[str]:
    """The paths of all twins, as OpenAPI has them."""
    found: dict[str, dict] = client.get("/openapi.json").json()["paths"]
    return sorted(found)


def places(client: TestClient, ids: dict[str, str]) -> list[str]:
    """The address of a twin of each kind."""
    found = [path for path in paths(client) if "{" not in path]
    for kind, id in ids.items():
        found += [path.replace("{id}", id).replace("{name}", id).replace("{name:path}", id)
                  for path in paths(client) if path.startswith(f"/{kind}/")]  # fmt: skip
    return found


# ---- pages and their twins ------------------------------------------------------------------------------


def test_the_pages_are_there(client: TestClient):
    wanted = {"/index.json", "/search.json", "/read.json", "/judge.json"}
    wanted |= {f"/{kind}/{{id}}.json" for kind in ("report", "statement", "actor")}
    assert not wanted - set(paths(client))


def test_each_page_answers_in_both_forms(client: TestClient, ids):
    for place in places(client, ids):
        twin = client.get(place)
        page = client.get(place.replace("/index.json", "/").removesuffix(".json"))
        assert (twin.status_code, page.status_code) == (200, 200), (place, twin.text[:300], page.text[:300])
        assert twin.headers["content-type"] == "application/json"
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert isinstance(twin.json(), dict)
        found = parser.fromstring(page.content)
        assert len(found.xpath("//h1")) == 1, place
        assert found.xpath("//link[@rel='alternate' and @type='application/json']/@href")[0].startswith(
            client.get(place).request.url.raw_path.decode()
        ), place


def test_openapi_tells_of_each_twin_what_is_always_in_it(client: TestClient, ids):
    spec = client.get("/openapi.json").json()
    names = [one["get"]["operationId"] for one in spec["paths"].values()]
    assert len(set(names)) == len(names)
    for path, one in spec["paths"].items():
        assert one["get"]["summary"], path
        assert one["get"]["description"], path
        schema = one["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert schema["required"], path
        assert any(p["name"] == "as_of" for p in one["get"]["parameters"]), path


@pytest.mark.parametrize(
    "path", ["/report/feed", "/statement/feed", "/report/", "/statement/%C3%A9", "/nothing", "/static/x"]
)
def test_what_is_not_there_is_told_in_the_form_that_was_asked_for(client: TestClient, path):
    page, twin = client.get(path), client.get(f"{path}.json")
    assert (page.status_code, twin.status_code) == (404, 404)
    assert twin.json()["status"] == 404
    error = twin.json()["error"]
    assert "\n" not in error
    assert len(error) > 20
    if page.headers["content-type"].startswith("text/html"):
        assert parser.fromstring(page.content).xpath("//h1")


@pytest.mark.parametrize(("as_of", "status", "told"), [
    ("2031-05-03", 200, None), ("2031-05-03T10:00", 200, None), ("", 200, None),
    ("2031-13-01", 422, "as_of: found"),
    ("yesterday", 422, "as_of: found 'yesterday'"), ("0000-01-01", 422, "as_of"),
    ("2031-05-03T99:00", 422, "as_of"),
    ("9999-01-01", 200, None), ("0001-01-01T00:00+23:59", 200, None),
])  # fmt: skip
def test_the_record_as_of_an_instant(client: TestClient, as_of, status, told):
    answer = client.get("/index.json", params={"as_of": as_of})
    assert answer.status_code == status
    if told:
        assert told in answer.json()["error"]
    assert client.get("/", params={"as_of": as_of}).status_code == status


def test_before_anything_was_seen_nothing_is_there(client: TestClient, ids):
    assert client.get(f"/report/{ids['report']}.json").status_code == 200
    assert client.get(f"/report/{ids['report']}.json?as_of=2001-01-01").status_code == 404


def test_links_stay_at_the_instant(client: TestClient):
    page = parser.fromstring(client.get("/?as_of=2099-01-01").content)
    links = [
        one for one in page.xpath("//main//a/@href") if one.startswith(("/report", "/statement", "/actor"))
    ]
    assert links
    assert all("as_of=2099-01-01" in link for link in links)


def test_what_a_browser_has_is_not_sent_again(client: TestClient, ids):
    for path in ("/", "/index.json", f"/report/{ids['report']}"):
        first = client.get(path)
        mark = first.headers["etag"]
        again = client.get(path, headers={"If-None-Match": f'"other", {mark}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == mark
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.get("/").headers["etag"] != client.get("/?as_of=2031-05-04").headers["etag"]


def test_pages_are_packed_and_files_are_kept_by_the_browser(client: TestClient):
    assert client.get("/", headers={"Accept-Encoding": "gzip"}).headers["content-encoding"] == "gzip"
    assert "content-encoding" not in client.get("/", headers={"Accept-Encoding": "identity"}).headers
    address = parser.fromstring(client.get("/").content).xpath("//link[@rel='stylesheet']/@href")[0]
    assert "immutable" in client.get(address).headers["cache-control"]
    assert client.get("/").headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize("path", ["/", "/index.json", "/nothing", "/static/style.css"])
def test_a_head_is_answered_like_a_get(client: TestClient, path):
    got, head = client.get(path), client.head(path)
    assert (got.status_code, got.headers.get("etag")) == (head.status_code, head.headers.get("etag"))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_do_nothing(client: TestClient, method):
    assert client.request(method, "/").status_code == 405


@pytest.mark.parametrize(("value", "shown"), [
    (None, ""), ("plain", "plain"), (3, 3), ("a\u202eb", "a\ufffdb"), ("a\x00\x1bb", "a\ufffd\ufffdb"),
    ("\u2066x\u2069", "\ufffdx\ufffd"), ("line\nand\ttab", "line\nand\ttab"), ("\ud800", "\ufffd"),
    ("\u200eשלום\u200f", "\u200eשלום\u200f"),
])  # fmt: skip
def test_what_is_printed(value, shown):
    assert printed(value) == shown
    template = environment().from_string("{{ value }}")
    assert template.render(value=value) == str(shown)


# ---- schemathesis ---------------------------------------------------------------------------------------


def test_made_up_requests_make_no_error_of_ours(client: TestClient, ids):
    """Each twin is asked what nobody would ask, the same in each run: it answers as it says, or refuses."""
    schemathesis = pytest.importorskip("schemathesis", reason="pip install schemathesis")
    from hypothesis import HealthCheck, Phase, given, settings

    schema = schemathesis.openapi.from_asgi("/openapi.json", client.app, headers={"Host": "localhost"})
    steady = settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    asked = []

    def answers(case) -> None:
        # Half of them ask for what is there, so that more than the refusal is seen.
        if len(asked) % 2 and "id" in case.path_parameters:
            case.path_parameters["id"] = ids[case.path.split("/")[1]]
        asked.append(case.path)
        case.call_and_validate(headers={"Host": "localhost"})

    for found in schema.get_all_operations():
        steady(given(case=found.ok().as_strategy())(answers))()
    assert set(asked) == set(paths(client))


# ---- the command ----------------------------------------------------------------------------------------


def serving(*arguments: str, home: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "onrecord.cli", "serve", "--port", "0", *arguments]
    env = os.environ | {"ONRECORD_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)])
def test_serve_says_where_in_one_line_and_stops_when_told(kept: str, tmp_path: Path, sign, code):
    with serving("--ledger", kept, home=tmp_path) as server:
        line = server.stdout.readline()  # type: ignore[union-attr]
        address = next(word for word in line.split() if word.startswith("http://127.0.0.1:"))
        with urlopen(f"{address}index.json", timeout=20) as answer:
            assert json.load(answer)["as_of"] is None
        server.send_signal(sign)
        out, err = server.communicate(timeout=20)
    assert (server.returncode, out) == (code, "")
    assert "Traceback" not in err


PROXIED = ["--public", "--trust-header", "X-User", "--proxy", "10.0.0.1"]


@pytest.mark.parametrize(("arguments", "told"), [
    (["--ledger", "{missing}"], "{missing} is not there: `onrecord add FILE…` makes a ledger, and"),
    (["--ledger", "{text}"], "is no ledger: name another file"),
    (["--host", "0.0.0.0"], "others can reach 0.0.0.0, expected an address of this machine alone"),
    (["--public"], "nobody could log in, since {home}/users.sqlite has no users: add one by `onrecord users"),
    (["--public", "--trust-header", "X-User"], "anybody could send X-User: add --public, and --proxy"),
    (["--trust-header", "X-User", "--proxy", "10.0.0.1"], "anybody could send X-User: add --public"),
    ([*PROXIED, "--proxy", "nowhere"], "found --proxy nowhere, expected an address"),
    (["--port", "{taken}"], "cannot listen on 127.0.0.1, port {taken} (Address already in use): name"),
    ([*PROXIED, "--host", "192.0.2.1"], "cannot listen on 192.0.2.1"),
])  # fmt: skip
def test_why_serve_does_not_start_is_told_in_one_line(kept: str, tmp_path: Path, arguments, told):
    (tmp_path / "text").write_text("no ledger, and long enough to be seen as none by the database", "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as sock:
        known = {"missing": tmp_path / "missing.sqlite", "text": tmp_path / "text", "home": tmp_path,
                 "taken": sock.getsockname()[1]}  # fmt: skip
        place = [] if "--ledger" in arguments else ["--ledger", kept]
        port = [] if "--port" in arguments else ["--port", "0"]
        asked = ["serve", *place, *port, *(one.format(**known) for one in arguments)]
        found = CliRunner().invoke(main, asked, env={"ONRECORD_HOME": str(tmp_path)})
    assert found.exit_code == 1
    assert told.format(**known) in found.output
    assert found.output.count("\n") == 1


@pytest.mark.parametrize(("command", "module", "extra"), [
    (["serve"], "uvicorn", "web"), (["serve"], "fastapi", "web"), (["users", "list"], "argon2", "web"),
    (["mcp"], "mcp.server", "mcp"),
])  # fmt: skip
def test_what_is_not_installed_is_told_in_one_line(kept: str, tmp_path: Path, command, module, extra):
    # In a process of its own: what is imported here already cannot be missing any more.
    code = f"import sys; sys.modules[{module!r}] = None; from onrecord.cli import main; main()"
    env = os.environ | {"ONRECORD_HOME": str(tmp_path), "ONRECORD_LEDGER": kept}
    found = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, env=env)
    assert found.returncode == 1
    assert f"pip install 'onrecord[{extra}]'" in found.stderr
    assert found.stderr.count("\n") == 1


def test_users_are_added_listed_and_taken_out(tmp_path: Path):
    def run(*arguments: str, given: str = "") -> tuple[int, str]:
        found = CliRunner().invoke(
            main, ["users", *arguments], input=given, env={"ONRECORD_HOME": str(tmp_path)}
        )
        return found.exit_code, found.output

    assert run("list") == (0, "")
    assert run("add", "ada", "--role", "admin", given="four plain harbour words\n")[0] == 0
    assert run("add", "ben", given="short\n") == (
        1, "Error: found a password of 5 characters, expected 10 or more: take a few words\n"
    )  # fmt: skip
    assert run("add", "ben", "--no-password")[0] == 0
    assert [json.loads(line) for line in run("list")[1].splitlines()] == [
        {"name": "ada", "role": "admin", "password": True},
        {"name": "ben", "role": "reader", "password": False},
    ]  # fmt: skip
    assert run("remove", "ada")[0] == 0
    assert run("remove", "ada")[0] == 1
    assert Users(tmp_path / "users.sqlite").named("ada") is None


def test_reading_starts_without_what_serves():
    late = {"fastapi", "jinja2", "uvicorn", "argon2", "mcp"}
    code = f"import sys; import onrecord.cli; print({late} & sys.modules.keys())"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "set()\n"
