"""What every command does: it names the nearest one, takes global options anywhere, and lets a shell complete."""

import os
import subprocess
import sys

import pytest

import realtimekit_async


@pytest.mark.parametrize(
    ("words", "nearest"), [(("meetngs", "list"), "meetings"), (("meetings", "lst"), "list"), (("chek",), "check")]
)
def test_an_unknown_command_names_the_nearest_one(command, words, nearest):
    outcome = command(*words)
    assert outcome.code == 2
    assert f"Did you mean '{nearest}'?" in outcome.err


def test_a_command_like_none_has_no_nearest_one(command):
    assert "Did you mean" not in command("qqqqqq").err


def test_a_global_option_stands_before_or_behind_the_command(command, emulator, monkeypatch):
    monkeypatch.delenv("CLOUDFLARE_ACCOUNT_ID")
    account = ("--account-id", emulator.world.account_id)
    before, behind = command(*account, "meetings", "list"), command("meetings", "list", *account)
    assert before.code == behind.code == 0
    assert before.out == behind.out


def test_verbose_behind_the_command_shows_every_request(command):
    assert "GET /meetings" in command("meetings", "list", "--verbose").err


def test_an_option_that_a_command_has_itself_stays_its_own(command):
    outcome = command("recordings", "wait", "--help")
    assert outcome.code == 0
    assert outcome.out.count("--timeout ") == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(command, shell):
    outcome = command("completion", shell)
    assert outcome.code == 0
    assert f"_REALTIMEKIT_COMPLETE={shell}_complete" in outcome.out


def test_commands_are_completed():
    asked = {"_REALTIMEKIT_COMPLETE": "bash_complete", "COMP_WORDS": "realtimekit meet", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "realtimekit_async"],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == ["plain,meeting", "plain,meetings"]


def test_the_package_can_be_run():
    done = subprocess.run(
        [sys.executable, "-m", "realtimekit_async", "--version"], capture_output=True, text=True, check=False
    )
    assert done.stdout == f"realtimekit, version {realtimekit_async.__version__}\n"


def test_help_needs_no_extra_but_the_commands_own():
    wanting = [
        ("webhooks",),
        ("webhooks", "listen"),
        ("webhooks", "send"),
        ("emulator",),
        ("archive",),
        ("agent",),
    ]
    helps = [(*words, "--help") for words in wanting]
    without = (
        "import sys\nfor name in ('cryptography', 'redis', 'obstore', 'distributed'): sys.modules[name] = None\n"
    )
    code = f"{without}from realtimekit_async.cli import main; sys.exit(any([main(words) for words in {helps}]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Usage: ") == len(helps)


@pytest.mark.parametrize(
    ("arguments", "error", "about"),
    [
        (("meetings", "list", "--foo"), "No such option", "realtimekit meetings list"),
        (("meetings", "get"), "Missing argument 'MEETING_ID'", "realtimekit meetings get"),
        (("meetings", "list", "--limit", "0"), "Invalid value for '--limit'", "realtimekit meetings list"),
        (("archive", "x", "--what", "films"), "Invalid value for '--what'", "realtimekit archive"),
        (("nothing",), "No such command 'nothing'", "realtimekit"),
    ],
)
def test_misuse_is_told_in_the_style_of_every_other_error(command, arguments, error, about):
    first, second = command(*arguments).err.splitlines()
    assert first.startswith(f"error {error}")
    assert second == f"hint  `{about} --help` shows what it takes"
