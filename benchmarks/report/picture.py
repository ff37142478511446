"""The picture of the results: a row for each job, bars as SVG, readable on a light and on a dark page. Pure."""

from collections.abc import Iterator
from html import escape
from itertools import chain

from .bars import Bar, Job
from .pages import SECTIONS
from .targets import Results

WIDTH, MARGIN, LONGEST = 560, 20, 220
TOP, HEAD, LINE, GAP, FOOT = 84, 30, 22, 18, 46
STYLE = """
text { font: 16px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #24292f }
.title { font-size: 20px; font-weight: 600 }
.job { font-size: 17px; font-weight: 600 }
.note { font-size: 14px; font-weight: 400; fill: #57606a }
.ours { font-weight: 600 }
rect.card { fill: #ffffff; stroke: #d0d7de }
rect.bar { fill: #afb8c1 }
rect.bar.ours { fill: #f38020 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .note { fill: #9198a1 }
  rect.card { fill: #0d1117; stroke: #3d444d }
  rect.bar { fill: #545d68 }
}
""".strip()


def svg(results: Results) -> str:
    """Draw the picture of what was measured."""
    jobs = [*chain.from_iterable(section.jobs(results) for section in SECTIONS if section.part in results)]
    tops = [TOP]
    for job in jobs:
        tops.append(tops[-1] + HEAD + LINE * len(job.bars) + GAP)
    height = tops[-1] + FOOT - GAP
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>{escape('; '.join(map(_said, jobs)))}</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>',
        *_head(),
        *chain.from_iterable(map(_row, jobs, tops)),
        f'<text class="note" x="{MARGIN}" y="{height - 14}">{escape(_where(results))}</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _head() -> Iterator[str]:
    yield f'<text class="title" x="{MARGIN}" y="36">What a job takes</text>'
    yield f'<rect class="bar ours" x="{MARGIN}" y="50" width="14" height="14" rx="3"/>'
    yield f'<text class="note" x="{MARGIN + 20}" y="62">realtimekit_async</text>'
    yield f'<rect class="bar" x="{MARGIN + 166}" y="50" width="14" height="14" rx="3"/>'
    yield (f'<text class="note" x="{MARGIN + 186}" y="62">what one would use instead · shorter is better</text>')


def _row(job: Job, top: int) -> Iterator[str]:
    yield f'<text class="job" x="{MARGIN}" y="{top + 20}">{escape(job.title)}'
    yield f'<tspan class="note" dx="10">{escape(job.measure)}</tspan></text>'
    longest = max(bar.length for bar in job.bars)
    for place, bar in enumerate(job.bars):
        yield from _bar(bar, max(LONGEST * bar.length / longest, 2), top + HEAD + LINE * place)


def _bar(bar: Bar, width: float, y: int) -> Iterator[str]:
    kind = " ours" if bar.ours else ""
    yield f'<rect class="bar{kind}" x="{MARGIN}" y="{y}" width="{width:.1f}" height="16" rx="3"/>'
    yield f'<text class="value{kind}" x="{MARGIN + width + 8:.1f}" y="{y + 14}">{escape(bar.figure)}'
    yield f'<tspan class="note" dx="8">{escape(bar.name)}</tspan></text>'


def _said(job: Job) -> str:
    return f"{job.title}, {job.measure}: " + ", ".join(f"{bar.name} {bar.figure}" for bar in job.bars)


def _where(results: Results) -> str:
    versions, machine = results["versions"], results["machine"]
    return f"{versions['python']}, {machine['cores']} cores of {_plain(machine['cpu'])}, loopback"


def _plain(name: str) -> str:
    """Return the name of a processor without what marks it as one's property."""
    return name.replace("(R)", "").replace("(TM)", "")
