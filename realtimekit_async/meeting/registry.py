"""The npm registry of this machine's settings, and one tarball out of it."""

import asyncio
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import msgspec
from msgspec import Struct, field

from realtimekit_async.checks import is_web_address
from realtimekit_async.errors import ConfigurationError
from realtimekit_async.http.failures import FAILED, translated
from realtimekit_async.http.proxies import chosen_proxy
from realtimekit_async.secret import SecretDict, SecretStr
from realtimekit_async.wire.bodies import read_at_most
from realtimekit_async.wire.documents import decode_json

from .errors import SdkNotFetched, SdkNotTrusted

_ANSWER_WITHIN = 120.0
_BYTES_WITHIN = 30.0
_NPM_WITHIN = 20.0
_MOST_MANIFEST = 4 * 1024 * 1024
_OK, _NOT_FOUND = 200, 404
_ASK_FOR_REGISTRY = "no npm registry is set up on this machine: give `--registry URL`, or a tarball of `npm pack`"
_VARIABLE = re.compile(r"\$\{(\w+)\}")


class Registry(Struct, frozen=True):
    """A registry's URL without a slash at its end, and the token for it."""

    url: str
    token: SecretStr | None = None

    def headers_for(self, url: str) -> SecretDict[str]:
        """Return the headers of a request: the token goes to the registry's own origin only."""
        if self.token is None or _origin(url) != _origin(self.url):
            return SecretDict()
        return SecretDict({"Authorization": f"Bearer {self.token}"})


class _Dist(Struct):
    tarball: str = ""


class _Manifest(Struct):
    dist: _Dist = field(default_factory=_Dist)


async def chosen_registry(package: str, given: str | None) -> Registry:
    """Return the registry that npm would ask for a package; raises SdkNotFetched if none is known."""
    settings = read_npmrc(npmrc_files())
    url = given or registry_of(package, settings, os.environ) or await _ask_npm()
    if not url:
        raise SdkNotFetched(_ASK_FOR_REGISTRY)
    if not is_web_address(url):
        raise ConfigurationError("registry is an http or https URL")
    url = url.rstrip("/")
    return Registry(url, _token_for(url, settings))


def npmrc_files() -> list[Path]:
    """Return the files that npm reads, the one that counts first."""
    own = os.environ.get("NPM_CONFIG_USERCONFIG")
    return [Path.cwd() / ".npmrc", Path(own) if own else Path.home() / ".npmrc"]


def read_npmrc(files: Sequence[Path], environ: Mapping[str, str] = os.environ) -> dict[str, SecretStr]:
    """Return the settings of these files, `${NAME}` replaced by the environment; what stands first counts."""
    settings: dict[str, SecretStr] = {}
    for file in files:
        with suppress(OSError, UnicodeDecodeError):
            for line in file.read_text(encoding="utf-8").splitlines():
                name, sign, value = line.partition("=")
                if sign and not line.lstrip().startswith(("#", ";")):
                    value = _VARIABLE.sub(
                        lambda found: environ.get(found[1], found[0]), value.strip().strip("\"'")
                    )
                    settings.setdefault(name.strip(), SecretStr(value))
    return settings


def registry_of(package: str, settings: Mapping[str, str], environ: Mapping[str, str]) -> str:
    """Return the registry that settings and environment name for a package, the scope's own first, or ""."""
    scope = package.partition("/")[0]
    variable = environ.get("NPM_CONFIG_REGISTRY") or environ.get("npm_config_registry")
    return settings.get(f"{scope}:registry") or variable or settings.get("registry") or ""


async def fetch(registry: Registry, package: str, version: str, *, most_bytes: int) -> bytes:
    """Return the tarball of a package; raises SdkNotFetched, or SdkNotTrusted if it is longer than that."""
    file = f"{package.rpartition('/')[2]}-{version}.tgz"
    url = f"{registry.url}/{package}/-/{file}"
    try:
        async with aiohttp.ClientSession(timeout=_timeout(), cookie_jar=aiohttp.DummyCookieJar()) as http:
            data = await _get(http, registry, url, most_bytes)
            if data is None:  # a registry that keeps its tarballs elsewhere says where
                place = await _tarball_of(
                    http, registry, f"{registry.url}/{package.replace('/', '%2F')}/{version}"
                )
                data = await _get(http, registry, place, most_bytes)
    except FAILED as raised:
        failure = translated(raised, method="GET", path=url)
    else:
        if data is not None:
            return data
        raise _not_fetched(f"{url} is not there", package, version)
    raise _not_fetched(f"{url}: {failure.message}", package, version)


def _timeout() -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=_ANSWER_WITHIN, sock_read=_BYTES_WITHIN)


async def _get(http: aiohttp.ClientSession, registry: Registry, url: str, most_bytes: int) -> bytes | None:
    """Return what stands at a URL, or None if nothing does."""
    if not is_web_address(url):
        return None
    async with http.get(url, headers=registry.headers_for(url), proxy=chosen_proxy(None, url)) as response:
        if response.status == _NOT_FOUND:
            return None
        if response.status != _OK:
            raise SdkNotFetched(f"{url} answers {response.status}; a token for it belongs into .npmrc")
        data = await read_at_most(response.content.iter_any(), most_bytes)
    if data is None:
        raise SdkNotTrusted(f"{url} gives more than {most_bytes:,} bytes. Nothing was kept")
    return data


async def _tarball_of(http: aiohttp.ClientSession, registry: Registry, url: str) -> str:
    """Return where a version's tarball lies, or "" if the registry does not know it."""
    manifest = await _get(http, registry, url, _MOST_MANIFEST)
    try:
        return "" if manifest is None else decode_json(manifest, _Manifest)[0].dist.tarball
    except (msgspec.DecodeError, RecursionError):
        return ""


def _not_fetched(what: str, package: str, version: str) -> SdkNotFetched:
    return SdkNotFetched(
        f"{what}. `npm pack {package}@{version}` and `realtimekit meeting install-sdk FILE` do the same by hand"
    )


def _token_for(url: str, settings: Mapping[str, str]) -> SecretStr | None:
    """Return the token that npm would send: that of the longest path which the registry lies in."""
    place = url.partition(":")[2]
    while place.strip("/"):
        for name in (f"{place}/:_authToken", f"{place}:_authToken"):
            if name in settings:
                return SecretStr(settings[name])
        place = place.rpartition("/")[0]
    return None


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


async def _ask_npm() -> str:
    """Return what npm itself says, or "" without npm."""
    npm = shutil.which("npm")
    if npm is None:
        return ""
    process = await asyncio.create_subprocess_exec(
        npm, "config", "get", "registry", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(_NPM_WITHIN):
            said, _ = await process.communicate()
    except TimeoutError:
        return ""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return said.decode(errors="replace").strip()
