"""A nightly archive, beside a script that does it once. Pure."""

from .bars import Bar, Job
from .targets import Results, Section, Target, at
from .writing import number, table

PLACES = {"folder": "a folder", "s3": "S3 (moto)"}
_COPY = "`aws s3 cp --recursive` of those from a folder to S3: the transfer alone, its start included"
NAMES = {"ours": "**`archive`**", "plain": "plain asyncio script"}


def _archives(results: Results) -> str:
    found = results["archive"]
    lines = [
        [
            f"{NAMES[name]}, to {where}",
            f"{number(costs['cpu'])} s",
            f"{found[place]['cpu_ratio']:.2f} ×" if name == "ours" else "",
            f"{number(costs['wall'])} s",
            f"{costs['objects']:,.0f}",
            f"{costs['bytes'] / 1e6:,.0f} MB",
        ]
        for place, where in PLACES.items()
        for name, costs in ((name, found[place][name]) for name in NAMES)
    ]
    if (costs := found.get("copy")) is not None:
        size = [f"{costs['objects']:,.0f}", f"{costs['bytes'] / 1e6:,.0f} MB"]
        lines.append([_COPY, f"{number(costs['cpu'])} s", "", f"{number(costs['wall'])} s", *size])
    head = [f"{found['sessions']:,} sessions", "CPU", "× the script", "time", "objects", "size"]
    return table(head, lines)


def _jobs(results: Results) -> tuple[Job, ...]:
    found = results["archive"]["folder"]
    named = {"ours": "archive(rtk, folder)", "plain": "by hand, no retry, no resume"}
    bars = (
        Bar(name, found[key]["wall"], f"{number(found[key]['wall'])} s", ours=key == "ours")
        for key, name in named.items()
    )
    title = f"An archive of {results['archive']['sessions']:,} sessions"
    return (Job(title, "until it is on the disk", tuple(bars)),)


ARCHIVE = Section(
    "archive",
    _archives,
    (
        Target(
            "CPU of an archive to a folder, times the script's", at("archive", "folder", "cpu_ratio"), 2.5, "×"
        ),
        Target("CPU of an archive to S3, times the script's", at("archive", "s3", "cpu_ratio"), 1.7, "×"),
    ),
    title="A nightly archive",
    about=(
        "Recordings, chats, transcripts and summaries of a week, from the emulator into a fresh folder or "
        "prefix. The script is aiohttp, msgspec and, for S3, obstore: the same files, sidecars and manifests, "
        "each on the disk before its manifest; no retry, no resuming, no check of what arrives (ours leaves "
        "exports without rows to the next night). Both take turns, in processes of their own. It does not say "
        "what a network or a real S3 takes, nor a second night, which has little to do."
    ),
    brief=_archives,
    jobs=_jobs,
)
