"""A meeting object without a network: the SDK is given what it would fetch. It can do all that needs no others."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, ClassVar

from .hosts.base import Host, Pipe

NO_NETWORK = ("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE *.local",)
"""Arguments of Chromium with which no name leads anywhere, but those by which WebRTC hides its addresses.

Without them the SDK still tries to reach Cloudflare, with a token that belongs to nobody.
"""

_ALLOWED = {"canProduce": "ALLOWED"}
_CHAT = {"canSend": True, "text": True, "files": True}
_PERMISSIONS: dict[str, Any] = {
    "acceptStageRequests": True,
    "acceptWaitingRequests": True,
    "canAcceptProductionRequests": True,
    "canChangeParticipantPermissions": True,
    "canEditDisplayName": True,
    "canLivestream": True,
    "canRecord": True,
    "canSpotlight": True,
    "chat": {"public": _CHAT, "private": {**_CHAT, "canReceive": True}},
    "connectedMeetings": {
        "canAlterConnectedMeetings": True,
        "canSwitchConnectedMeetings": True,
        "canSwitchToParentMeeting": True,
    },
    "disableParticipantAudio": True,
    "disableParticipantScreensharing": True,
    "disableParticipantVideo": True,
    "hiddenParticipant": False,
    "isRecorder": False,
    "kickParticipant": True,
    "media": {"audio": _ALLOWED, "video": _ALLOWED, "screenshare": _ALLOWED},
    "pinParticipant": True,
    "plugins": {"canClose": True, "canStart": True, "canEditConfig": True, "config": {}},
    "polls": {"canCreate": True, "canVote": True, "canView": True},
    "recorderType": "NONE",
    "showParticipantList": True,
    "stageAccess": "ALLOWED",
    "stageEnabled": False,
    "transcriptionEnabled": True,
    "waitingRoomType": "SKIP",
}
_CONFIG: dict[str, Any] = {
    "viewType": "GROUP_CALL",
    "livestreamViewerQualities": [360, 720],
    "maxScreenshareCount": 1,
    "maxVideoStreams": {"mobile": 6, "desktop": 9},
    "media": {
        "audio": {"enableStereo": False, "enableHighBitrate": False},
        "video": {"quality": "hd", "frameRate": 30, "simulcast": True},
        "screenshare": {"quality": "hd", "frameRate": 15},
    },
}
_SHADES = {str(shade): "#000000" for shade in (300, 400, 500, 600, 700, 800, 900, 1000)}
_COLORS = dict.fromkeys(("danger", "success", "text", "textOnBrand", "videoBg", "warning"), "#000000")
_UI: dict[str, Any] = {
    "configDiff": {},
    "designTokens": {
        "borderRadius": "rounded",
        "borderWidth": "thin",
        "colors": {**_COLORS, "brand": _SHADES, "background": _SHADES},
        "spacingBase": 4,
        "theme": "dark",
    },
}
_IDS = {
    "orgId": "11111111-1111-4111-8111-111111111111",
    "meetingId": "22222222-2222-4222-8222-222222222222",
    "participantId": "33333333-3333-4333-8333-333333333333",
    "presetId": "44444444-4444-4444-8444-444444444444",
}
_DETAILS: dict[str, Any] = {
    "peerId": "55555555-5555-4555-8555-555555555555",
    "iceServers": [],
    "roomDetails": {"meetingTitle": "Offline"},
    "userDetails": {
        "meeting": {"title": "Offline"},
        "participant": {
            "id": _IDS["participantId"],
            "name": "Nobody",
            "email": "",
            "picture": "",
            "customParticipantId": "nobody",
            "organizationId": _IDS["orgId"],
        },
        "preset": {
            "id": _IDS["presetId"],
            "name": "group_call_host",
            "version": "1",
            "config": _CONFIG,
            "permissions": _PERMISSIONS,
            "ui": _UI,
        },
        "socket": {"baseUri": "realtime.cloudflare.com"},
    },
}
"""Made up; its shape is that of `CachedUserDetails` in the SDK's type declarations."""


def _unsigned_token() -> str:
    header = {"alg": "RS256", "typ": "JWT"}
    claims = {**_IDS, "iat": 1_750_000_000, "exp": 4_102_444_800}
    return f"{_encoded(header)}.{_encoded(claims)}.{urlsafe_b64encode(b'sig').decode()}"


def _encoded(part: Mapping[str, object]) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


class Offline:
    """A host whose meeting objects nobody else can see.

    `Meeting(Offline.token, host=Offline(Chromium(args=NO_NETWORK)))` tells whether browser and SDK work on a
    machine, and lets one try one's own sound and pictures. Joining fails, for there is no meeting.
    """

    token: ClassVar[str] = _unsigned_token()
    """A token that belongs to nobody."""

    def __init__(self, host: Host) -> None:
        self._host = host

    async def open(self) -> Pipe:
        """Open a meeting object of the host; raises HostError as that does."""
        return _OfflinePipe(await self._host.open())


class _OfflinePipe:
    """A pipe that gives along what the SDK would fetch."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self.host_name: str = pipe.host_name
        self.init_fields: Mapping[str, object] = {**pipe.init_fields, "cachedUserDetails": _DETAILS}
        self.send = pipe.send
        self.receive = pipe.receive
        self.aclose = pipe.aclose

    @property
    def fate(self) -> str:
        """Why it is over, for people."""
        return self._pipe.fate
