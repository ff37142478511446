"""What a promise is, and a section of the report that holds some. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Results = Mapping[str, Any]


class Target(NamedTuple):
    """One promise: the figure, and the limit it stays below, or reaches."""

    title: str
    figure: Callable[[Results], float]
    limit: float
    unit: str
    at_least: bool = False
    reason: str = ""
    """Why it is missed, and what shows that; shown only while it is missed."""

    def met(self, results: Results) -> bool:
        """Tell whether the figure is as promised."""
        figure = self.figure(results)
        return figure >= self.limit if self.at_least else figure <= self.limit


class Section(NamedTuple):
    """What is shown of one part: its tables, and what is promised of its figures."""

    part: str
    tables: Callable[[Results], str]
    targets: tuple[Target, ...] = ()


def at(*keys: str) -> Callable[[Results], float]:
    """Return what looks a figure up by its keys."""

    def figure(results: Results) -> float:
        value: Any = results
        for key in keys:
            value = value[key]
        return float(value)

    return figure
