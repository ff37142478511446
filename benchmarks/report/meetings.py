"""Meeting objects: on the emulator, many of them, and in a browser with Cloudflare's SDK. Pure."""

from typing import NamedTuple

from .targets import Results, Section, Target, at
from .writing import number, table

_OTHER_WORK = (
    "a browser takes both cores: on a machine with other work its times grow by as much; memory and ratios do not"
)
_PICTURES = (
    "rows with pictures take 7.6 of 8.4 s, all others 0.8 s: the stand-in waits for the first picture of each "
    "track, 0.4 s of Chromium's camera and 0.2 s of a screen with five a second. Tried: sixty pictures a second "
    "of the camera, and addresses without mDNS, both without effect"
)


_THREE_PROCESSES = (
    "a call goes through Chromium's network process to that of the page and back, which is three quarters of its "
    "time. An echo of aiohttp answers on the caller's own loop, in 0.03 to 0.04 ms. Of the rest one half is "
    "sending and one half receiving. Tried: the network service inside of the browser's process (a tenth slower), "
    "no throttling of pages in the background (no effect), uvloop (a tenth faster, and whoever wants it has it)"
)


class Promised(NamedTuple):
    """A figure, and what this library promises itself of it on two quiet cores."""

    host: str
    key: str
    title: str
    limit: float
    unit: str
    at_least: bool = False
    reason: str = ""
    profile: str = ""


PROMISED = (
    Promised("emulator", "chain_ms", "emulator: two join, chat, vote, one is kicked", 100, "ms"),
    Promised("emulator", "contract_s", "emulator: the 63 names of the vendor's documents checked", 0.2, "s"),
    Promised("emulator", "events", "emulator: events, said → handler", 30_000, "/s", at_least=True),
    Promised("emulator", "decoding", "events, decoding alone", 250_000, "/s", at_least=True),
    Promised("browser", "open_s", "open: browser, page, SDK", 0.6, "s", reason=_OTHER_WORK),
    Promised("browser", "further_s", "open: a further meeting of a browser", 0.25, "s", reason=_OTHER_WORK),
    Promised("browser", "memory_mib", "memory of one meeting in a browser, proportional", 250, "MiB"),
    Promised("browser", "memory_more_mib", "memory of each more", 25, "MiB"),
    Promised(
        "browser",
        "call_ms",
        "a call, Python → page → Python",
        0.25,
        "ms",
        reason=_THREE_PROCESSES,
        profile="browser-call",
    ),
    Promised(
        "browser",
        "call_ratio",
        "a call, times an echo of aiohttp",
        8,
        "×",
        reason=_THREE_PROCESSES,
        profile="browser-call",
    ),
    Promised(
        "browser", "events", "events, SDK → handler, median", 60_000, "/s", at_least=True, reason=_OTHER_WORK
    ),
    Promised(
        "browser", "events_best", "events, SDK → handler, best", 90_000, "/s", at_least=True, reason=_OTHER_WORK
    ),
    Promised("browser", "share_percent", "Python at 1,000 events a second, of a core", 5, "%"),
    Promised("browser", "dropped", "events dropped", 0, ""),
    Promised("browser", "heard_ms", "sound, written → heard", 50, "ms"),
    Promised("browser", "lost_ms", "page killed → HostLost", 100, "ms"),
    Promised(
        "browser",
        "contract_s",
        "browser, stand-in: the 63 names checked",
        3,
        "s",
        reason=_PICTURES,
        profile="browser-contract",
    ),
)


def _figures(results: Results) -> str:
    found = results["meetings"]
    lines = [
        [each.title, f"{number(found[each.host][each.key])} {each.unit}"]
        for each in PROMISED
        if each.key in found.get(each.host, {})
    ]
    objects = [
        [f"{int(count):,} in a process, on the emulator: memory", f"{number(megabytes)} MB"]
        for count, megabytes in found["memory"].items()
    ]
    return table(["", ""], [*lines, *objects])


def _target(each: Promised) -> Target:
    figure = at("meetings", each.host, each.key)
    return Target(each.title, figure, each.limit, each.unit, each.at_least, each.reason, each.profile)


MEETINGS = Section(
    "meetings",
    _figures,
    tuple(map(_target, PROMISED)),
    title="Meeting objects",
    about=(
        "On the emulator, whose seats are other objects of the same process; and as a page in headless Chromium "
        "with Cloudflare's SDK, offline, for it can do all that needs no others. Without a browser or the SDK "
        "(`realtimekit meeting install-sdk`) the emulator's figures alone. It says nothing of a live meeting."
    ),
    brief=_figures,
)
