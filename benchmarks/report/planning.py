"""What planning an archive takes. Pure."""

from .targets import Results, Section, Target, at
from .writing import table


def _planning(results: Results) -> str:
    many, night = results["planning"]["many"], results["planning"]["night"]
    units = table(
        ["units planned", "CPU", "memory after a tenth", "at the end"],
        [
            [
                f"{many['units']:,.0f}",
                f"{many['cpu']:.2f} s",
                f"{many['mb_after_a_tenth']:.1f} MB",
                f"{many['mb']:.1f} MB",
            ]
        ],
    )
    nights = table(
        [f"a night of {night['sessions']} sessions", "CPU to plan it"],
        [
            ["over an empty store", f"{night['empty_cpu'] * 1e3:.0f} ms"],
            [f"over {night['manifests']:,} manifests of other nights", f"{night['year_cpu'] * 1e3:.0f} ms"],
        ],
    )
    return f"{units}\n{nights}"


PLANNING = Section(
    "planning",
    _planning,
    (
        Target(
            "memory of ten thousand planned units, above that of a thousand",
            at("planning", "many", "mb_grown"),
            4,
            "MB",
        ),
        Target(
            "CPU to plan a night over a year of manifests, times over none",
            at("planning", "night", "ratio"),
            1.1,
            "×",
        ),
    ),
    title="Planning an archive",
    about=(
        "Units come out of `plan` while lists are walked through; nothing is fetched. The night is planned over "
        "an empty folder and over one with a year of other manifests, taking turns. It does not say what a store "
        "takes that is far away: each session's manifest is asked for by its key, sixteen at once."
    ),
    brief=_planning,
)
