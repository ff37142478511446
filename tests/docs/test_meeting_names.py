"""The page of names has what the contract and the events have, no row more and none less."""

import re
from importlib.resources import files

from .meeting_names import further, shown, tables


def test_the_page_of_names_is_made_of_the_contract_and_the_events():
    assert shown() == tables(), "python -m tests.docs.meeting_names writes it anew"


def test_every_further_name_is_one_that_the_page_reads_or_calls():
    page = files("realtimekit_async.meeting").joinpath("page")
    known = re.findall(r"\w+", "".join(page.joinpath(name).read_text() for name in ("values.js", "calls.js")))
    names = [js for js, _ in further()]
    assert {js for js in names if js.rpartition(".")[2] not in known} == set()
    assert {"participant.kick", "chat.pin", "stage.grantAccess", "participants.disableAllAudio"} <= set(names)
