"""What installs a missing extra, by how the package itself was installed: out of an index, a wheel, a checkout."""

import shlex
from json import loads
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from importlib.metadata import Distribution

_PACKAGE = "realtimekit-async"


def installing(extras: str, installed: "Distribution | None" = None) -> str:
    """Return the command that adds extras, such as `cli,webhooks`, to the package as it is installed."""
    from importlib.metadata import PackageNotFoundError, distribution  # noqa: PLC0415 - only a mistake pays for it

    if installed is None:
        try:
            installed = distribution(_PACKAGE)
        except PackageNotFoundError:  # a checkout on the path, which nobody has installed
            return f"pip install {_of_folder(Path(__file__).parents[1], extras, editable=True)}"
    installer = "uv pip install" if (installed.read_text("INSTALLER") or "").strip() == "uv" else "pip install"
    return f"{installer} {_what(loads(installed.read_text('direct_url.json') or '{}'), extras)}"


def needing(what: str, extra: str) -> str:
    """Return the text of an error: what needs an extra that is not there, and the command that adds it."""
    return f"{what} needs the extra `{extra}`: {installing(extra)}"


def _what(origin: dict[str, Any], extras: str) -> str:
    """Write what pip installs, by where the package came from."""
    url = str(origin.get("url", ""))
    if "dir_info" in origin:
        from urllib.request import url2pathname  # noqa: PLC0415 - as above

        folder = Path(url2pathname(urlsplit(url).path))
        return _of_folder(folder, extras, editable=bool(origin["dir_info"].get("editable")))
    named = f"{_PACKAGE}[{extras}]"
    if "vcs_info" in origin:
        vcs = origin["vcs_info"]
        return shlex.quote(f"{named} @ {vcs['vcs']}+{url}@{vcs['commit_id']}")
    return shlex.quote(f"{named} @ {url}" if url else named)


def _of_folder(folder: Path, extras: str, *, editable: bool) -> str:
    return ("-e " if editable else "") + shlex.quote(f"{folder}[{extras}]")
