"""Serves the page and the files it consists of, which may load nothing from elsewhere."""

from functools import cache
from importlib.resources import files

from aiohttp import web

PATH = "/"
FOLDER = "/_emulator/page/"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
)
HEADERS = {
    "Content-Security-Policy": "; ".join(DIRECTIVES),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def serve_page(path: str) -> web.Response | None:
    """Answer with a file of the page, or None if there is none under the path."""
    name = "index.html" if path == PATH else path.removeprefix(FOLDER)
    content = _contents().get(name)
    if content is None:
        return None
    kind = TYPES[name[name.rindex(".") :]]
    return web.Response(body=content, content_type=kind, charset="utf-8", headers=HEADERS)


@cache
def _contents() -> dict[str, bytes]:
    """Read the files, when somebody looks for the first time."""
    folder = files(__name__.rpartition(".")[0]).joinpath("static")
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(tuple(TYPES))}
