"""How much of the quota a busy program can use. Pure."""

from .targets import Results, Section
from .writing import table


def _quota(results: Results) -> str:
    lines = [
        [
            name,
            f"{100 * each['used']:.1f} %",
            f"{each['refused_per_hour']:,}",
            f"{each['failed_calls_per_hour']:,}",
            f"{100 * each['blocked']:.0f} %",
            f"{each['hours']:g}",
        ]
        for name, each in results["quota"].items()
    ]
    head = [
        "",
        "quota used",
        "429s an hour",
        "calls failed an hour",
        "time the token is blocked",
        "hours simulated",
    ]
    return "**quota**, 1,200 requests in five minutes\n\n" + table(head, lines)


QUOTA = Section("quota", _quota)
