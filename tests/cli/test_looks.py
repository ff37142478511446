"""How the command looks: at every width, in a pipe, with and without colours."""

import os
import re
import subprocess
import sys

import pytest
from rich.cells import cell_len

from .conftest import ROOT, everything_sent_to
from .looks import GOLDEN, WIDTHS, shown

CODES = re.compile(r"\x1b\[[0-9;]*m")


pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("looks")]


@pytest.fixture(scope="module")
def looks():
    return shown()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_output_looks_as_it_did(looks, width):
    """`python -m tests.cli.looks` writes it anew: the difference has to be looked at."""
    assert looks[width] == (GOLDEN / f"{width}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("width", WIDTHS)
def test_no_id_is_cut_not_in_the_name_of_a_file_either(looks, width):
    assert re.findall(r"[0-9a-f]{8}(?:-[0-9a-f-]*)?…|…[0-9a-f-]*-[0-9a-f]{12}", looks[width]) == []


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_no_line_is_wider_than_the_terminal_but_one_that_is_a_single_value(looks, width):
    for line in looks[str(width)].splitlines():
        is_value = len(line.split()) == 1
        assert cell_len(line) <= width or is_value or line.startswith("$ "), line


def on_a_terminal(emulator, *arguments, **variables):
    master, slave = os.openpty()
    environment = {**os.environ, **emulator.environment, "COLUMNS": "80", "TERM": "xterm-256color", **variables}
    command = [sys.executable, "-m", "realtimekit_async.cli", *arguments]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=slave, stderr=subprocess.DEVNULL):
        os.close(slave)
        return everything_sent_to(master).decode().replace("\r", "")


def test_without_colours_it_is_the_same_text(emulator):
    coloured = on_a_terminal(emulator, "recordings", "list", "--limit", "3")
    plain = on_a_terminal(emulator, "recordings", "list", "--limit", "3", NO_COLOR="1")
    assert "\x1b[32mUPLOADED" in coloured
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", plain)
    assert CODES.sub("", coloured) == CODES.sub("", plain)
