"""The page of error codes: its tables are made of those that errors get their notes from.

`python -m tests.docs.codes` writes them into the page again.
"""

import re
from collections.abc import Iterator, Mapping

from realtimekit_async import errors
from realtimekit_async.wire import remedies

from .pages import ROOT

PAGE = ROOT / "docs" / "reference" / "error-codes.md"
BEGIN, END = "<!-- codes:begin -->\n", "<!-- codes:end -->\n"
OTHERS = {
    10000: "the gateway's general authentication error: with 401 look at the token, with 403 at its permission",
    remedies.EXISTS: "it is there already: `ensure` of participants, presets and webhooks takes what is there",
}


def tables() -> str:
    """Return the tables of codes, of calls and of statuses, in Markdown."""
    calls: Mapping[str, Mapping[tuple[str, str], str]] = {
        "409, or code 40901": vars(remedies)["_WHERE_IT_EXISTS"],
        "404": vars(remedies)["_WHERE_NOT_FOUND"],
        "422": vars(remedies)["_WHERE_UNPROCESSABLE"],
    }
    rows = [*codes_of_the_gateway(), *(f"| {code} | {text} |" for code, text in OTHERS.items())]
    of_calls = [
        f"| {status} | `{method} {path}` | {text} |"
        for status, table in calls.items()
        for (method, path), text in table.items()
    ]
    of_statuses = [f"| {status} | `{error.__name__}` | {summary(error)} |" for status, error in classes()]
    of_kinds = [
        f"| `{kind}` | {text.replace('{later}', 'later, or in so many seconds')} |"
        for kind, text in remedies.OF_KINDS.items()
    ]
    return "\n".join(
        [
            f"```{{index}} {', '.join(numbers())}\n```\n",
            "## Codes\n\n| code | what to do |\n|---|---|",
            *rows,
            "\n## Refusals of single calls\n\n| status | call | what to do |\n|---|---|---|",
            *of_calls,
            "\n## Calls whose answer did not arrive\n",
            "A 5xx, or none: *it may have been carried out all the same*, says the note, and how to find out.\n",
            "| call | what shows it |\n|---|---|",
            *(f"| `{method} {path}` | {text} |" for (method, path), text in remedies.WHAT_SHOWS_AN_EFFECT.items()),
            "\n## Statuses\n\n| status | raised | |\n|---|---|---|",
            *of_statuses,
            "\n## Kinds of errors\n",
            "What the note says where neither the code nor the call tells more. A kind that is not here has the",
            "note of the one it inherits from.\n",
            "| kind | what to do |\n|---|---|",
            *of_kinds,
            "",
        ]
    )


def numbers() -> list[str]:
    """Return each code and status, which the search of the site finds in its index alone."""
    statuses = {*errors.STATUS_ERRORS, 500, 502, 503, 504}
    return [f"! {number}" for number in sorted(statuses.union(vars(errors)["_OF_CODES"], OTHERS))]


def codes_of_the_gateway() -> Iterator[str]:
    for code, diagnosis in vars(errors)["_OF_CODES"].items():
        yield f"| {code} | {diagnosis}: {remedies.OF_DIAGNOSES[diagnosis]} |"


def classes() -> Iterator[tuple[str, type[errors.ApiError]]]:
    yield from ((str(status), error) for status, error in errors.STATUS_ERRORS.items())
    yield "5xx", errors.ServerError


def summary(error: type[errors.ApiError]) -> str:
    """Return what a class says of itself, without the status that the table has beside it."""
    return re.sub(r"^\w+[:,] ", "", (error.__doc__ or "").splitlines()[0])


def rewritten(page: str) -> str:
    """Return the page with its tables as they shall be."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}{tables()}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
