"""The participants of meetings, and their join tokens."""

from msgspec import UNSET

from realtimekit_async.emulator.schema.meetings import ParticipantPatch, ParticipantWrite
from realtimekit_async.emulator.schema.queries import Page
from realtimekit_async.emulator.world.answers import Answer, Row, conflict, created, ok
from realtimekit_async.emulator.world.state import Meeting, Participant
from realtimekit_async.emulator.world.world import App

from .paging import paged
from .routes import RouteTable

routes: RouteTable = RouteTable()


@routes.add("meetings_participants_list", "GET", "/{app_id}/meetings/{meeting_id}/participants", query=Page)
def list_participants(app: App, meeting_id: str, query: Page) -> Answer:
    """List the participants of a meeting, the oldest first."""
    participants = list(app.meeting(meeting_id).participants.values())
    rows, paging = paged(participants, query, app.world.max_per_page, view)
    return ok(rows, paging=paging)


@routes.add(
    "meetings_participant_create",
    "POST",
    "/{app_id}/meetings/{meeting_id}/participants",
    body=ParticipantWrite,
)
def add_participant(app: App, meeting_id: str, body: ParticipantWrite) -> Answer:
    """Add a participant; a custom id that the meeting has already is a conflict."""
    meeting = app.meeting(meeting_id)
    _check_custom_id(meeting, body.custom_participant_id)
    participant = new_participant(app, meeting, body)
    return created(view(participant) | {"token": token(app, participant)})


@routes.add("meetings_participant_get", "GET", "/{app_id}/meetings/{meeting_id}/participants/{participant_id}")
def get_participant(app: App, meeting_id: str, participant_id: str) -> Answer:
    """Get one participant, without a token."""
    return ok(view(app.meeting(meeting_id).participant(participant_id)))


@routes.add(
    "meetings_participant_update",
    "PATCH",
    "/{app_id}/meetings/{meeting_id}/participants/{participant_id}",
    body=ParticipantPatch,
)
def update_participant(app: App, meeting_id: str, participant_id: str, body: ParticipantPatch) -> Answer:
    """Change a participant; the answer carries a token again."""
    participant = app.meeting(meeting_id).participant(participant_id)
    if body.preset_name:
        participant.preset = app.preset_named(body.preset_name)
    if body.name is not UNSET:
        participant.name = body.name
    if body.picture is not UNSET:
        participant.picture = body.picture
    participant.updated_at = app.now
    return ok(view(participant) | {"token": token(app, participant)})


@routes.add(
    "meetings_participant_replace",
    "PUT",
    "/{app_id}/meetings/{meeting_id}/participants/{participant_id}",
    body=ParticipantWrite,
)
def replace_participant(app: App, meeting_id: str, participant_id: str, body: ParticipantWrite) -> Answer:
    """Replace a participant: what is not sent is gone; the answer carries a token again."""
    meeting = app.meeting(meeting_id)
    participant = meeting.participant(participant_id)
    _check_custom_id(meeting, body.custom_participant_id, participant)
    participant.preset = app.preset_named(body.preset_name)
    meeting.change_custom_id(participant, body.custom_participant_id)
    participant.name, participant.picture = body.name, body.picture
    participant.updated_at = app.now
    return ok(view(participant) | {"token": token(app, participant)})


@routes.add(
    "meetings_participant_delete",
    "DELETE",
    "/{app_id}/meetings/{meeting_id}/participants/{participant_id}",
)
def delete_participant(app: App, meeting_id: str, participant_id: str) -> Answer:
    """Remove a participant; the answer has no id."""
    meeting = app.meeting(meeting_id)
    participant = meeting.participant(participant_id)
    meeting.strike(participant)
    return ok(
        {
            "custom_participant_id": participant.custom_participant_id,
            "preset_id": participant.preset.id,
            "created_at": participant.created_at,
            "updated_at": app.now,
        }
    )


@routes.add(
    "meetings_participant_token_refresh",
    "POST",
    "/{app_id}/meetings/{meeting_id}/participants/{participant_id}/token",
)
def refresh_token(app: App, meeting_id: str, participant_id: str) -> Answer:
    """Issue a new join token."""
    participant = app.meeting(meeting_id).participant(participant_id)
    return ok({"token": token(app, participant)})


def new_participant(app: App, meeting: Meeting, body: ParticipantWrite) -> Participant:
    """Make a participant of a meeting."""
    now = app.now
    participant = Participant(
        id=app.world.ids.uuid(),
        created_at=now,
        updated_at=now,
        meeting=meeting,
        preset=app.preset_named(body.preset_name),
        custom_participant_id=body.custom_participant_id,
        name=body.name,
        picture=body.picture,
    )
    meeting.enter(participant)
    return participant


def token(app: App, participant: Participant) -> str:
    """Issue the token that lets a participant join."""
    claims = {
        "orgId": app.id,
        "meetingId": participant.meeting.id,
        "participantId": participant.id,
        "presetId": participant.preset.id,
    }
    return app.world.ids.participant_token(claims, app.now)


def view(participant: Participant) -> Row:
    """Show a participant."""
    return {
        "id": participant.id,
        "name": participant.name,
        "picture": participant.picture,
        "custom_participant_id": participant.custom_participant_id,
        "preset_name": participant.preset.name,
        "created_at": participant.created_at,
        "updated_at": participant.updated_at,
    }


def _check_custom_id(meeting: Meeting, custom_participant_id: str, own: Participant | None = None) -> None:
    """Refuse an id of the application's own that somebody else in the meeting has."""
    is_own = own is not None and own.custom_participant_id == custom_participant_id
    if custom_participant_id in meeting.custom_ids and not is_own:
        raise conflict()
