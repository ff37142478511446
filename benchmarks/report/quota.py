"""How much of the quota a busy program can use. Pure."""

from .targets import Results, Section
from .writing import table

NAMES = {"ours": "**realtimekit_async**", "sdk": "official SDK"}


def _quota(results: Results) -> str:
    lines = [
        [
            NAMES[name],
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
    return table(head, lines)


QUOTA = Section(
    "quota",
    _quota,
    title="The quota of a busy program",
    about=(
        "Eight tasks ask as fast as they can over simulated hours, with 1,200 requests in five minutes allowed: "
        "both clients with all their code, above a transport that asks the emulator's limiter. It does not say "
        "how much CPU that takes."
    ),
    brief=_quota,
)
