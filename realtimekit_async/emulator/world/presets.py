"""The presets that every new app begins with."""

from collections.abc import Iterator
from datetime import datetime

from .answers import Json, Row
from .identity import Ids
from .state import Preset

NO_PLUGINS: Row = {}
YES, NO, ASK = "ALLOWED", "NOT_ALLOWED", "CAN_REQUEST"

HOSTING = (
    "accept_waiting_requests",
    "accept_stage_requests",
    "can_accept_production_requests",
    "can_change_participant_permissions",
    "can_livestream",
    "can_record",
    "can_spotlight",
    "disable_participant_audio",
    "disable_participant_screensharing",
    "disable_participant_video",
    "kick_participant",
    "pin_participant",
)

# name: view type, may speak, runs the meeting
BEGINNINGS: dict[str, tuple[str, str, bool]] = {
    "group_call_host": ("GROUP_CALL", YES, True),
    "group_call_participant": ("GROUP_CALL", YES, False),
    "group_call_guest": ("GROUP_CALL", YES, False),
    "webinar_presenter": ("WEBINAR", YES, True),
    "webinar_participant": ("WEBINAR", ASK, False),
    "webinar_viewer": ("WEBINAR", NO, False),
    "livestream_host": ("LIVESTREAM", YES, True),
    "livestream_viewer": ("LIVESTREAM", NO, False),
}


def default_presets(ids: Ids, now: datetime) -> Iterator[Preset]:
    """Make the presets of a new app."""
    for name, (view_type, speaks, hosts) in BEGINNINGS.items():
        yield Preset(
            id=ids.uuid(),
            created_at=now,
            updated_at=now,
            name=name,
            document=preset_document(view_type, speaks, hosts=hosts),
        )


def preset_document(view_type: str, speaks: str = YES, *, hosts: bool = True) -> Row:
    """Build config, permissions and ui of a preset, complete as the API wants them."""
    return {
        "config": _config(view_type),
        "permissions": _permissions(speaks, hosts=hosts),
        "ui": {"design_tokens": _design_tokens()},
    }


def _config(view_type: str) -> Row:
    return {
        "view_type": view_type,
        "max_screenshare_count": 1,
        "max_video_streams": {"desktop": 9, "mobile": 6},
        "media": {
            "audio": {"enable_high_bitrate": False, "enable_stereo": False},
            "screenshare": {"frame_rate": 15, "quality": "hd"},
            "video": {"frame_rate": 30, "quality": "hd", "simulcast": True},
        },
        "livestream_viewer_qualities": [360, 720],
    }


def _permissions(speaks: str, *, hosts: bool) -> Row:
    hosting: dict[str, Json] = dict.fromkeys(HOSTING, hosts)
    return hosting | {
        "can_edit_display_name": True,
        "hidden_participant": False,
        "is_recorder": False,
        "show_participant_list": True,
        "stage_access": speaks,
        "stage_enabled": speaks != YES,
        "transcription_enabled": True,
        "recorder_type": "NONE",
        "waiting_room_type": "SKIP",
        "chat": {
            "private": {"can_receive": True, "can_send": True, "files": True, "text": True},
            "public": {"can_send": True, "files": True, "text": True},
        },
        "connected_meetings": {
            "can_alter_connected_meetings": hosts,
            "can_switch_connected_meetings": hosts,
            "can_switch_to_parent_meeting": True,
        },
        "media": {kind: {"can_produce": speaks} for kind in ("audio", "screenshare", "video")},
        "plugins": {"can_close": hosts, "can_edit_config": hosts, "can_start": hosts, "config": NO_PLUGINS},
        "polls": {"can_create": hosts, "can_view": True, "can_vote": True},
    }


def _design_tokens() -> Row:
    return {
        "border_radius": "rounded",
        "border_width": "thin",
        "colors": {
            "background": {
                "1000": "#080808",
                "900": "#1A1A1A",
                "800": "#1E1E1E",
                "700": "#2C2C2C",
                "600": "#3C3C3C",
            },
            "brand": {
                "700": "#0B5ED7",
                "600": "#0D6EFD",
                "500": "#2160FD",
                "400": "#3D8BFD",
                "300": "#6EA8FE",
            },
            "danger": "#FF2D2D",
            "success": "#62A504",
            "text": "#EEEEEE",
            "text_on_brand": "#EEEEEE",
            "video_bg": "#191919",
            "warning": "#FFCD07",
        },
        "font_family": "Inter",
        "google_font": "Inter",
        "logo": "https://static.realtimekit.example/logo.png",
        "spacing_base": 4,
        "theme": "dark",
    }
