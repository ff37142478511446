"""Where webhooks may go: to this machine and its network, so that no test ever calls somebody's real service."""

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

# Names that are never public: RFC 6761, RFC 6762, RFC 9476 and what containers call their host.
LOCAL_ENDINGS = (".localhost", ".test", ".local", ".internal", ".alt", ".lan")


def host_of(url: str) -> str:
    """Return the host of a URL of http or https; raises ValueError for anything else."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is no URL of http or https")
    return parts.hostname


def why_not(url: str, hosts: Collection[str]) -> str | None:
    """Return why nothing is sent to a URL, or None if it may be; `hosts` are public ones that are allowed."""
    try:
        host = host_of(url)
    except ValueError as error:
        return str(error)
    if host in hosts or _is_local(host):
        return None
    return f"{host} is a public host: Emulator(webhook_hosts=[{host!r}]) allows it"


def _is_local(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(LOCAL_ENDINGS)
