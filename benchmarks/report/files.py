"""Large files: downloads beside bare aiohttp, and rows of a transcript. Pure."""

from .targets import Results, Section, Target, at
from .writing import table

NAMES = {
    "ours": "**`recordings.download`**",
    "bare": "bare aiohttp to disk, no resuming, no check",
    "lines": "**`transcript.lines()`**, rows of a CSV",
}


def _files(results: Results) -> str:
    found = results["files"]
    lines = [
        [name, f"{each['mb_per_cpu_second']:,} MB", f"{each['mb_per_second']:,} MB", f"{each['mb']:.0f} MB"]
        for name, each in ((name, found[key]) for key, name in NAMES.items())
    ]
    return table([f"{found['megabytes']:,} MiB", "a second of CPU", "a second by the clock", "peak memory"], lines)


FILES = Section(
    "files",
    _files,
    (Target("memory while it is downloaded", at("files", "ours", "mb"), 70, "MB"),),
    title="Large files",
    about=(
        "The emulator serves from a process of its own, each measurement runs in a fresh one; they take turns. "
        "It does not say what a network or TLS takes, nor a download that breaks off and goes on."
    ),
    brief=_files,
)
