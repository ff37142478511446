"""What a promise is, and a section of the report that holds some. Pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from .bars import Job
from .writing import filled, number, table

Results = Mapping[str, Any]


def nothing(_: Results) -> tuple[Job, ...]:
    """Return no row of the picture."""
    return ()


class Target(NamedTuple):
    """One promise: the figure, and the limit it stays below, or reaches."""

    title: str
    figure: Callable[[Results], float]
    limit: float
    unit: str
    at_least: bool = False
    reason: str = ""
    """Why it is missed, and what was tried; shown only while it is missed."""
    profile: str = ""
    """Which file of benchmarks/profiles shows where its time goes."""

    def met(self, results: Results) -> bool:
        """Tell whether the figure is as promised."""
        figure = self.figure(results)
        return figure >= self.limit if self.at_least else figure <= self.limit

    def measured(self, results: Results) -> bool:
        """Tell whether there is a figure: a tool may be missing, and results may be older than the target."""
        try:
            self.figure(results)
        except KeyError:
            return False
        return True


class Section(NamedTuple):
    """What is shown of one part: its tables, its row in the picture, and what is promised of its figures."""

    part: str
    tables: Callable[[Results], str]
    targets: tuple[Target, ...] = ()
    title: str = ""
    about: str = ""
    """How it is measured, and what it does not say."""
    brief: Callable[[Results], str] | None = None
    """The one table that the documentation shows."""
    jobs: Callable[[Results], tuple[Job, ...]] = nothing


def at(*keys: str) -> Callable[[Results], float]:
    """Return what looks a figure up by its keys."""

    def figure(results: Results) -> float:
        value: Any = results
        for key in keys:
            value = value[key]
        return float(value)

    return figure


def judged(sections: Iterable[Section], results: Results) -> str:
    """Write the table of the targets that were measured, and below it the reasons, each of them once."""
    measured = [
        (section.title, target) for section in sections for target in section.targets if target.measured(results)
    ]
    missed = [target for _, target in measured if not target.met(results)]
    reasons = list(dict.fromkeys(_why(target) for target in missed if target.reason))
    lines = [[title, *_line(target, results, reasons)] for title, target in measured]
    notes = "".join(f"{filled(f'{place}. {reason}')}\n" for place, reason in enumerate(reasons, 1))
    head = f"## Targets: {len(measured) - len(missed)} of {len(measured)} met\n\n"
    why = f"\nWhy the others are missed:\n\n{notes}" if notes else ""
    return head + table(["", "", "target", "measured", ""], lines) + why


def _line(target: Target, results: Results, reasons: list[str]) -> list[str]:
    sign = "≥" if target.at_least else "≤"
    note = f" ({reasons.index(_why(target)) + 1})" if _why(target) in reasons else ""
    verdict = "met" if target.met(results) else f"**missed**{note}"
    figure = f"{number(target.figure(results))} {target.unit}".strip()
    return [target.title, f"{sign} {target.limit:g} {target.unit}".strip(), figure, verdict]


def _why(target: Target) -> str:
    return target.reason + (f" (profile: benchmarks/profiles/{target.profile}.txt)" if target.profile else "")
