"""The Dockerfile of the pages copies what there is, and installs the SDK that is pinned."""

import re
import tomllib

from realtimekit_async.meeting import sdk

from .pages import ROOT

PAGE = ROOT / "docs" / "how-to" / "meetings-in-a-browser.md"
(DOCKERFILE,) = re.findall(
    r"^```dockerfile\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
)
OF_THE_READER = {"bot.py", f"cloudflare-realtimekit-{sdk.VERSION}.tgz"}


def copied() -> set[str]:
    """Return what is copied into the image."""
    return {name for line in re.findall(r"^COPY (.*)", DOCKERFILE, re.MULTILINE) for name in line.split()[:-1]}


def test_what_is_copied_is_there_or_the_readers_own():
    assert {name for name in copied() if not (ROOT / name).exists()} == OF_THE_READER


def test_the_tarball_that_is_copied_is_installed():
    assert f"install-sdk cloudflare-realtimekit-{sdk.VERSION}.tgz\n" in DOCKERFILE


def test_what_the_build_of_the_package_reads_is_copied():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {"pyproject.toml", "realtimekit_async", project["readme"], *project["license-files"]} <= copied()


def test_nothing_after_the_packages_is_done_as_root():
    assert DOCKERFILE.index("USER bot") < DOCKERFILE.index("realtimekit meeting")
