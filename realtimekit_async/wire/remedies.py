"""What to do about a refusal: one table for errors, `check`, the archive and the command. Pure."""

from collections.abc import Mapping
from typing import TypeVar

from realtimekit_async.errors import (
    ApiError,
    Conflict,
    DecodeError,
    Diagnosis,
    NotFound,
    RateLimited,
    RealtimeKitError,
    RequestTimeout,
    TransportError,
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
    "wrong base URL": "nothing of the API is at this path: look at REALTIMEKIT_BASE_URL (base_url), which is "
    "everything before /accounts and ends with /client/v4, or at the path of a Call of yours",
    "blocked": "not the API refused this but something on the way, such as a firewall or a proxy: look at the "
    "network, HTTPS_PROXY and REALTIMEKIT_BASE_URL (base_url); nobody has looked at the token",
}

_NO_API = (
    "something else has answered than the API: look at REALTIMEKIT_BASE_URL (base_url), which is everything "
    "before /accounts, and at HTTPS_PROXY"
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
    (
        "PUT",
        "/recordings/{recording_id}",
    ): "recordings.get(recording_id) shows how it stands: what has ended cannot be stopped, paused or resumed",
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

_KEPT = "files are kept for seven days: is it older?"
_LATER, _LIMIT = "{later}", "{limit}"
_HELD_BACK = f"nothing was sent; try again {_LATER}, or allow a longer {_LIMIT}"
OF_KINDS: Mapping[str, str] = {
    "NotFound": "look at the ids; a live session or a preset that does not exist is answered in the same way",
    "RateLimited": f"try again {_LATER}, or allow a longer Retry(budget=…); the limit counts for all that use "
    "this token",
    "BadRequest": "look at the values: the method's documentation shows what each field takes",
    "Unprocessable": "the request is well formed, but the state of things forbids it: is a session live?",
    "Conflict": "it exists already: list what there is, then update that",
    "ServerError": "the server failed: try again later, and quote the ray to Cloudflare if it goes on",
    "ApiError": "the server refused: the log at DEBUG shows every request",
    "RequestTimeout": "the network or the server is slow: try a longer timeout=…",
    "TransportError": "look at the network, the proxy and REALTIMEKIT_BASE_URL (base_url)",
    "DecodeError": "does REALTIMEKIT_BASE_URL (base_url) name the API? the log at DEBUG shows every request",
    "WaitTimeout": "wait again, or longer, with timeout=…; was it asked for at all?",
    "RecordingFailed": "there is no file: a recording of under five seconds, or storage that refuses?",
    "DiskFull": "make room and try again: what has arrived is kept",
    "DestinationError": "look at the path and who may write there, or at the bucket and its credentials",
    "EmptyFile": "nothing was said or written down, and asking again changes nothing",
    "FileChanged": "try again: it begins anew",
    "FileCorrupted": "try again: nothing of it was kept",
    "FileNotReady": "it is being made: ask again later",
    "FileVanished": _KEPT,
    "LinkRefused": _KEPT,
    "JoinTimeout": "nobody has let you in: wait longer with timeout=…, or ask a host of the meeting",
    "JoinRejected": "a host of the meeting has turned you away: ask there",
    "NotPermitted": "the preset does not allow it: name another with preset_name=…",
    "MeetingError": "is the meeting ACTIVE, and the participant not removed from it?",
    "HostError": "`realtimekit meeting check` says what this machine lacks",
}
"""What to do about a kind of error, by its name, where neither its code nor its call tells more.

A kind that is not here has the remedy of the one it inherits from.
"""
_NO_PLACE = "allow a longer max_wait=…, or ask for less at once"
_WHERE_FILES_ARE = "recordings.list(expired=False) shows which recordings have their files"

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
    """Return an error with a note that says what to do about it, where its code or its call tells."""
    if (remedy := remedy_of(error)) is not None:
        error.add_note(remedy)
    return error


def usual_of(error: BaseException) -> str | None:
    """Return what to do about an error of this kind."""
    if isinstance(error, RateLimited):
        return _of_limit(error)
    if isinstance(error, TransportError) and error.permanent:
        return _of_what_stays(error)
    kind = next((name for each in type(error).__mro__ if (name := each.__name__) in OF_KINDS), None)
    if kind == "FileVanished" and getattr(error, "name", "").startswith("recording "):
        return _WHERE_FILES_ARE  # the error has said how long files are kept
    return None if kind is None else OF_KINDS[kind]


def _of_limit(error: RateLimited) -> str:
    later = "later" if error.retry_after is None else f"in {error.retry_after:.0f} s"
    limit = "Retry(budget=…)" if "Retry.budget" in error.message else "max_wait=…"
    text = OF_KINDS["RateLimited"] if error.sent else _HELD_BACK
    return text.replace(_LATER, later).replace(_LIMIT, limit)


def _of_what_stays(error: TransportError) -> str | None:
    """Return what to do where asking again cannot help: a place that was not free, a certificate, a proxy."""
    if error.sent:  # the client was closed, or the error says it itself
        return None
    return _NO_PLACE if isinstance(error, RequestTimeout) else OF_KINDS["TransportError"]


def with_usual(error: E) -> E:
    """Return an error with a note that says what to do about it, where it has none that tells more."""
    if not getattr(error, "__notes__", None) and (usual := usual_of(error)) is not None:
        error.add_note(usual)
    return error


def advice_of(error: BaseException) -> str | None:
    """Return what to do about an error: by its code or its call, or else by its kind."""
    return remedy_of(error) or usual_of(error)


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
