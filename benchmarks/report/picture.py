"""The picture of the results: bars as SVG, readable on a light and on a dark page. Pure."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from .request import cell
from .targets import Results
from .writing import number

WIDTH, MARGIN, NAME, BAR, LINE = 860, 28, 268, 380, 30
ROWS = 100
CPU_NOTE = "shorter is better; × says how many times the CPU of aiohttp + msgspec written by hand"
STYLE = """
text { font: 15px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #24292f }
.title { font-size: 18px; font-weight: 600 }
.note { font-size: 13px; fill: #57606a }
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


class Bar(NamedTuple):
    """One bar: its name, its length, what stands behind it."""

    name: str
    length: float
    figure: str
    beside: str
    ours: bool = False


def svg(results: Results) -> str:
    """Draw the picture."""
    cpu, walks = list(_cpu(results)), list(_walks(results))
    second = 112 + LINE * len(cpu)
    height = second + 72 + LINE * len(walks) + 16
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    latency = results["lists"]["latency"] * 1e3
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>{escape(_said(cpu))}</title>",
        f"<style>{STYLE}</style>",
        f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>',
        *_panel(f"CPU to fetch one page of {ROWS} meetings", CPU_NOTE, 40, cpu),
        *_panel(
            f"Time to stream a list of {results['lists']['pages']} pages",
            f"each answered after {latency:.0f} ms; with the memory of the whole process",
            second + 4,
            walks,
        ),
        f'<text class="note" x="{MARGIN}" y="{height - 18}">{escape(_where(results))}</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _panel(title: str, note: str, top: int, bars: Sequence[Bar]) -> Iterator[str]:
    yield f'<text class="title" x="{MARGIN}" y="{top}">{escape(title)}</text>'
    yield f'<text class="note" x="{MARGIN}" y="{top + 20}">{escape(note)}</text>'
    longest = max(bar.length for bar in bars)
    for place, bar in enumerate(bars):
        y, kind = top + 36 + LINE * place, " ours" if bar.ours else ""
        width = max(BAR * bar.length / longest, 2)
        x = MARGIN + NAME
        yield f'<text class="name{kind}" x="{x - 12}" y="{y + 16}" text-anchor="end">{escape(bar.name)}</text>'
        yield f'<rect class="bar{kind}" x="{x}" y="{y}" width="{width:.1f}" height="22" rx="3"/>'
        yield f'<text class="value{kind}" x="{x + width + 10:.1f}" y="{y + 16}">{escape(bar.figure)}'
        yield f'<tspan class="note" dx="12">{escape(bar.beside)}</tspan></text>'


def _cpu(results: Results) -> Iterator[Bar]:
    named = {
        "ours": "realtimekit_async",
        "aiohttp+msgspec": "aiohttp + msgspec by hand",
        "aiohttp+json": "aiohttp + json",
        "httpx+json": "httpx + json",
        "sdk-aiohttp": "official SDK, on aiohttp",
        "sdk": "official SDK",
    }
    for key, name in named.items():
        figures = cell(results, key, ROWS)
        ratio = f"{number(figures['ratio'])} ×"
        yield Bar(name, figures["cpu_us"], ratio, _time(figures["cpu_us"]), ours=key == "ours")


def _walks(results: Results) -> Iterator[Bar]:
    named = {
        "ours-prefetch": "realtimekit_async, prefetch(8)",
        "ours": "realtimekit_async, one by one",
        "sdk": "official SDK, in a loop",
    }
    for key, name in named.items():
        walk = results["lists"]["walks"][key]
        yield Bar(name, walk["last"], f"{walk['last']:.1f} s", f"{walk['rss_peak']:.0f} MB", ours=key != "sdk")


def _time(microseconds: float) -> str:
    return f"{microseconds / 1e3:.1f} ms" if microseconds >= 1000 else f"{microseconds:.0f} µs"  # noqa: PLR2004


def _said(bars: Sequence[Bar]) -> str:
    return f"CPU to fetch one page of {ROWS} meetings: " + ", ".join(f"{bar.name} {bar.figure}" for bar in bars)


def _where(results: Results) -> str:
    versions, machine = results["versions"], results["machine"]
    named = ", ".join(f"{name} {versions[name]}" for name in ("aiohttp", "msgspec", "cloudflare", "httpx"))
    return f"{versions['python']}, {named}; {machine['cores']} cores of {machine['cpu']}, loopback"
