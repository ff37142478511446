"""The page of names has what the contract and the events have, no row more and none less."""

from .meeting_names import shown, tables


def test_the_page_of_names_is_made_of_the_contract_and_the_events():
    assert shown() == tables(), "python -m tests.docs.meeting_names writes it anew"
