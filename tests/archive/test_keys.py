"""Keys: whatever ids and names a server gives, they stay below the archive and are told apart."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import PurePosixPath

from hypothesis import given, strategies as st

from realtimekit_async.archive import Unit
from realtimekit_async.archive.keys import export_key, manifest_key, recording_keys, segment

ids = st.text(min_size=1, max_size=60).filter(lambda text: not any(0xD800 <= ord(each) < 0xE000 for each in text))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@given(ids, ids, st.lists(st.text(max_size=300), min_size=1, max_size=4))
def test_any_id_and_name_gives_a_key_that_stays_below(session_id, recording_id, names):
    unit = Unit(session_id, started_at=NOON, recordings=(recording_id,))
    keys = [manifest_key(unit), *recording_keys(unit, recording_id, names)]
    for key in keys:
        parts = PurePosixPath(key).parts
        assert parts[0] in {"manifest", "sessions"}
        assert "/".join(parts) == key
        assert not {"", ".", ".."} & set(parts)
        assert all(len(f"{part}.json.part.json".encode()) <= 255 for part in parts)
    assert len({key.casefold() for key in keys}) == len(keys)


@given(ids, ids)
def test_two_ids_have_two_segments(one, other):
    assert (segment(one) == segment(other)) == (one == other)


def test_a_key_does_not_depend_on_the_time_zone():
    there = NOON.astimezone(timezone(timedelta(hours=9)))
    keys = {export_key(Unit("s", started_at=moment), "chat", "https://h/c.csv?x") for moment in (NOON, there)}
    assert keys == {"sessions/2026/03/02/120000Z_s/chat.csv"}


def test_only_known_endings_of_a_link_count():
    unit = Unit("s", started_at=NOON)
    endings = {
        export_key(unit, "summaries", f"https://h/a{each}").rpartition(".")[2]
        for each in (".md", ".exe", "", "/../x.json", ".TXT")
    }
    assert endings == {"md", "txt"}
