"""How long something takes is written as `2h` wherever it is asked for, and a bare number is what it was."""

import click
import pytest

from realtimekit_async.cli.app import root


def read(*words: str) -> dict[str, object]:
    """Return the parameters of a command line."""
    command: click.Command = root
    context, left = click.Context(root, info_name="realtimekit"), [*words]
    while isinstance(command, click.Group) and left and not left[0].startswith("-"):
        found = command.get_command(context, left[0])
        if found is None:
            break
        command = found
        context = click.Context(command, context, info_name=left.pop(0))
    return command.make_context(context.info_name, left, context.parent).params


@pytest.mark.parametrize(
    ("command", "flag", "texts"),
    [
        ("", "--timeout", {"5s": 5, "2m": 120, "5": 5, "0.5": 0.5}),
        ("agent m1", "--alone", {"2m": 120, "90": 90}),
        ("agent m1", "--nobody-came", {"1.5h": 5400, "600": 600}),
        ("agent m1", "--silent", {"1m": 60, "60": 60}),
        ("agent m1", "--at-most", {"2h": 7200, "7200": 7200}),
        ("meeting join m1", "--timeout", {"2m": 120, "0.1": 0.1}),
        ("meeting join m1", "--alone", {"2m": 120}),
        ("meeting join m1", "--nobody-came", {"2m": 120}),
        ("meeting join m1", "--at-most", {"2h": 7200}),
        ("emulator", "--days", {"7d": 7, "2w": 14, "48h": 2, "6": 6}),
    ],
)
def test_an_option_takes_a_span_or_a_number(command, flag, texts):
    name = flag[2:].replace("-", "_")
    for text, value in texts.items():
        assert read(*command.split(), flag, text)[name] == value


@pytest.mark.parametrize(
    ("command", "flag", "texts"),
    [
        ("recordings wait r1", "timeout", {"2m": 120, "0.5": 0.5}),
        ("sessions wait-for-summary s1", "timeout", {"2m": 120}),
        ("meetings create", "recording-config.max-seconds", {"2h": 7200, "600": 600}),
        ("meetings create", "session-keep-alive-time-in-secs", {"5m": 300}),
    ],
)
def test_a_field_that_counts_seconds_does_so_too(command, flag, texts):
    for text, value in texts.items():
        given = read(*command.split(), f"--{flag}", text)
        assert given[f"field_{flag.encode().hex()}"] == value


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("agent", "m1", "--alone", "soon"),
            "'soon' is no number of seconds, and no span of time such as 90s, 5m",
        ),
        (("emulator", "--days", "36h"), "'36h' is no whole number of days"),
        (("emulator", "--days", "0"), "'0' is no whole number of days, of which there is at least one"),
        (("recordings", "start", "--max-seconds", "0.5s"), "'0.5s' is not a whole number"),
    ],
)
def test_what_is_neither_says_what_it_should_have_been(command, words, said):
    outcome = command(*words)
    assert outcome.code == 2
    assert said in outcome.err


def test_the_timeout_may_stand_behind_the_command(command):
    assert command("meetings", "list", "--limit", "1", "--timeout", "20s").code == 0
    assert command("meetings", "list", "--timeout", "0s").code == 2
