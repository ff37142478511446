"""The text of the documentation's page and of the README beside this, written from the results. Pure."""

from collections.abc import Iterator

from . import request
from .lists import LISTS
from .quota import QUOTA
from .start import START
from .targets import Results, Section, Target
from .writing import number, table

SECTIONS = (request.LOOPBACK, request.INSTRUCTIONS, request.OWN_COST, LISTS, START, QUOTA)


def short(results: Results) -> str:
    """Write what the documentation shows."""
    promised = [target for section in _measured(results) for target in section.targets]
    met = sum(target.met(results) for target in promised)
    return f"{request.short(results)}\n{where(results)}\n\n## Targets: {met} of {len(promised)} met\n\n" + table(
        ["", "target", "measured", ""], (_target(target, results) for target in promised)
    )


def long(results: Results) -> str:
    """Write what benchmarks/README.md shows."""
    return "\n".join([f"{where(results)}\n", *(section.tables(results) for section in _measured(results))])


def where(results: Results) -> str:
    """Name machine and versions."""
    machine, versions = results["machine"], results["versions"]
    named = ", ".join(f"{name} {version}" for name, version in versions.items() if name != "python")
    quick = "**A quick run: these figures are rough.** " if results["quick"] else ""
    place = f"{machine['cores']} cores of {machine['cpu']}, {machine['system']}"
    return (
        f"{quick}Measured on {place}, {versions['python']}; {named}.\n"
        "Medians of paired rounds, 16 requests at a time, asyncio, every contender in a process of its own."
    )


def _measured(results: Results) -> Iterator[Section]:
    return (section for section in SECTIONS if section.part in results)


def _target(target: Target, results: Results) -> list[str]:
    sign, met = "≥" if target.at_least else "≤", target.met(results)
    verdict = "met" if met else f"**missed** {target.reason}".strip()
    limit = f"{sign} {target.limit:g} {target.unit}"
    return [target.title, limit, f"{number(target.figure(results))} {target.unit}", verdict]
