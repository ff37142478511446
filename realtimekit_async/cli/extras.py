"""What installs a missing extra, by how the package itself was installed: out of an index, a wheel, a checkout."""

import re
import shlex
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from json import loads
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

_PACKAGE = "realtimekit-async"
_NEEDS = re.compile(rf"(.*) needs (?:an extra|\w+): pip install '{_PACKAGE}\[([\w,]+)\]'", re.DOTALL)


def installing(extras: str, installed: Distribution | None = None) -> str:
    """Return the command that adds extras, such as `cli,webhooks`, to the package as it is installed."""
    if installed is None:
        try:
            installed = distribution(_PACKAGE)
        except PackageNotFoundError:  # a checkout on the path, which nobody has installed
            return f"pip install {_of_folder(Path(__file__).parents[2], extras, editable=True)}"
    installer = "uv pip install" if (installed.read_text("INSTALLER") or "").strip() == "uv" else "pip install"
    return f"{installer} {_what(loads(installed.read_text('direct_url.json') or '{}'), extras)}"


def missing_extra(text: str) -> tuple[str, str] | None:
    """Return what needs an extra and what installs it, apart, if that is what an error of the library says."""
    if found := _NEEDS.fullmatch(text):
        return f"{found[1]} needs the extra `{found[2]}`", installing(f"cli,{found[2]}")
    return None


def _what(origin: dict[str, Any], extras: str) -> str:
    """Write what pip installs, by where the package came from."""
    url = str(origin.get("url", ""))
    if "dir_info" in origin:
        folder = Path(url2pathname(urlsplit(url).path))
        return _of_folder(folder, extras, editable=bool(origin["dir_info"].get("editable")))
    named = f"{_PACKAGE}[{extras}]"
    if "vcs_info" in origin:
        vcs = origin["vcs_info"]
        return shlex.quote(f"{named} @ {vcs['vcs']}+{url}@{vcs['commit_id']}")
    return shlex.quote(f"{named} @ {url}" if url else named)


def _of_folder(folder: Path, extras: str, *, editable: bool) -> str:
    return ("-e " if editable else "") + shlex.quote(f"{folder}[{extras}]")
