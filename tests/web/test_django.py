"""Django keeps headers and bodies in its own way, and `async_to_sync` has a loop and a client for each call."""

from asgiref.sync import async_to_sync

from realtimekit_async.emulator import Emulator
from realtimekit_async.events import InvalidSignature, KeyRing, MeetingStarted, Receiver, Router
from tests.events.signing import Signer

SIGNER = Signer()
BODY = b'{"event":"meeting.started","meeting":{"id":"m1","title":"Standup"}}'


def test_a_delivery_is_taken_in_a_synchronous_view():
    from django.conf import settings
    from django.http import HttpRequest
    from django.test import RequestFactory

    if not settings.configured:
        settings.configure()
    told: list[str | None] = []
    receiver, router = Receiver(KeyRing.pinned(SIGNER.pem)), Router(wait=True)
    router.on(MeetingStarted)(lambda event: told.append(event.meeting.title))

    @async_to_sync
    async def receive(request: HttpRequest) -> int:
        try:
            async with receiver.receive(request.headers, request.body) as delivery:
                await router.dispatch(delivery)
        except InvalidSignature as error:
            return error.status
        return 200

    def view(body: bytes) -> int:
        headers = SIGNER.headers(BODY)
        return receive(RequestFactory().post("/hook", body, content_type="application/json", headers=headers))

    assert [view(BODY), view(BODY.replace(b"m1", b"m2"))] == [200, 401]
    assert told == ["Standup"]


def test_each_call_has_a_loop_and_a_client_of_its_own():
    with Emulator() as emulator:

        @async_to_sync
        async def create(title: str) -> str:
            async with emulator.client() as rtk:
                return (await rtk.meetings.create(title=title)).id

        assert {create("a"), create("b")} == emulator.app.meetings.keys()
