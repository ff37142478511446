"""Which proxy leads to a host: what the user gives, or what the environment says of it."""

from functools import lru_cache, partial
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from realtimekit_async.checks import is_loopback, is_web_address
from realtimekit_async.errors import ConfigurationError
from realtimekit_async.secret import SecretStr, secret


def chosen_proxy(proxy: str | None, base_url: str) -> SecretStr | None:
    """Return the proxy's URL, or None: "" means none, None means what the environment says now.

    Raises ConfigurationError without showing the URL: it may hold a password.
    """
    proxy = _environment_proxy(base_url) if proxy is None else SecretStr(proxy)
    if not proxy:
        return None
    if not is_web_address(proxy):
        raise ConfigurationError('proxy (or HTTPS_PROXY) is an http or https URL; proxy="" means none')
    return proxy


def _environment_proxy(base_url: str) -> SecretStr | None:
    """Read HTTPS_PROXY, HTTP_PROXY and NO_PROXY for the one host this client talks to, never for this machine."""
    parts = urlsplit(base_url)
    if is_loopback(parts.hostname or "") or proxy_bypass(parts.netloc):
        return None
    return secret(getproxies().get(parts.scheme))


_HOSTS = 128


class FilesProxy:
    """Says which proxy leads to a file: the client's own, or what the environment says of that host.

    The environment is asked once for each host: reading all of it costs more than half of what a small file does.
    """

    def __init__(self, own: SecretStr | None) -> None:
        self._own = own
        self._of_host = lru_cache(_HOSTS)(partial(chosen_proxy, None))

    def __call__(self, url: str, /) -> SecretStr | None:
        """Return the proxy's URL, or None."""
        if self._own is not None:
            return self._own or None
        parts = urlsplit(url)
        return self._of_host(f"{parts.scheme}://{parts.netloc}")
