"""How the command looks: at every width, in a pipe, with and without colours."""

import re

import pytest
from rich.cells import cell_len

from .looks import COLOURS, GOLDEN, NAMES, PIPE, shown

CODES = re.compile(r"␛\[[0-9;]*m")
A_COLOUR = re.compile(r"␛\[(?:[0-9;]*;)?(?:[349][0-7]|10[0-7]|[34]8;)")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("looks")]


@pytest.fixture(scope="module")
def looks():
    return shown(*NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_output_looks_as_it_did(looks, name):
    """`python -m tests.cli.looks` writes it anew: the difference has to be looked at."""
    assert looks[name] == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_no_id_is_cut_not_in_the_name_of_a_file_either(looks, name):
    assert re.findall(r"[0-9a-f]{8}(?:-[0-9a-f-]*)?…|…[0-9a-f-]*-[0-9a-f]{12}", looks[name]) == []


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {COLOURS, PIPE}])
def test_no_line_is_wider_than_the_terminal_but_one_that_is_a_single_value_or_a_command(looks, name):
    width = int(name.rpartition("-")[2])
    for line in looks[name].splitlines():
        is_value = len(line.split()) == 1
        is_command = line.startswith(("$ ", "    realtimekit ", "    eval "))
        assert cell_len(line) <= width or is_value or is_command, line


def test_without_colours_it_is_the_same_text(looks):
    plain = shown(COLOURS, NO_COLOR="1")[COLOURS]
    assert A_COLOUR.search(looks[COLOURS])
    assert not A_COLOUR.search(plain)
    assert CODES.sub("", plain) == CODES.sub("", looks[COLOURS])
