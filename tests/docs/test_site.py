"""The built site in a real browser: newcomers find answers, it fits every screen, and everybody can read it.

It is what `sphinx-build -W -n -b html docs build/site` makes; where nobody has built it these tests are left out.
"""

import functools
import re
import threading
import tomllib
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from ..meeting.browsers import AS_ROOT, require_browser
from .pages import ROOT

ColorScheme = Literal["light", "dark"]

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SITE = ROOT / "build" / "site"
QUESTIONS = tomllib.loads(Path(__file__).with_name("questions.toml").read_text(encoding="utf-8"))["question"]
WIDTHS = (380, 768, 1440)
LOOKED_AT = (
    "index.html",
    "tutorials/backend.html",
    "how-to/lists.html",
    "how-to/web-page.html",
    "reference/errors.html",
    "reference/error-codes.html",
    "reference/python/services.html",
    "explanation/fidelity.html",
    "explanation/architecture.html",
)
MADE = (page.relative_to(ROOT / "docs").with_suffix(".html").as_posix() for page in (ROOT / "docs").rglob("*.md"))
ALL = [*sorted(MADE), "genindex.html", "search.html"]
HUGE = {
    "genindex.html",
    "reference/command.html",
    "reference/steering.html",
    *(page for page in ALL if page.startswith("reference/python/")),
}
"""Lists of names, all of one kind, over which axe sits for long; those among LOOKED_AT stand for them."""
SHARES = 6
"""Into so many tests the pages are dealt: all in one would take too long on a busy machine."""
IS_READ = "words => document.querySelector('article')?.textContent.replace(/\\s+/g, ' ').includes(words)"
OVERFLOWS = "document.documentElement.scrollWidth > innerWidth"
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],  # what passes is not told, which large pages take seconds for
}
SERIOUS = {"serious", "critical"}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Site(NamedTuple):
    """The site, and the browser that looks at it."""

    url: str
    browser: Browser

    def open(self, path: str, width: int = 1440, scheme: ColorScheme = "light") -> Page:
        page = self.browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.goto(f"{self.url}/{path}")
        return page


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    program = require_browser()
    if not (SITE / "index.html").exists():
        pytest.skip("there is no site: sphinx-build -W -n -b html docs build/site")
    serve = functools.partial(Quiet, directory=str(SITE))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server, sync_playwright() as playwright:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=not AS_ROOT)
        yield Site(f"http://127.0.0.1:{server.server_port}", browser)
        browser.close()
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["asks"])
def test_a_question_is_answered_within_two_clicks(site: Site, question: dict[str, object]) -> None:
    clicks, reads = question["clicks"], question["reads"]
    assert isinstance(clicks, list)
    assert 1 <= len(clicks) <= 2
    page = site.open("index.html")
    for name in clicks:
        page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_function(IS_READ, arg=reads)
    page.close()


def test_there_are_twenty_questions_at_least() -> None:
    assert len({question["asks"] for question in QUESTIONS}) >= 20


@pytest.mark.parametrize("share", range(SHARES))
def test_no_page_is_wider_than_the_screen(site: Site, share: int) -> None:
    page = site.open("index.html")
    wide = []
    for path in ALL[share::SHARES]:
        page.goto(f"{site.url}/{path}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate(OVERFLOWS):
                wide.append((path, width))
    page.close()
    assert wide == []


@pytest.mark.parametrize("share", range(SHARES))
def test_nothing_keeps_anybody_from_reading_on_a_phone(site: Site, share: int) -> None:
    page = site.open("index.html", 380)
    found = []
    for path in ALL[share::SHARES]:
        if path not in HUGE:
            page.goto(f"{site.url}/{path}")
            found += [(path, violation) for violation in violations_on(page)]
    page.close()
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", LOOKED_AT)  # a test for each: all of them together take minutes on a busy machine
def test_nothing_keeps_anybody_from_reading(site: Site, path: str, scheme: ColorScheme) -> None:
    page = site.open(path, scheme=scheme)
    found = violations_on(page)
    page.close()
    assert found == []


def violations_on(page: Page) -> list[str]:
    """Return what is serious of that which axe finds on a page."""
    violations = Axe().run(page, options=RULES).response["violations"]
    serious = (each for each in violations if each["impact"] in SERIOUS)
    return [f"{each['id']} at {node['target']}" for each in serious for node in each["nodes"]]


@pytest.mark.parametrize(
    ("word", "leads_to"),
    [
        ("refresh_token", "reference/python/services.html"),
        ("RateLimited", "reference/python/errors.html"),
        ("--since", "how-to/archive.html"),
        ("409", "reference/error-codes.html"),
        ("502", "reference/error-codes.html"),
        ("40901", "reference/error-codes.html"),
        ("10000", "reference/error-codes.html"),
    ],
)
def test_the_search_finds_first(site: Site, word: str, leads_to: str) -> None:
    page = site.open(f"search.html?q={word}")
    expect(page.locator("ul.search li a").first).to_have_attribute("href", re.compile(rf"^{leads_to}"))
    page.close()


def test_a_page_asks_no_other_host_for_anything(site: Site) -> None:
    page = site.browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.url}/index.html")
    page.close()
    assert [url for url in asked if not url.startswith(site.url)] == []


@pytest.mark.usefixtures("site")
def test_machines_find_every_page() -> None:
    text = (SITE / "llms.txt").read_text(encoding="utf-8")
    pages = {page.relative_to(ROOT / "docs").with_suffix("") for page in (ROOT / "docs").rglob("*.md")}
    assert sorted(f"{page.as_posix()}.html" for page in pages if f"({page.as_posix()}.html)" not in text) == [
        "index.html"
    ]


@pytest.mark.usefixtures("site")
def test_machines_are_told_what_each_page_is_about() -> None:
    text = (SITE / "llms.txt").read_text(encoding="utf-8")
    told = dict(re.findall(r"^- \[[^\]]+\]\((\S+)\.html\): (.*)$", text, re.MULTILINE))
    assert told["reference/command"].endswith("for every command; Use the command says how they are used.")
    assert [page for page, says in told.items() if len(says.split()) < 5 or "pip install" in says] == []
