"""Links to files: whether one can be asked, and how it goes out. Pure."""

import re
from urllib.parse import quote, urljoin, urlsplit

from yarl import URL

_NO_PART_OF_A_URL = re.compile(r"[^\x21-\x7e]+")
_LONGEST_HOST, _LONGEST_LABEL = 253, 63
_PLACEHOLDER = "/store/default/"


def leads_to_placeholder(link: str) -> bool:
    """Return whether a link leads to what all sessions share instead of to a file of one."""
    return _PLACEHOLDER in link


def readable_url(link: str) -> URL | None:
    """Return a link as it goes out, or None for what is no URL of http or https that can be asked.

    What is signed stays as it is: no character of it is quoted anew. Only those that no URL can have, such as a
    space or an accented letter, are quoted, as whoever made the link meant them to be.
    """
    text = link.strip(" ")
    try:
        parts = urlsplit(text)
        if (
            not parts.hostname
            or parts.port == 0
            or "\\" in parts.netloc
            or not text.replace(" ", "").isprintable()
        ):
            return None
        host = URL.build(scheme="http", host=parts.hostname).raw_host or ""
        port = "" if parts.port is None else f":{parts.port}"
        netloc = parts.netloc if parts.netloc.isascii() else host + port
        rest = text[len(f"{parts.scheme}://{parts.netloc}") :]
        sent = URL(f"{parts.scheme}://{netloc}{_NO_PART_OF_A_URL.sub(_quoted, rest)}", encoded=True)
    except ValueError:  # brackets without an IPv6 address, a port that is no number or none that exists
        return None
    return sent if parts.scheme in {"http", "https"} and _can_be_looked_up(host) else None


def redirected(link: str, location: str) -> str:
    """Return where a redirect leads, "" if that cannot be made out."""
    try:
        return urljoin(link, location)
    except ValueError:
        return ""


def _quoted(found: "re.Match[str]") -> str:
    return quote(found[0], errors="replace")


def _can_be_looked_up(host: str) -> bool:
    labels = host.removesuffix(".").split(".")
    return len(host) <= _LONGEST_HOST and (
        ":" in host or all(0 < len(label) <= _LONGEST_LABEL for label in labels)
    )
