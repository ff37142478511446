"""Cloudflare's SDK on this machine: fetched at one version, checked, and kept in the user's cache.

It is no part of this package: `realtimekit meeting install-sdk` or `install()` fetches it from the npm registry of
this machine's settings. It is Cloudflare's, under the Apache licence 2.0.
"""

import asyncio
import base64
import hashlib
import os
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

from realtimekit_async.errors import ConfigurationError

from .errors import SdkNotFetched, SdkNotInstalled, SdkNotTrusted
from .registry import chosen_registry, fetch

NAME = "@cloudflare/realtimekit"
VERSION = "2.0.2"
FILE_VARIABLE = "REALTIMEKIT_SDK"
MOST_BYTES = 32 * 1024 * 1024

_TARBALL_SHA512 = "tetGFcwlq9QAf4sSyLOJriChgZKoImKphC/JiOCJ9U/B+h2onJ8lYJzdwQTVAb9YnAImtiN3I/eYs2IxHer3fQ=="
_BUNDLE_SHA256 = "e3bcd6ba788c8b67db6f0ec6f811c3da28af969f8f90db646cd7d5a7013ccd2f"
_BUNDLE = "browser.js"
_MEMBERS = {"LICENSE.txt": "package/LICENSE.txt", _BUNDLE: "package/dist/browser.js"}
"""What is kept, the bundle last: that it is there says that all is there."""
_INSTALL = "`realtimekit meeting install-sdk` fetches it"


def installed_bundle() -> Path:
    """Return where the SDK is kept on this machine, whether it is there or not."""
    if sys.platform == "darwin":
        cache = Path.home() / "Library" / "Caches"
    else:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "realtimekit-async" / "sdk" / VERSION / _BUNDLE


def read_bundle(given: str | os.PathLike[str] | None = None) -> bytes:
    """Return the SDK: a given file, that of `REALTIMEKIT_SDK`, or what was installed.

    Raises SdkNotInstalled if there is none, and SdkNotTrusted if what was installed has been changed. A file that
    was named is not compared with the pinned version: what it lacks is told when a meeting is opened.
    """
    named = os.environ.get(FILE_VARIABLE) if given is None else os.fspath(given)
    path = Path(named) if named else installed_bundle()
    try:
        bundle = path.read_bytes()
    except OSError as error:
        missing = f"the SDK {NAME} {VERSION} is not on this machine: {path}: {error.strerror}"
        raise SdkNotInstalled(f"{missing}; {_INSTALL}") from None
    if not named and not _is_the_bundle(bundle):
        raise SdkNotTrusted(f"{path} is not the bundle of {NAME} {VERSION}; {_INSTALL} again")
    return bundle


async def install(*, tarball: str | os.PathLike[str] | None = None, registry: str | None = None) -> Path:
    """Fetch the SDK into the user's cache, unless it is there, and return the path of its bundle.

    Args:
        tarball: A file that `npm pack @cloudflare/realtimekit@2.0.2` has written, instead of fetching one.
        registry: The npm registry to ask; else the one that npm would: of `.npmrc`, of `NPM_CONFIG_REGISTRY`, or
            what `npm config get registry` answers. A token of `.npmrc` is sent to its own registry only.

    Raises:
        SdkNotFetched: The registry did not give it, or none is known; the message says what to do.
        SdkNotTrusted: What came is not what is pinned; nothing was kept.
    """
    bundle = installed_bundle()
    if await asyncio.to_thread(_is_installed, bundle):
        return bundle
    if tarball is not None:
        data = await asyncio.to_thread(_read_tarball, tarball)
    else:
        data = await fetch(await chosen_registry(NAME, registry), NAME, VERSION, most_bytes=MOST_BYTES)
    await asyncio.to_thread(_keep, data, bundle.parent)
    return bundle


def _is_the_bundle(data: bytes) -> bool:
    return hashlib.sha256(data).hexdigest() == _BUNDLE_SHA256


def _is_installed(bundle: Path) -> bool:
    try:
        return _is_the_bundle(bundle.read_bytes())
    except OSError:
        return False


def _read_tarball(path: str | os.PathLike[str]) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ConfigurationError(f"tarball cannot be read: {error.strerror}: {os.fspath(path)}") from None


def _keep(data: bytes, folder: Path) -> None:
    """Check a tarball, and write what is needed of it, each file whole or not at all."""
    contents = _unpacked(data)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            _write_whole(folder / name, content)
    except OSError as error:
        raise SdkNotFetched(f"the SDK cannot be kept in {folder}: {error.strerror}") from error


def _unpacked(data: bytes) -> dict[str, bytes]:
    # Nothing is unpacked before its hash is right: what a stranger wrote is not even read.
    if base64.b64encode(hashlib.sha512(data).digest()).decode() != _TARBALL_SHA512:
        raise SdkNotTrusted(
            f"these {len(data):,} bytes are not {NAME} {VERSION}: their hash is another. Nothing was kept"
        )
    with tarfile.open(fileobj=BytesIO(data), mode="r:gz") as tar:
        contents = {name: _member(tar, member) for name, member in _MEMBERS.items()}
    if not _is_the_bundle(contents[_BUNDLE]):
        raise SdkNotTrusted(f"the tarball of {NAME} {VERSION} holds another bundle. Nothing was kept")
    return contents


def _member(tar: tarfile.TarFile, name: str) -> bytes:
    """Return one file by its name: no path of the archive's own is ever written to."""
    file = tar.extractfile(name)
    return b"" if file is None else file.read()


def _write_whole(path: Path, content: bytes) -> None:
    descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
