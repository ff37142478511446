"""The text of the documentation's page and of the README beside this, written from the results. Pure."""

from collections.abc import Iterator

from .agents import AGENTS
from .archive import ARCHIVE
from .emulator import EMULATOR
from .files import FILES
from .lists import LISTS
from .meetings import MEETINGS
from .memory import MEMORY
from .planning import PLANNING
from .quota import QUOTA
from .request import CROWD, INSTRUCTIONS, LOOPBACK, OWN_COST
from .scale import SCALE
from .start import START
from .targets import Results, Section, judged
from .webhooks import WEBHOOKS
from .webhooks_scale import WEBHOOKS_SCALE
from .writing import filled

JOBS = (
    LISTS,
    ARCHIVE,
    WEBHOOKS,
    WEBHOOKS_SCALE,
    AGENTS,
    MEETINGS,
    FILES,
    START,
    MEMORY,
    SCALE,
    PLANNING,
    QUOTA,
    EMULATOR,
)
"""In the order in which people care."""
MICROSCOPE = (LOOPBACK, INSTRUCTIONS, OWN_COST, CROWD)
SECTIONS = (*JOBS, *MICROSCOPE)


def short(results: Results) -> str:
    """Write what the documentation shows."""
    shown = [_brief(section, results) for section in _measured(SECTIONS, results) if section.brief]
    return "\n".join([*shown, promised(results), f"{where(results)}\n"])


def long(results: Results) -> str:
    """Write what benchmarks/README.md shows."""
    microscope = [_whole(section, results) for section in _measured(MICROSCOPE, results)]
    return "\n".join(
        [
            f"{where(results)}\n",
            *(_whole(section, results) for section in _measured(JOBS, results)),
            *(["## A request under the microscope\n", *microscope] if microscope else []),
            promised(results),
        ]
    )


def promised(results: Results) -> str:
    """Write the table of targets."""
    return judged(_measured(SECTIONS, results), results)


def where(results: Results) -> str:
    """Name machine and versions."""
    machine, versions = results["machine"], results["versions"]
    named = ", ".join(f"{name} {version}" for name, version in versions.items() if name != "python")
    quick = "**A quick run: these figures are rough.** " if results["quick"] else ""
    place = f"{machine['cores']} cores of {machine['cpu']}, {machine['system']}"
    return f"{quick}Measured on {place}, {versions['python']}; {named}."


def _measured(sections: tuple[Section, ...], results: Results) -> Iterator[Section]:
    return (section for section in sections if section.part in results)


def _brief(section: Section, results: Results) -> str:
    written = section.brief(results) if section.brief else ""
    return f"## {section.title}\n\n{filled(section.about)}\n\n{written}"


def _whole(section: Section, results: Results) -> str:
    how = filled(f"`python -m benchmarks {section.part}`. {section.about}")
    return f"### {section.title}\n\n{how}\n\n{section.tables(results)}"
