"""What to do about a refusal: one table for errors, `check`, the archive and the command. Pure."""

from collections.abc import Mapping
from typing import TypeVar

from realtimekit_async.errors import (
    ApiError,
    Conflict,
    DecodeError,
    Diagnosis,
    NotFound,
    RealtimeKitError,
    Unprocessable,
    diagnose,
    is_passing,
    may_have_acted,
)

E = TypeVar("E", bound=RealtimeKitError)

_CHANGE_ONCE = {"POST", "PATCH"}
EXISTS = 40901
"""The application's code for what exists already, whatever status comes with it."""

OF_DIAGNOSES: Mapping[Diagnosis, str] = {
    "malformed token": "look at CLOUDFLARE_API_TOKEN (api_token): it has no token's form (is it whole, and no API "
    "key?)",
    "wrong token": "look at CLOUDFLARE_API_TOKEN (api_token): it is not a valid token (was it revoked, has it "
    "expired?)",
    "no permission": 'give the API token the permission "Realtime Admin" for this account, and look whether '
    "CLOUDFLARE_ACCOUNT_ID (account_id) is the account it was made for",
    "wrong account or app": "look at CLOUDFLARE_ACCOUNT_ID (account_id) and REALTIMEKIT_APP_ID (app_id): one of "
    "them does not exist; `realtimekit check`, or rtk.check(), tells which",
    "blocked": "not the API refused this but something on the way, such as a firewall or a proxy: look at the "
    "network, HTTPS_PROXY and REALTIMEKIT_BASE_URL (base_url); nobody has looked at the token",
}

_NO_API = (
    "a web page answered, and not the API: look at REALTIMEKIT_BASE_URL (base_url), which is everything before "
    "/accounts, and at HTTPS_PROXY"
)
_PARTICIPANTS = "/meetings/{meeting_id}/participants"
_PARTICIPANT = f"{_PARTICIPANTS}/{{participant_id}}"
_LIVE = "/active-session"

_WHERE_IT_EXISTS: Mapping[tuple[str, str], str] = {
    (
        "POST",
        _PARTICIPANTS,
    ): "the meeting has this custom_participant_id already: participants.ensure finds it, and "
    "returns it with a new token; where the participant's id is known, participants.refresh_token is enough",
    (
        "POST",
        "/webhooks",
    ): "the URL has a webhook already: webhooks.ensure finds it, and changes what is different",
    ("POST", "/presets"): "there is a preset of this name: presets.ensure finds it, and changes what is different",
    ("DELETE", "/presets/{preset_id}"): "a preset that participants have cannot be deleted: give them another one",
    ("POST", "/recordings"): "recordings.active finds the one that is running; allow_multiple_recordings=True "
    "starts another beside it",
}
_NO_PRESET = "the meeting or the preset does not exist: presets.list shows the names that preset_name may have"
_WHERE_NOT_FOUND: Mapping[tuple[str, str], str] = {
    ("POST", _PARTICIPANTS): _NO_PRESET,
    ("PATCH", _PARTICIPANT): _NO_PRESET.replace("meeting or", "participant or"),
    ("PUT", _PARTICIPANT): _NO_PRESET.replace("meeting or", "participant or"),
    ("GET", "/presets"): "presets.list shows the names",
    (
        "GET",
        "/sessions/{session_id}/summary",
    ): "no summary was made, or there is no such session: sessions.generate_summary(session_id) asks for one",
}
_NOBODY_THERE = "no session is live in this meeting (one begins when somebody joins), or nobody in it is meant"
_WHERE_UNPROCESSABLE: Mapping[tuple[str, str], str] = {
    (
        "POST",
        "/recordings/track",
    ): "tracks are recorded of a live session, and some servers want to be told where to: "
    'layers={"default": {"outputs": [{"type": "REALTIMEKIT_BUCKET"}]}}, without media_kind',
}

_WHO_IS_THERE = "sessions.participants(session_id) shows who is still there"
_MUTED_TWICE = "to mute once more does no harm"
WHAT_SHOWS_AN_EFFECT: Mapping[tuple[str, str], str] = {
    ("POST", "/apps"): "apps.list(search=name) shows whether the app is there",
    ("POST", "/meetings"): "meetings.list(search=title) shows whether the meeting is there",
    ("PATCH", "/meetings/{meeting_id}"): "meetings.get(meeting_id) shows it as it is",
    ("POST", _PARTICIPANTS): "participants.ensure finds the participant by custom_participant_id, or adds it",
    ("PATCH", _PARTICIPANT): "participants.get(meeting_id, participant_id) shows it as it is",
    ("POST", f"{_PARTICIPANT}/token"): "nobody misses a token that has not arrived, so ask for another one",
    ("POST", "/presets"): "presets.ensure finds the preset by its name, or makes it",
    ("PATCH", "/presets/{preset_id}"): "presets.get(preset_id) shows it as it is",
    ("POST", "/webhooks"): "webhooks.ensure finds the webhook by its URL, or makes it",
    ("PATCH", "/webhooks/{webhook_id}"): "webhooks.get(webhook_id) shows it as it is",
    ("POST", "/recordings"): "recordings.active(meeting_id) shows the one that runs",
    ("POST", "/recordings/track"): "recordings.list(meeting_id=meeting_id) shows whether it runs",
    ("POST", "/sessions/{session_id}/summary"): "sessions.summary(session_id) shows it as soon as it is made",
    ("POST", "/livestreams"): "livestreams.list shows whether it is there",
    ("POST", "/meetings/{meeting_id}/livestreams"): "livestreams.active(meeting_id) shows the one that runs",
    (
        "POST",
        "/meetings/{meeting_id}/active-livestream/stop",
    ): "livestreams.active(meeting_id) shows whether it runs still",
    ("POST", "/meetings/{meeting_id}/active-session/kick"): _WHO_IS_THERE,
    ("POST", "/meetings/{meeting_id}/active-session/kick-all"): _WHO_IS_THERE,
    ("POST", "/meetings/{meeting_id}/active-session/mute"): _MUTED_TWICE,
    ("POST", "/meetings/{meeting_id}/active-session/mute-all"): _MUTED_TWICE,
    (
        "POST",
        "/meetings/{meeting_id}/active-session/poll",
    ): "whoever is in the meeting sees it; no call lists polls",
}
"""How to find out whether a call that is not to be repeated was carried out, where its answer did not arrive."""


def remedy_of(error: BaseException) -> str | None:
    """Return what to do about a refusal, where its code or its call tells."""
    if (diagnosis := diagnose(error)) is not None:
        return OF_DIAGNOSES[diagnosis]
    if isinstance(error, ApiError | DecodeError) and error.is_foreign:
        return None if is_passing(error.status) else _NO_API
    if not isinstance(error, ApiError):
        return None
    call = error.method, error.path
    if isinstance(error, Conflict) or str(error.code) == str(EXISTS):
        return _WHERE_IT_EXISTS.get(call)
    if isinstance(error, NotFound):
        return _WHERE_NOT_FOUND.get(call, _NOBODY_THERE if _LIVE in error.path else None)
    return _WHERE_UNPROCESSABLE.get(call) if isinstance(error, Unprocessable) else None


def with_remedy(error: E) -> E:
    """Return an error with a note that says what to do about it, where that is known."""
    if (remedy := remedy_of(error)) is not None:
        error.add_note(remedy)
    return error


def doubt_of(error: BaseException) -> str | None:
    """Return how to find out whether a failed call, which is not to be repeated, was carried out all the same."""
    call = getattr(error, "method", ""), getattr(error, "path", "")
    if call[0] not in _CHANGE_ONCE or not may_have_acted(error):
        return None
    look = WHAT_SHOWS_AN_EFFECT.get(call, "look before you repeat it")
    return f"it may have been carried out all the same: {look}"


def with_doubt(error: E) -> E:
    """Return an error with a note of what may have happened, where it may have."""
    if (doubt := doubt_of(error)) is not None:
        error.add_note(doubt)
    return error
