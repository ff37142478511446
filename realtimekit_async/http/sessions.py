"""The aiohttp sessions of a client: how they are opened for the API, and for the hosts that files lie on."""

import platform
from collections.abc import Mapping
from math import inf

import aiohttp

from realtimekit_async._version import __version__
from realtimekit_async.checks import checked_header
from realtimekit_async.secret import SecretDict, SecretStr

from .connector import FreshConnector
from .pool import send_once

_DEFAULT_CONNECTIONS = 100


def connections_of(http: aiohttp.ClientSession | None, max_connections: int | None) -> float:
    """Return how many requests may be in flight: what was asked for, or what a caller's connector allows."""
    if http is None:
        return max_connections or _DEFAULT_CONNECTIONS
    if http.connector is None:
        return inf
    # All calls go to one host, whichever of the two limits it meets first.
    return min(http.connector.limit or inf, http.connector.limit_per_host or inf)


def request_headers(user_agent: str | None) -> dict[str, str]:
    """Return the headers of every request; they hide what is added to them."""
    ours = f"realtimekit-async/{__version__} aiohttp/{aiohttp.__version__} python/{platform.python_version()}"
    theirs = "" if user_agent is None else checked_header("user_agent", user_agent) + " "
    return SecretDict({"Accept": "application/json", "User-Agent": theirs + ours})


def open_for_api(headers: Mapping[str, str], proxy: SecretStr | None) -> aiohttp.ClientSession:
    """Open a session for the API."""
    # Bearer tokens need no cookies, and an edge that sets two on every answer would double the cost of a call.
    return aiohttp.ClientSession(
        connector=FreshConnector(),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers=headers,
        middlewares=(send_once,),
        proxy=proxy,
    )


def open_for_files(http: aiohttp.ClientSession | None) -> aiohttp.ClientSession:
    """Open a session for the hosts that files lie on: no token, no cookie, and none of the caller's headers.

    A caller's own session lends its connector, for that knows the certificates.
    """
    lent = None if http is None else http.connector
    return aiohttp.ClientSession(
        connector=lent or FreshConnector(),
        connector_owner=lent is None,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": request_headers(None)["User-Agent"]},
        requote_redirect_url=False,
        middlewares=(send_once,),
    )
