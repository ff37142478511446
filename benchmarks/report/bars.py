"""What the picture shows of a part: a job, and a bar for each way to do it. Pure."""

from typing import NamedTuple


class Bar(NamedTuple):
    """One way to do a job."""

    name: str
    length: float
    figure: str
    """The length as it is read, with its unit."""
    ours: bool = False


class Job(NamedTuple):
    """One row of the picture; its bars have a scale of their own, and title and measure fit into one line."""

    title: str
    measure: str
    """What the bars are of: "time to the last row"."""
    bars: tuple[Bar, ...]
