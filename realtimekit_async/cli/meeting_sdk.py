"""`realtimekit meeting check` and `install-sdk`: what a browser needs to take part in a meeting."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import click
from rich.text import Text

from realtimekit_async.log import printable
from realtimekit_async.meeting import Chromium, HostError, Meeting, MeetingError, SdkMismatch, sdk
from realtimekit_async.meeting.hosts.browser import check_system, find_browser
from realtimekit_async.meeting.offline import NO_NETWORK, Offline

from .lines import say
from .run import FAILED, FINE, run
from .terminal import ERR, OUT

_MARKS = {True: ("✓", "bold green"), False: ("✗", "bold red"), None: ("·", "dim")}
_NONE_FOR_ROOT = (
    "Chromium does not run as root with its sandbox: use another user, or --no-sandbox where only you are"
)
_HONESTLY = "not tested: nobody has run this in a live meeting yet; please report what differs"


class Finding(NamedTuple):
    """What was looked at, and whether it is as it should be; None where nobody knows."""

    subject: str
    text: str
    is_right: bool | None


@click.command(short_help="Find out whether this machine can take part in meetings.")
@click.option("--executable", type=click.Path(path_type=Path), help="The browser. [REALTIMEKIT_CHROMIUM]")
@click.option("--no-sandbox", is_flag=True, help="Start the browser without its sandbox, as root must.")
def check(*, executable: Path | None, no_sandbox: bool) -> int:
    """Find out whether this machine can take part in meetings: the browser, its sandbox, Cloudflare's SDK.

    It needs no account and no network. The exit code is 0 if everything is there and works together.
    """
    return run(_check(executable, is_sandboxed=not no_sandbox))


async def _check(executable: Path | None, *, is_sandboxed: bool) -> int:
    code = FINE
    async for subject, text, is_right in findings(executable, is_sandboxed=is_sandboxed):
        say(OUT, Text.assemble(_MARKS[is_right], f" {subject:8} {printable(text)}"), hanging=11)
        if is_right is False:
            code = FAILED
    return code


async def findings(executable: Path | None, *, is_sandboxed: bool) -> AsyncIterator[Finding]:
    """Look at what is needed, one thing after the other; what depends on a missing one is not looked at."""
    can_start = True
    for looked_at in (_browser(executable), _bundle()):
        can_start = can_start and looked_at.is_right is True
        yield looked_at
    if can_start:
        async for together in _together(executable, is_sandboxed=is_sandboxed):
            yield together
    else:
        yield _sandbox(is_sandboxed=is_sandboxed)
    yield Finding("live", _HONESTLY, is_right=None)


def _browser(executable: Path | None) -> Finding:
    try:
        check_system()
        return Finding("browser", find_browser(executable), is_right=True)
    except HostError as error:
        return Finding("browser", str(error), is_right=False)


def _bundle() -> Finding:
    try:
        size = len(sdk.read_bundle())
    except HostError as error:
        return Finding("SDK", str(error), is_right=False)
    return Finding("SDK", f"{sdk.NAME} {sdk.VERSION}, {size:,} bytes", is_right=True)


def _sandbox(*, is_sandboxed: bool) -> Finding:
    """Say what is known of the sandbox where no browser was started."""
    if is_sandboxed and hasattr(os, "geteuid") and os.geteuid() == 0:
        return Finding("sandbox", _NONE_FOR_ROOT, is_right=False)
    return Finding("sandbox", "not tried: the browser is started once all of that is there", is_right=None)


async def _together(executable: Path | None, *, is_sandboxed: bool) -> AsyncIterator[Finding]:
    """Start the browser and open a meeting object that reaches nobody."""
    host = Offline(Chromium(executable=executable, sandbox=is_sandboxed, args=NO_NETWORK))
    started = monotonic()
    try:
        async with Meeting(Offline.token, host=host):
            seconds = monotonic() - started
    except SdkMismatch as error:
        yield Finding("complete", str(error), is_right=False)
    except (HostError, MeetingError) as error:
        yield Finding("started", str(error), is_right=False)
    else:
        sandbox = "in its sandbox" if is_sandboxed else "without a sandbox"
        yield Finding("started", f"browser, page and SDK in {seconds:.1f} s, {sandbox}", is_right=True)
        yield Finding("complete", "all that is called is there", is_right=True)


@click.command(short_help="Fetch Cloudflare's SDK, which a browser takes part with.")
@click.argument("tarball", type=click.Path(path_type=Path), required=False)
@click.option("--registry", metavar="URL", help="The npm registry to ask instead of the one that npm would.")
def install_sdk(tarball: Path | None, registry: str | None) -> int:
    """Fetch Cloudflare's SDK into your cache, at the one version that is known, and check its hash.

    It comes from the registry that npm would ask, or from TARBALL, which
    `npm pack @cloudflare/realtimekit@2.0.2` writes. It is Cloudflare's, under the Apache licence 2.0, and no part
    of this package; it sends telemetry to Cloudflare.
    """
    return run(_install(tarball, registry))


async def _install(tarball: Path | None, registry: str | None) -> int:
    path = await sdk.install(tarball=tarball, registry=registry)
    say(ERR, f"{sdk.NAME} {sdk.VERSION} is there", style="dim")
    OUT.print(Text(str(path)), soft_wrap=True)
    return FINE
