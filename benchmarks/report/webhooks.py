"""Webhooks: what a delivery costs a server, and how many two processes take. Pure."""

from collections.abc import Iterator

from .bars import Bar, Job
from .targets import Results, Section, Target, at
from .writing import table

NAMES = {"aiohttp": "aiohttp", "asgi": "ASGI, in uvicorn", "fastapi": "FastAPI, in uvicorn"}
LIMITS = {"aiohttp": 1.25, "asgi": 1.35, "fastapi": 0.90}

_SAFETIES = (
    "what is ours of a delivery is spread: a task of its own for the handler 41,000 instructions, the headers "
    "28,000, the mark that tells duplicates 23,000, the window 16,000, parsing 16,000"
)
_FASTAPI = (
    "in instructions, the largest costs are uvicorn with h11 (800,000) and RSA (340,000), for both. FastAPI's "
    "routing and dependencies take 340,000 for ours, with the model of the event 480,000 for the handler beside "
    "it. These 140,000 are less than the 250,000 of what ours does. Tried: a plain Starlette route (137,000 less, "
    "but an application's dependencies would not guard it), and no limit of a body's time (35,000 less)"
)


def _lines(results: Results) -> Iterator[list[str]]:
    for key, name in NAMES.items():
        found = results["webhooks"][key]
        counts = f"{found['count_ratio']:.2f}" if "count_ratio" in found else ""
        yield [
            name,
            f"{found['ours_us']:.0f} µs",
            f"{found['bare_us']:.0f} µs",
            f"{found['ratio']:.2f}",
            counts,
            f"{1e6 / found['ours_us']:,.0f}",
        ]


def _deliveries(results: Results) -> str:
    head = [
        "",
        "CPU of a delivery",
        "a handler that only verifies",
        "×",
        "× by instructions",
        "a second of a core",
    ]
    return table(head, _lines(results))


def _jobs(results: Results) -> tuple[Job, ...]:
    found = results["webhooks"]["aiohttp"]
    named = {"ours_us": "realtimekit_async", "bare_us": "a handler that only verifies"}
    bars = (Bar(name, found[key], f"{found[key]:.0f} µs", ours=key == "ours_us") for key, name in named.items())
    return (Job("A webhook through aiohttp", "CPU of the server, RSA included", tuple(bars)),)


def _target(key: str) -> Target:
    title = f"CPU of a webhook through {NAMES[key]}, times a handler that only verifies"
    return Target(
        title,
        at("webhooks", key, "ratio"),
        LIMITS[key],
        "×",
        reason=_FASTAPI if key == "fastapi" else _SAFETIES,
        profile="webhook-fastapi" if key == "fastapi" else "",
    )


WEBHOOKS = Section(
    "webhooks",
    _deliveries,
    tuple(map(_target, NAMES)),
    title="Webhooks",
    about=(
        "Deliveries with a real RSA signature each, over kept connections to servers in processes of their own, "
        "which take turns; senders sign before the clock runs. Ours is everything on: signature, parsing into "
        "types, duplicates, a bounded body, a handler in the background. The handler beside it verifies the same "
        "signature and does nothing with the event; in FastAPI it declares the event as a model. It does not say "
        "what TLS costs, nor how long a delivery takes."
    ),
    brief=_deliveries,
    jobs=_jobs,
)
