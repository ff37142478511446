"""What the library says in Python's words, in those of the command: calls as commands, keywords as options."""

import re
from collections.abc import Collection, Mapping
from inspect import isfunction

from .docs import SERVICES

_CALL = re.compile(rf"(?<![`\w.])({'|'.join(SERVICES)})\.(\w+)(?:\(([^()]*)\))?")
_SET = re.compile(r"(?<![`\w.-])([a-z]\w*)=(True|False)\b")
_OPEN = re.compile(r"(?<![`\w.-])([a-z]\w*)=…")
_KEYWORD = re.compile(r"(?<![`\w.{-])[a-z]+(?:_[a-z]+)+\b(?![.(`}])")
_BARE = re.compile(r"(?<![`\w.-])[a-z]+_[a-z_]+\b(?!=)")
_FIELD = re.compile(r"(\w+)(?:\[\d+\])?(?=[ :])")
_ONLY_IN_PYTHON: Mapping[str, str] = {
    " (api_token)": "",  # the token has no option
    "max_wait=…": "--wait",
    "Retry(budget=…)": "--budget",
    "the log at DEBUG": "--verbose",
    "the method's documentation": "`--help` after the command",
    ", or rtk.check(),": "",
    ", or at the path of a Call of yours": "",
    'layers={"default": {"outputs": [{"type": "REALTIMEKIT_BUCKET"}]}}': (
        "--layers.default.outputs.0.type REALTIMEKIT_BUCKET"
    ),
}


def on_the_command(text: str, names: Collection[str] | None = None) -> str:
    """Return a text about calls as one about commands: `meetings.list(search=title)` names its command.

    Of the words that look like keywords those are options that are among the names, if there are any given.
    """
    for python, instead in _ONLY_IN_PYTHON.items():
        text = text.replace(python, instead)
    # What has become a command holds words of its own: the rest is looked at apart from it.
    parts = re.split(r"(`[^`]*`)", commands_in(text))
    return "".join(part if part.startswith("`") else _with_options(part, names) for part in parts)


def commands_in(text: str) -> str:
    """Return a text with its calls as commands, and nothing else changed: it may hold names of files."""
    return _CALL.sub(lambda call: _command(call) if _is_command(call[1], call[2]) else call[0], text)


def of_fields(text: str, names: Collection[str], service: str) -> str:
    """Return what the library says of a field, with the option in its place: `events[0]: …` is of `--events`.

    Other methods of the service are named in it without the service.
    """
    field = _FIELD.match(text)
    if field and field[1] in names:
        text = option_of(field[1]) + text[field.end() :]
    named = _BARE.sub(lambda word: f"{service}.{word[0]}" if _is_command(service, word[0]) else word[0], text)
    return on_the_command(named, names)


def option_of(name: str) -> str:
    """Write a keyword as the option that it is."""
    return f"--{name.replace('_', '-')}"


def _with_options(text: str, names: Collection[str] | None) -> str:
    text = _OPEN.sub(lambda found: option_of(found[1]), text)
    text = _SET.sub(lambda found: _switch(found[1], found[2]), text)
    return _KEYWORD.sub(
        lambda found: option_of(found[0]) if names is None or found[0] in names else found[0], text
    )


def _switch(name: str, value: str) -> str:
    return option_of(name if value == "True" else f"no_{name}")


def _command(call: "re.Match[str]") -> str:
    words = ["realtimekit", call[1].replace("_", "-"), call[2].replace("_", "-")]
    for argument in filter(None, re.split(r", *", call[3] or "")):
        name, given, value = argument.partition("=")
        if value in {"True", "False"}:
            words.append(_switch(name, value))
        else:
            words += [option_of(name), value.upper()] if given else [name.upper()]
    return f"`{' '.join(words)}`"


def _is_command(service: str, name: str) -> bool:
    from .methods import is_command, service_class  # noqa: PLC0415 - only an error asks

    method = vars(service_class(service)).get(name)
    return isfunction(method) and is_command(method)
