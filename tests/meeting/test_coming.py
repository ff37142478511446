"""Coming into a meeting: entering, joining, the waiting room."""

import asyncio

import pytest

from realtimekit_async import ConfigurationError
from realtimekit_async.meeting import (
    Emulated,
    HostError,
    JoinRejected,
    JoinTimeout,
    Meeting,
    MeetingError,
    MeetingOver,
    NotJoined,
    RoomJoined,
    RoomLeft,
)

from ..doubles.clocks import StillClock
from .odd_host import ME, TOKEN, event, odd_host
from .stage import WAITING, pass_time, told, until


def guests_wait(host: Meeting) -> bool:
    return len(host.participants.waitlisted) > 0


async def test_join_of_the_client_makes_a_participant_and_joins(stage):
    bot = stage.rtk.meetings.join(stage.meeting_id, name="Notes", preset_name="group_call_participant")
    async with bot as meeting:
        assert (meeting.self.name, meeting.self.room_state, meeting.host_name) == ("Notes", "joined", "emulator")
        [participant] = await stage.rtk.participants.list(stage.meeting_id).collect()
        assert participant.custom_participant_id == "meeting-Notes"
        assert meeting.self.user_id == participant.id
        session = await stage.rtk.active_session.get(stage.meeting_id)
        assert meeting.meta.session_id == session.id
    assert meeting.left == "asked"


async def test_a_custom_id_makes_two_participants_of_one_name(stage):
    def join(custom_id):
        return stage.rtk.meetings.join(
            stage.meeting_id, name="Bot", preset_name="group_call_host", custom_participant_id=custom_id
        )

    async with join("first") as first, join("second") as second:
        assert first.self.user_id != second.self.user_id


async def test_the_meetings_of_a_client_are_the_service_they_have_always_been(stage):
    assert (await stage.rtk.meetings.get(stage.meeting_id)).title == "Standup"


async def test_who_enters_may_look_first_and_join_then(stage):
    async with stage.joined("Ada"), stage.entered("Bob") as bob:
        assert (bob.self.room_state, bob.meta.meeting_title) == ("init", "Standup")
        assert len(bob.participants.joined) == 0
        await bob.join()
        assert [who.name for who in bob.participants.joined.to_list()] == ["Ada"]
        await bob.join()  # who is in has nothing to do


async def test_who_is_there_has_been_told_once_when_one_has_joined(stage):
    async with stage.joined("Ada"), stage.entered("Bob") as bob:
        joined = []
        bob.participants.joined.on(*bob.participants.joined.kinds)(joined.append)
        await bob.join()
        await bob.leave()
    names = [event.participant.name for event in joined if type(event).__name__ == "ParticipantJoined"]
    assert names == ["Ada"]


async def test_two_of_one_name_are_one_participant_and_two_peers_that_both_stay_in(stage):
    def bot() -> Meeting:
        return stage.rtk.meetings.join(stage.meeting_id, name="Notes", preset_name="group_call_host")

    async with bot() as first, bot() as second:
        assert first.self.user_id == second.self.user_id
        assert first.self.id != second.self.id
        await until(lambda: second.self.id in first.participants.joined)
        assert first.self.id in second.participants.joined
        assert (first.left, second.left) == (None, None)


async def test_a_meeting_is_entered_once(stage):
    meeting = await stage.meeting("Ada")
    async with meeting:
        pass
    with pytest.raises(MeetingOver, match="entered once"):
        async with meeting:
            pass


async def test_a_meeting_whose_entry_was_cancelled_is_over(stage):
    class Slow:
        async def open(self):
            await asyncio.Event().wait()

    meeting = await stage.meeting("Ada", host=Slow())
    entering = asyncio.create_task(meeting.__aenter__())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    entering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await entering
    with pytest.raises(MeetingOver):
        await meeting.join()
    with pytest.raises(MeetingOver, match="entered once"):
        await meeting.__aenter__()


async def test_a_meeting_that_is_entered_again_while_it_is_in_use_says_so_and_goes_on(stage):
    async with stage.joined("Ada") as ada:
        with pytest.raises(RuntimeError, match="has been entered already, and is not over; make another one"):
            async with ada:
                pass
        await ada.join()  # who is in already is told nothing
        await ada.chat.send_text_message("I am here still")
        await ada.leave()
        await ada.leave()  # there is nothing to leave
        with pytest.raises(MeetingOver, match="entered once"):
            async with ada:
                pass


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [({"leav": 1}, r"'leav'; did you mean leave\?"), ({"colour": 1}, "'colour'; it has .*custom_participant_id")],
)
async def test_an_argument_that_there_is_not_is_told_in_the_name_of_join(stage, wrong, hint):
    for rooms, call in ((stage.rtk.meetings, "meetings"), (stage.rtk.agents, "agents")):
        with pytest.raises(TypeError, match=f"^{call}.join has no argument {hint}"):
            rooms.join(stage.meeting_id, name="Ada", preset_name="group_call_host", **wrong)


@pytest.mark.parametrize(
    ("seek", "instead"),
    [
        (lambda ada: ada.participants.kick, "write await meeting.participants.joined[id].kick()"),
        (lambda ada: ada.participants.mute, "write await meeting.participants.joined[id].disable_audio()"),
        (lambda ada: ada.participants.pin, "write await meeting.participants.joined[id].pin()"),
        (lambda ada: ada.participants.accept, "write await meeting.participants.accept_waiting_room_request(id)"),
        (lambda ada: ada.self.mute, "write await meeting.self.disable_audio()"),
        (lambda ada: ada.chat.send, "write await meeting.chat.send_text_message(message)"),
        (lambda ada: ada.kick, "write await meeting.participants.joined[id].kick()"),
    ],
)
async def test_what_is_looked_for_in_the_wrong_place_is_told_its_own(stage, seek, instead):
    meetings = [
        await stage.meeting("Ada"),
        stage.rtk.meetings.join(stage.meeting_id, name="Ada", preset_name="group_call_host"),
    ]
    for meeting in meetings:
        with pytest.raises(AttributeError) as caught:
            seek(meeting)
        assert str(caught.value).endswith(f": {instead}")


async def test_a_meeting_that_was_left_is_joined_no_more(stage):
    async with stage.joined("Ada") as ada:
        await ada.leave()
        with pytest.raises(MeetingOver) as caught:
            await ada.join()
    assert caught.value.state == "asked"


async def test_before_it_is_entered_nothing_can_be_asked(stage):
    meeting = await stage.meeting("Ada")
    with pytest.raises(NotJoined, match="async with"):
        await meeting.chat.send_text_message("Hello")
    for act in (
        meeting.run,
        meeting.join,
        lambda: anext(meeting),
        lambda: meeting.wait_for(RoomJoined, timeout=9),
    ):
        with pytest.raises(NotJoined, match=r"has not been entered.*: use it as `async with`"):
            await act()
    await meeting.leave()  # there is nothing to leave


async def test_a_token_that_nobody_knows_is_refused_with_the_vendors_code(stage):
    with pytest.raises(MeetingError) as caught:
        async with Meeting(TOKEN, host=Emulated(stage.emulator.meeting_url)):
            pass
    assert caught.value.code == "0004"
    assert stage.emulator.meetings.seats == []


@pytest.mark.parametrize("token", ["", "s3cr3t", None, 7])
def test_what_is_no_participants_token_is_refused_at_once_and_not_shown(token):
    with pytest.raises(ConfigurationError) as caught:
        Meeting(token, host=Emulated("http://127.0.0.1:1/"))
    assert "participant's token" in str(caught.value)
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"queue_size": 0}, "queue_size"),
        ({"chat_size": -1}, "chat_size"),
        ({"transcript_size": 1.5}, "transcript_size"),
        ({"call_timeout": 0}, "call_timeout"),
        ({"open_timeout": "soon"}, "open_timeout"),
        ({"host": "ws://127.0.0.1:1/"}, r"host is what opens .*, Chromium\(\) or Emulated\(url\); got str"),
        ({"host": Emulated}, r"host is what opens meeting objects, Chromium\(\) or .*; got Emulated"),
        ({"host": ""}, "host is what opens"),
    ],
)
async def test_an_option_that_cannot_work_is_named(stage, options, name):
    with pytest.raises(ConfigurationError, match=name):
        Meeting(TOKEN, **{"host": Emulated("http://127.0.0.1:1/"), **options})
    with pytest.raises(ConfigurationError, match=name):
        stage.rtk.meetings.join(stage.meeting_id, name="Ada", preset_name="group_call_host", **options)


@pytest.mark.parametrize("seconds", [-1, "soon", float("nan"), True])
async def test_a_timeout_that_cannot_be_is_refused_before_there_is_a_participant(stage, seconds):
    with pytest.raises(ConfigurationError, match="timeout is a number of seconds"):
        stage.rtk.meetings.join(stage.meeting_id, name="Ada", preset_name="group_call_host", timeout=seconds)
    async with stage.entered("Bob") as bob:
        with pytest.raises(ConfigurationError, match="timeout is a number of seconds"):
            await bob.join(timeout=seconds)


def test_a_policy_is_a_policy():
    with pytest.raises(TypeError, match="LeavePolicy"):
        Meeting(TOKEN, host=Emulated("http://127.0.0.1:1/"), leave=60)


@pytest.mark.parametrize("url", ["", "ftp://example/", "http://user:password@example/", None])
def test_what_is_no_url_of_an_emulator_is_refused(url):
    with pytest.raises(ConfigurationError, match=r"emulator\.meeting_url"):
        Emulated(url)


async def test_where_no_emulator_answers_the_host_is_an_error(unused_tcp_port_factory):
    port = unused_tcp_port_factory()
    with pytest.raises(
        HostError, match=f"opened at http://127.0.0.1:{port}/meeting-ws/v1: the server cannot be reached"
    ):
        async with Meeting(TOKEN, host=Emulated(f"http://127.0.0.1:{port}/meeting-ws/v1")):
            pass


async def test_where_no_meetings_are_served_the_error_says_which_url_is_wanted(stage):
    url = stage.emulator.meeting_url.replace("/v1", "/v0")
    with pytest.raises(HostError, match=r"it answered 404: emulator\.meeting_url is the URL"):
        async with Meeting(TOKEN, host=Emulated(url)):
            pass


@pytest.mark.parametrize(
    ("plugins", "text"),
    [
        (7, "plugins are dicts"),
        (["board"], "a dict with id and name"),
        ([{"id": "board"}], "name of each of plugins"),
    ],
)
def test_a_plugin_has_an_id_and_a_name(plugins, text):
    with pytest.raises(ConfigurationError, match=text):
        Meeting(TOKEN, host=Emulated("http://127.0.0.1:1/"), plugins=plugins)


# ── the waiting room ──


async def test_who_waits_is_in_once_somebody_has_let_them_in(stage):
    async with stage.joined("Ada") as ada, stage.entered("Guest", WAITING) as guest:
        joining = asyncio.create_task(guest.join())
        await until(lambda: guests_wait(ada))
        assert not joining.done()
        with pytest.raises(NotJoined, match="waitlisted"):
            await guest.chat.send_text_message("Let me in")
        await ada.participants.accept_waiting_room_request(guest.self.user_id)  # or the peer's id
        await joining
        assert (guest.self.room_state, guest.self.waitlist_status) == ("joined", "accepted")


async def test_who_was_let_in_can_be_asked_through_the_one_who_waited(stage):
    async with stage.joined("Ada") as ada, stage.entered("Guest", WAITING) as guest, asyncio.TaskGroup() as tasks:
        tasks.create_task(guest.join())
        await until(lambda: guests_wait(ada))
        [waits] = ada.participants.waitlisted.to_list()
        await ada.participants.accept_waiting_room_request(waits.id)
        await until(lambda: ada.participants.joined)
        assert waits is ada.participants.joined[guest.self.id]
        await guest.self.enable_audio()
        await until(lambda: waits.audio_enabled)
        await waits.kick()
        assert await guest.run() == "kicked"


async def test_several_are_let_in_at_once(stage):
    async with (
        stage.joined("Ada") as ada,
        stage.entered("One", WAITING) as one,
        stage.entered("Two", WAITING) as two,
        asyncio.TaskGroup() as tasks,
    ):
        tasks.create_task(one.join())
        tasks.create_task(two.join())
        await until(lambda: len(ada.participants.waitlisted) == 2)
        waiting = [who.user_id for who in ada.participants.waitlisted.to_list()]
        await ada.participants.accept_all_waiting_room_requests(waiting)


async def test_who_comes_later_is_told_who_waits(stage):
    async with stage.entered("Guest", WAITING) as guest, asyncio.TaskGroup() as tasks:
        tasks.create_task(guest.join())
        await until(lambda: guest.self.room_state == "waitlisted")
        async with stage.entered("Ada") as ada:
            waiting = []
            ada.participants.waitlisted.on(*ada.participants.waitlisted.kinds)(waiting.append)
            await ada.join()
            assert [who.name for who in ada.participants.waitlisted.to_list()] == ["Guest"]
            await ada.participants.accept_waiting_room_request(guest.self.id)
            await until(lambda: guest.self.room_joined)
        assert [type(event).__name__ for event in waiting] == ["WaitlistJoined", "WaitlistLeft"]


async def test_who_is_refused_is_told_so_and_it_is_over(stage):
    async with stage.joined("Ada") as ada, stage.entered("Guest", WAITING) as guest:
        joining = asyncio.create_task(guest.join())
        await until(lambda: guests_wait(ada))
        await ada.participants.reject_waiting_room_request(guest.self.id)
        with pytest.raises(JoinRejected):
            await joining
        assert (guest.left, await guest.run()) == ("rejected", "rejected")
        assert not guests_wait(ada)


async def test_who_waits_too_long_has_withdrawn_when_that_is_told(stage):
    clock = StillClock()
    async with stage.joined("Ada") as ada, stage.entered("Guest", WAITING, clock=clock) as guest:
        joining = asyncio.create_task(guest.join(timeout=600))
        await until(lambda: guests_wait(ada))
        await pass_time(clock, 600)
        with pytest.raises(JoinTimeout, match=r"600 s \(waitlisted\); the request was withdrawn"):
            await joining
        await until(lambda: not guests_wait(ada))
        assert (guest.left, guest.self.room_state) == ("asked", "left")


async def test_who_waits_too_long_has_withdrawn_though_the_host_refused_it(stage):
    clock = StillClock()
    async with stage.joined("Ada") as ada, stage.entered("Guest", WAITING, clock=clock) as guest:
        joining = asyncio.create_task(guest.join(timeout=600))
        await until(lambda: guests_wait(ada))
        stage.emulator.meetings.fail_next(guest.self.user_id, "leave", "0012", message="Network Error")
        await pass_time(clock, 600)
        with pytest.raises(JoinTimeout, match="the request was withdrawn"):
            await joining
        await until(lambda: not guests_wait(ada))


async def test_who_gives_up_waiting_has_withdrawn(stage):
    async with stage.joined("Ada") as ada, stage.entered("Guest", WAITING) as guest:
        joining = asyncio.create_task(guest.join(timeout=None))
        await until(lambda: guests_wait(ada))
        joining.cancel()
        with pytest.raises(asyncio.CancelledError):
            await joining
        assert guest.self.room_state == "left"
        await until(lambda: not guests_wait(ada))


async def test_who_leaves_the_block_while_waiting_has_withdrawn(stage):
    async with stage.joined("Ada") as ada:
        async with stage.entered("Guest", WAITING) as guest:
            joining = asyncio.create_task(guest.join())
            await until(lambda: guests_wait(ada))
        with pytest.raises(MeetingOver):
            await joining
        await until(lambda: not guests_wait(ada))


async def test_who_joins_on_entering_and_is_refused_leaves_nothing_behind(stage):
    await stage.open_waiting_room()
    async with stage.joined("Ada") as ada:

        async def enter() -> None:
            async with stage.rtk.meetings.join(stage.meeting_id, name="Guest", preset_name=WAITING):
                pass

        entering = asyncio.create_task(enter())
        await until(lambda: guests_wait(ada))
        await ada.participants.reject_waiting_room_request(ada.participants.waitlisted.to_list()[0].id)
        with pytest.raises(JoinRejected):
            await entering
        await until(lambda: len(stage.emulator.meetings.seats) == 1)


async def test_who_waits_for_a_host_is_in_when_one_comes(stage):
    permissions = {"waiting_room_type": "ON_PRIVILEGED_USER_ENTRY"}
    await stage.rtk.presets.copy("group_call_guest", name="before-hosts", permissions=permissions)
    async with stage.entered("Early", "before-hosts") as early, asyncio.TaskGroup() as tasks:
        tasks.create_task(early.join())
        await until(lambda: early.self.room_state == "waitlisted")
        async with stage.joined("Ada"):
            await until(lambda: early.self.room_joined)


async def test_a_refused_join_may_be_tried_again(stage):
    async with stage.entered("Ada") as ada:
        stage.emulator.meetings.fail_next(ada.self.user_id, "join", "0012", message="Network Error")
        with pytest.raises(MeetingError) as caught:
            await ada.join()
        assert (caught.value.code, caught.value.call, ada.left) == ("0012", "join", None)
        await ada.join()
        assert ada.self.room_joined


async def test_what_is_lost_before_one_has_asked_to_join_is_the_end_of_nothing():
    async with odd_host() as host, Meeting(TOKEN, host=host) as meeting:
        lost = {**ME, "roomState": "disconnected"}
        await told(meeting, RoomLeft, lambda: host.say(event("self", "roomLeft", {"state": "disconnected"}, lost)))
        assert (meeting.left, meeting.self.room_state) == (None, "disconnected")
        with pytest.raises(NotJoined, match="disconnected"):
            await meeting.chat.send_text_message("Hello")
        await meeting.join()
        assert meeting.self.room_joined
        await host.say(event("self", "roomLeft", {"state": "stageLeft"}, {**ME, "roomState": "stageLeft"}))
        await meeting.chat.send_text_message("Off the stage one is in the meeting still")
        assert meeting.left is None
        await host.say(event("self", "roomLeft", {"state": "disconnected"}, lost))
        assert await meeting.run() == "disconnected"


async def test_joining_waits_for_the_event_and_not_for_the_answer(stage):
    async with stage.entered("Ada") as ada:
        waiting = asyncio.ensure_future(ada.wait_for(RoomJoined, timeout=30))
        await asyncio.sleep(0)
        await ada.join()
        assert waiting.done()
