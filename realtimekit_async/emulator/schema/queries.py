"""The queries, one class per set of keys."""

from datetime import date, datetime
from typing import Annotated, Literal, TypeAlias

from msgspec import UNSET, Meta, UnsetType, field

from realtimekit_async.emulator.world.state import LivestreamStatus, RecordingStatus, Switch

from .base import Query

Count: TypeAlias = Annotated[int, Meta(ge=0)]
Direction: TypeAlias = Literal["ASC", "DESC"]


class Page(Query):
    """Which page of a list."""

    page_no: Count = 1
    per_page: Count = 25


class SearchPage(Page):
    """Which page of a list that can be searched."""

    search: str = ""


class Period(Page):
    """Which page of a list that can be cut to a range of time."""

    start_time: datetime | UnsetType = UNSET
    end_time: datetime | UnsetType = UNSET


class Apps(SearchPage):
    """The query of `GET /apps`."""

    sort_order: Direction = "ASC"


class Meetings(Period):
    """The query of `GET /meetings`."""

    search: str = ""
    status: Switch | UnsetType = UNSET


class OneMeeting(Query):
    """The query of `GET /meetings/{meeting_id}`; what `name` does is not documented."""

    name: str = ""


class Sessions(Period):
    """The query of `GET /sessions`; what `participants` does is not documented."""

    search: str = ""
    associated_id: str = ""
    participants: str = ""
    sort_by: Literal["minutesConsumed", "createdAt"] = "createdAt"
    sort_order: Direction = "DESC"
    status: Literal["LIVE", "ENDED"] | UnsetType = UNSET


class OneSession(Query):
    """The query of `GET /sessions/{session_id}`."""

    include_breakout_rooms: bool = False


class SessionParticipants(SearchPage):
    """The query of `GET /sessions/{session_id}/participants`."""

    include_peer_events: bool = False
    sort_by: Literal["joinedAt", "duration"] = "joinedAt"
    sort_order: Direction = "ASC"
    view: Literal["raw", "consolidated"] = "raw"


class OneSessionParticipant(Query):
    """The query of `GET /sessions/{session_id}/participants/{participant_id}`."""

    include_peer_events: bool = False
    filters: str = ""


class Transcript(Query):
    """The query of `GET /sessions/{session_id}/transcript`."""

    format: Literal["SRT", "VTT", "JSON", "CSV"] = "CSV"


class PeerReport(Query):
    """The query of `GET /sessions/peer-report/{peer_id}`."""

    include_peer_events: bool = False
    filters: (
        Literal["device_info", "ip_information", "precall_network_information", "events", "quality_stats"]
        | UnsetType
    ) = UNSET


class Recordings(Period):
    """The query of `GET /recordings`."""

    search: str = ""
    meeting_id: str = ""
    expired: bool | UnsetType = UNSET
    sort_by: Literal["invokedTime"] = "invokedTime"
    sort_order: Direction = "DESC"
    status: list[RecordingStatus] = field(default_factory=list[RecordingStatus])


class Livestreams(Period):
    """The query of `GET /livestreams`, whose descending order is spelled in its own way."""

    exclude_meetings: bool = False
    sort_order: Literal["ASC", "DSC"] = "DSC"
    status: LivestreamStatus | UnsetType = UNSET


class Days(Query):
    """The query of `GET /analytics/daywise`."""

    start_date: date | UnsetType = UNSET
    end_date: date | UnsetType = UNSET


class Seconds(Query):
    """The query of the livestream analytics: Unix seconds."""

    start_time: int | UnsetType = UNSET
    end_time: int | UnsetType = UNSET
    filters: str = ""
