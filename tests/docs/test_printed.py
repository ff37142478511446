"""What the pages say that a program or a command prints, it prints."""

import shutil
import sys

import pytest

from ..doubles.redis_server import RedisServer
from ..emulator.test_recipes import require
from ..meeting.browsers import require_browser, require_tarball
from .pages import ROOT
from .printed import PLAYED, blocks_of, commands_in, fits, play

PAGES = [
    pytest.param(page, marks=pytest.mark.slow) if any(block.language == "console" for block in blocks) else page
    for page, blocks in PLAYED.items()
]
GUIDES = [page for kind in ("how-to", "tutorials") for page in sorted((ROOT / "docs" / kind).glob("*.md"))]
PROGRAMS = {"python", "ts", "console"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of its own, whose files can be imported while the page is played."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if (tmp_path / f"{name}.py").exists():
            del sys.modules[name]


@pytest.fixture
def redis(tmp_path, monkeypatch):
    """A Redis that a page finds in the environment."""
    server = RedisServer(tmp_path)
    server.start()
    monkeypatch.setenv("REDIS_URL", server.url)
    yield
    server.kill()


@pytest.fixture
def sdk(folder, monkeypatch):
    """The SDK as `npm pack` writes it, a browser, and a cache of the test's own."""
    require_browser()
    shutil.copy(require_tarball(), folder / "cloudflare-realtimekit-2.0.2.tgz")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))


@pytest.fixture
def programs():
    """What takes answers apart in a shell."""
    for program in ("curl", "jq"):
        require(program)


WANTED = {"REDIS_URL": "redis", "install-sdk": "sdk", "curl ": "programs"}


@pytest.mark.usefixtures("present")
@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_what_is_printed(page, folder, request):
    for word, fixture in WANTED.items():
        if any(word in block.text for block in PLAYED[page]):
            request.getfixturevalue(fixture)
    for block in PLAYED[page]:
        for expected, came in play(block, folder):
            assert fits(expected, came), f"{block.text}\nprints\n{came}"


def outputs_of(block):
    """Return what a page shows below a block."""
    if block.output is not None:
        return [block.output]
    return [output for _, output in commands_in(block.text) if output] if block.language == "console" else []


@pytest.mark.parametrize("page", PLAYED)
def test_each_output_shows_a_whole_line(page):
    elided = [output for block in PLAYED[page] for output in outputs_of(block) if not shows_a_whole_line(output)]
    assert elided == []


def shows_a_whole_line(output):
    return any(line.strip() and "…" not in line for line in output.splitlines())


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_no_page_is_a_stub_whose_last_program_shows_nothing_produced(page):
    *_, last = (block for block in blocks_of(page) if block.language in PROGRAMS)
    assert outputs_of(last), last.text


@pytest.mark.parametrize(
    ("expected", "came", "fit"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n…\nz\n", "a\nb\nc\nz\n", True),
        ("in … s\n", "in 0.31 s\n", True),
        ("a\n", "a\nb\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_an_output_may_be_shortened_and_no_more(expected, came, fit):
    assert fits(expected, came) is fit
