"""A browser to test pages with: `onrecord serve` in a process of its own, Chromium, and axe-core.

The pages are asked for as people do, at two widths and in both themes. Whatever a page does that it should
not (an error in its console, something that the policy refuses, a request elsewhere) fails the test that saw
it. Pictures of the pages go to build/screenshots/, to be looked at.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from onrecord import Reader
from onrecord.intake import documents
from onrecord.joining.join import join
from onrecord.ledger import Ledger
from onrecord.records import Document

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "onrecord" / "demo"
PICTURES = ROOT / "build" / "screenshots"
AXE = ROOT / "tests" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2 AA is all of these together.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, NARROW = (1280, 900), (360, 740)
# Milliseconds: a machine that is busy with other tests reads the first text in ten seconds.
PATIENCE = 60_000


# ---- what is served -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Served:
    """A server: its address, and the ledger that it serves."""

    address: str
    ledger: Path


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Path:
    """The demo's reports on record, read once; to be copied."""
    place = tmp_path_factory.mktemp("kept") / "demo.sqlite"
    with Ledger.open(place) as ledger:
        for one in documents(DEMO):
            if isinstance(one, Document):
                ledger.add(reader.read(one), source=Path(one.name).name)
        join(ledger)
    return place


@pytest.fixture(scope="module")
def served(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with a ledger of its own, for one file of tests."""
    place = tmp_path_factory.mktemp("served") / "demo.sqlite"
    shutil.copy(kept, place)
    with serving(place) as address:
        yield Served(address, place)


class serving:
    """`onrecord serve` over a ledger for as long as a block lasts; comes as its address."""

    def __init__(self, ledger: Path) -> None:
        command = [sys.executable, "-c", "from onrecord.cli import main; main()", "serve", "--port", "0",
                   "--by", "ada", "--ledger", str(ledger)]  # fmt: skip
        home = {**os.environ, "ONRECORD_HOME": str(ledger.parent)}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, env=home, cwd=ledger.parent)

    def __enter__(self) -> str:
        assert self.process.stdout is not None
        told = ""
        # What is said last has no line end: it is taken as it comes.
        while piece := os.read(self.process.stdout.fileno(), 4096).decode():
            told += piece
            if found := re.search(r"http://[\w.:\[\]]+(?=/)", told):
                return found[0]
        raise AssertionError(f"the server said no address: {told}")

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()


# ---- who looks at it ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    with playwright.sync_playwright() as started:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = started.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def axe() -> str:
    """The source of axe-core."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm ci in tests/axe")
    return AXE.read_text(encoding="utf-8")


@dataclass(slots=True)
class Visitor:
    """Somebody with a browser. ``troubles`` is what pages did that they should not."""

    context: BrowserContext
    address: str
    page: Page
    label: str = ""
    troubles: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page of the server."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200, f"{path} answered {answer.status}"
        return self.page

    def picture(self, name: str) -> None:
        """Keep what the page looks like, all of it."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}{self.label}.png", full_page=True)

    def violations(self, axe: str) -> list[str]:
        """What the page does against WCAG 2.2 AA, a line for each element."""
        self.page.evaluate(axe)
        ask = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
        told: dict[str, Any] = self.page.evaluate(ask, RULES)
        return [
            f"{one['id']} at {node['target']}: {node['html'][:160]}"
            for one in told["violations"]
            for node in one["nodes"]
        ]

    def focused(self) -> str:
        """What has the focus, in words."""
        told: str = self.page.evaluate(
            "() => { const at = document.activeElement;"
            " return (at.getAttribute('aria-label') || at.innerText || at.name || at.tagName).trim(); }"
        )
        return told

    def overflow(self) -> int:
        """How many pixels the page is wider than the window."""
        told: int = self.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        return told


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(chromium: Browser, served: Served) -> Iterator[Visit]:
    """Call it for a visitor: with a size, a theme, without script."""
    met: list[Visitor] = []

    def made(
        size: tuple[int, int] = WIDE, theme: str = "light", *, script: bool = True, at: str = served.address
    ) -> Visitor:
        context = stack.enter_context(
            chromium.new_context(
                viewport={"width": size[0], "height": size[1]},
                color_scheme=theme,  # type: ignore[arg-type]
                java_script_enabled=script,
                base_url=at,
                locale="en-GB",
                # Where something slides, it would be looked at before it is there.
                reduced_motion="reduce",
            )
        )
        context.set_default_timeout(PATIENCE)
        one = Visitor(context, at, context.new_page(), f"-{size[0]}-{theme}")
        _watched(one)
        met.append(one)
        return one

    with ExitStack() as stack:
        yield made
    assert [trouble for one in met for trouble in one.troubles] == []


def _watched(one: Visitor) -> None:
    """Note what a page should not do."""

    def heard(message: Any) -> None:
        # An answer that is an error is for the test to look at, and no fault of the page.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            one.troubles.append(f"console: {message.text}")

    def asked(request: Any) -> None:
        if not request.url.startswith((one.address, "blob:", "about:")):
            one.troubles.append(f"asked for {request.url}")

    one.context.on("console", heard)
    one.context.on("weberror", lambda error: one.troubles.append(f"script: {error.error}"))
    one.context.on("request", asked)
