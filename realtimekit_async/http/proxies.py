"""Which proxy leads to a host: what the user gives, or what the environment says of it."""

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from realtimekit_async.checks import is_loopback, url_parts
from realtimekit_async.errors import ConfigurationError
from realtimekit_async.secret import Secret


def chosen_proxy(proxy: str | None, base_url: str) -> str | None:
    """Give the proxy's URL, or None: "" means none, None means what the environment says now.

    Raises ConfigurationError without showing the URL: it may hold a password.
    """
    if proxy is None:
        proxy = _environment_proxy(base_url)
    if not proxy:
        return None
    if url_parts(proxy) is None:
        del proxy  # a traceback with locals shows this frame, too
        raise ConfigurationError('proxy (or HTTPS_PROXY) is an http or https URL; proxy="" means none')
    return proxy


def _environment_proxy(base_url: str) -> str | None:
    """Read HTTPS_PROXY, HTTP_PROXY and NO_PROXY for the one host this client talks to, never for this machine."""
    parts = urlsplit(base_url)
    if is_loopback(parts.hostname or "") or proxy_bypass(parts.netloc):
        return None
    return getproxies().get(parts.scheme)


class FilesProxy:
    """Says which proxy leads to a file: the client's own, or what the environment says of that host."""

    def __init__(self, own: Secret[str | None]) -> None:
        self._own = own

    def __call__(self, url: str, /) -> str | None:
        """Give the proxy's URL, or None."""
        own = self._own.value
        return chosen_proxy(own, url) if own is None else own or None
