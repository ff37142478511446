"""What is installed: the version, and what adds an extra to it, by how the package itself came here."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import Distribution
    from pathlib import Path

__version__ = "0.2.0"

_PACKAGE = "realtimekit-async"

# The modules below are imported late: every program knows the version, and only a mistake asks for an extra.


def installing(extras: str, installed: "Distribution | None" = None) -> str:
    """Return the command that adds extras, such as `cli,webhooks`, to the package as it is installed."""
    from importlib.metadata import PackageNotFoundError, distribution  # noqa: PLC0415
    from json import loads  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

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
    import shlex  # noqa: PLC0415

    url = str(origin.get("url", ""))
    if "dir_info" in origin:
        from pathlib import Path  # noqa: PLC0415
        from urllib.parse import urlsplit  # noqa: PLC0415
        from urllib.request import url2pathname  # noqa: PLC0415

        folder = Path(url2pathname(urlsplit(url).path))
        return _of_folder(folder, extras, editable=bool(origin["dir_info"].get("editable")))
    named = f"{_PACKAGE}[{extras}]"
    if "vcs_info" in origin:
        vcs = origin["vcs_info"]
        return shlex.quote(f"{named} @ {vcs['vcs']}+{url}@{vcs['commit_id']}")
    return shlex.quote(f"{named} @ {url}" if url else named)


def _of_folder(folder: "Path", extras: str, *, editable: bool) -> str:
    import shlex  # noqa: PLC0415

    return ("-e " if editable else "") + shlex.quote(f"{folder}[{extras}]")
