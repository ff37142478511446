"""Who may steer: programs on this machine, and the emulator's own page; no other page of the web."""

import re
from ipaddress import ip_address

from aiohttp import web

_AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[\w.-]+)(:[0-9]{1,5})?", re.ASCII)
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def why_not(http: web.BaseRequest, listening_on: str) -> str | None:
    """Return why a request may not steer, or None if it may.

    A page of the web can send requests here, under a name of its own that leads to this machine, too. Its browser
    says so in `Host` and `Origin`.
    """
    authority = http.headers.get("Host", "")
    host = _host_of(authority)
    if host is None or not _is_ours(host, listening_on):
        return f"Host: {authority!r} is not this emulator; use {listening_on}, localhost or an address"
    origin = http.headers.get("Origin")
    if origin is not None and origin != f"http://{authority}":
        return f"Origin: a page of {origin!r} may not steer the emulator"
    if http.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return "Sec-Fetch-Site: a page of another site may not steer the emulator"
    return None


def _host_of(authority: str) -> str | None:
    """Return the host of `host:port`; None for what is anything else, such as `host@127.0.0.1`."""
    match = _AUTHORITY.fullmatch(authority)
    return match and match["host"].strip("[]").lower()


def _is_ours(host: str, listening_on: str) -> bool:
    """Return whether a host is how this emulator is reached: beyond loopback also by addresses and bare names."""
    if host in (*LOOPBACK, listening_on):
        return True
    return listening_on not in LOOPBACK and (_is_address(host) or "." not in host)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
