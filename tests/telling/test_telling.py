"""Events reach the iterator, the handlers and whoever waits, whoever tells of them."""

import asyncio

import pytest

from realtimekit_async import RealtimeKitError, agent, events
from realtimekit_async.telling.dispatch import Dispatcher
from realtimekit_async.telling.events import Event as Told, Teller
from realtimekit_async.telling.handlers import check_kinds, checked_handler
from realtimekit_async.telling.queue import EventQueue

AGENT = Teller("agent", agent.Event, agent.AgentLeft, agent.AgentNotJoined)


class Heard(Told):
    """What the radio of these tests tells."""


class Song(Heard):
    title: str = ""


class News(Heard):
    text: str = ""


class RadioError(RealtimeKitError, RuntimeError):
    """Why nothing is told."""


class SilentError(RealtimeKitError):
    """Why nothing is told yet."""


RADIO = Teller("radio", Heard, RadioError, SilentError)


@pytest.fixture
def radio():
    return Dispatcher[Heard](RADIO, 10, "drop_oldest")


async def test_every_event_goes_to_all_who_want_it(radio):
    songs, everything = [], []
    radio.handle((Song,), songs.append)
    radio.handle((Heard,), everything.append)
    radio.open()
    with radio.expecting(News, lambda news: news.text == "rain") as rain:
        for event in (Song("Fields"), News("sun"), News("rain")):
            assert not radio.dispatch(event)
        assert await rain == News("rain")
    assert [await radio.next() for _ in range(3)] == [Song("Fields"), News("sun"), News("rain")]
    radio.close(None)
    await radio.finish(None)
    assert songs == [Song("Fields")]
    assert everything == [Song("Fields"), News("sun"), News("rain")]


async def test_what_is_asked_before_or_after_is_refused_in_the_teller_s_own_words(radio):
    with pytest.raises(SilentError, match="this radio has not joined and cannot give events"):
        await radio.next()
    radio.open()
    with radio.expecting(Song, None) as song:
        radio.close(None)
        with pytest.raises(RadioError, match="the radio has left before a Song came"):
            await song
    with pytest.raises(RadioError, match="has left and cannot receive a Song"), radio.expecting(Song, None):
        pass
    with pytest.raises(StopAsyncIteration):
        await radio.next()


async def test_the_error_that_was_the_end_is_raised_to_whoever_asks(radio):
    radio.open()
    radio.dispatch(News("storm"))
    radio.close(ConnectionError("the mast is down"))
    assert await radio.next() == News("storm")
    for ask in (radio.next, radio.next):
        with pytest.raises(ConnectionError, match="mast"):
            await ask()
    await radio.finish(None)  # somebody has been told


async def test_a_handler_that_fails_stops_no_other_and_is_raised_at_the_end(radio, caplog):
    heard = []

    def fail(_event):
        raise ValueError("cannot dance to this")

    radio.handle((Song,), fail)
    radio.handle((Song,), heard.append)
    radio.open()
    radio.dispatch(Song("Noise"))
    radio.close(None)
    with pytest.raises(ExceptionGroup, match="handlers of the radio failed") as caught:
        await radio.finish(None)
    assert [str(error) for error in caught.value.exceptions] == ["cannot dance to this"]
    assert heard == [Song("Noise")]
    assert "a handler of Song failed" in caplog.text


@pytest.mark.parametrize("end", [pytest.fail, pytest.skip])
async def test_a_test_that_ends_in_a_handler_is_told_and_later_events_are_handled(radio, end, caplog):
    heard = []

    def check(song: Song) -> None:
        heard.append(song.title)
        end("wrong song")

    radio.handle((Song,), check)
    radio.open()
    radio.dispatch(Song("one"))
    radio.dispatch(Song("two"))
    radio.close(None)
    with pytest.raises(BaseExceptionGroup, match="handlers of the radio failed") as caught:
        await radio.finish(None)
    assert heard == ["one", "two"]
    assert [type(error) for error in caught.value.exceptions] == [end.Exception] * 2
    assert "a handler of Song failed" in caplog.text


def test_an_exit_in_a_handler_ends_the_program():
    async def attend() -> None:
        radio = Dispatcher[Heard](RADIO, 10, "drop_oldest")

        def leave(_: Song) -> None:
            raise SystemExit(3)

        radio.handle((Song,), leave)
        radio.open()
        radio.dispatch(Song("one"))
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError as ended:
            await radio.finish(ended)
            raise

    with pytest.raises(SystemExit, match="3"):
        asyncio.run(attend())


async def test_only_one_waits_for_the_next_event_of_a_queue():
    queue = EventQueue[Heard](10, "wait", "radio")
    first = asyncio.create_task(queue.take())
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError, match="next event of this radio"):
        await queue.take()
    queue.put(Song("Fields"))
    assert await first == Song("Fields")


async def test_who_waits_for_room_goes_on_once_one_event_is_taken():
    queue = EventQueue[Heard](2, "wait", "radio")
    queue.bound()
    assert [queue.put(Song("a")), queue.put(Song("b"))] == [False, True]
    waiting = asyncio.create_task(queue.wait_for_room())
    await asyncio.sleep(0)
    assert not queue.ready  # what is popped there would tell nobody that there is room
    assert await queue.take() == Song("a")
    await waiting
    assert [*queue.ready] == [Song("b")]


async def test_what_is_dropped_is_counted_and_told_once(caplog):
    queue = EventQueue[Heard](2, "drop_oldest", "radio")
    queue.bound()
    for title in "abcde":
        queue.put(Song(title))
    assert (queue.dropped, [*queue.ready]) == (3, [Song("d"), Song("e")])
    assert caplog.text.count("more than 2 wait to be taken from the radio") == 1


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (
            events.ParticipantJoined,
            "realtimekit_async.events.ParticipantJoined is not realtimekit_async.agent.ParticipantJoined",
        ),
        ("participantJoined", "'participantJoined' is none, did you mean ParticipantJoined?"),
        ("transcript", "'transcript' is none, did you mean TranscriptReceived?"),
        ("session.ended", "'session.ended' is none, did you mean SessionEnded?"),
        ("magic", "'magic' is none, take one such as ParticipantJoined"),
        (agent.ParticipantJoined(), "is none"),
        (int, "int is none of realtimekit_async.agent"),
        (Song, "Song is none of realtimekit_async.agent"),
    ],
    ids=[
        "another's",
        "a name",
        "a part of a name",
        "the protocol's name",
        "no name",
        "an event",
        "no event",
        "no agent's",
    ],
)
def test_what_is_no_type_of_event_here_is_told_by_name(kind, sentence):
    with pytest.raises(TypeError, match="types of events are wanted") as caught:
        check_kinds((agent.ParticipantLeft, kind), AGENT)
    assert sentence in str(caught.value)


def test_a_registration_wants_a_type_and_a_function():
    check_kinds((agent.Event, agent.ParticipantJoined), AGENT)
    with pytest.raises(TypeError, match="such as ParticipantJoined"):
        check_kinds((), AGENT)
    with pytest.raises(TypeError, match=r"radio.on\(…\) decorates a function"):
        checked_handler(5, RADIO)


async def test_a_handler_that_awaits_what_is_cancelled_has_failed_and_later_events_are_handled(radio):
    heard = []

    async def fail(song: Song) -> None:
        heard.append(song.title)
        cancelled = asyncio.get_running_loop().create_future()
        cancelled.cancel()
        await cancelled

    radio.handle((Song,), fail)
    radio.open()
    radio.dispatch(Song("one"))
    radio.dispatch(Song("two"))
    radio.close(None)
    with pytest.raises(ExceptionGroup, match="handlers of the radio failed") as caught:
        await radio.finish(None)
    assert heard == ["one", "two"]
    assert "a handler of Song awaited what was cancelled" in str(caught.value.exceptions[0])


async def test_a_handler_that_cancels_its_own_task_cancels_nobody_else(radio):
    async def cancel(_: Song) -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await asyncio.sleep(0)

    radio.handle((Song,), cancel)
    radio.open()
    radio.dispatch(Song("one"))
    radio.close(None)
    await radio.finish(None)


async def test_waiting_for_the_handlers_can_be_cancelled_and_ends_them(radio):
    began, ended = asyncio.Event(), asyncio.Event()

    async def wait(_: Song) -> None:
        began.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            ended.set()

    radio.handle((Song,), wait)
    radio.open()
    radio.dispatch(Song("one"))
    radio.close(None)
    finishing = asyncio.ensure_future(radio.finish(None))
    await began.wait()
    finishing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await finishing
    assert ended.is_set()
