"""Call statistics as older servers give them beside a participant of a session."""

from msgspec import field

from .common import Answer, Timestamp


class Asn(Answer):
    """The autonomous system an address belongs to."""

    asn: str | None = None
    name: str | None = None
    domain: str | None = None
    route: str | None = None
    type: str | None = None


class IpInformation(Answer):
    """Where on the network, and roughly where on earth, a peer was."""

    ipv4: str | None = None
    ip_location: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    timezone: str | None = None
    org: str | None = None
    portal: str | None = None
    asn: Asn | None = None


class DeviceInfo(Answer):
    """The device of a peer, and in older statistics its browser too."""

    is_mobile: bool | None = None
    os: str | None = None
    os_version: str | None = None
    cpus: int | None = None
    memory: float | None = None
    browser: str | None = None
    browser_version: str | None = None
    engine: str | None = None
    user_agent: str | None = None
    sdk_name: str | None = None
    sdk_version: str | None = None
    webgl_support: bool | str | None = None


class Connectivity(Answer):
    """Which kinds of connection a peer could open."""

    host: bool | None = None
    reflexive: bool | None = None
    relay: bool | None = None


class IpDetails(Answer):
    """What was found out about a peer's address."""

    ip: str | None = None
    loc: str | None = None
    postal: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    timezone: str | None = None
    asn: Asn | None = None


class Coordinates(Answer):
    """A point on earth, in degrees."""

    latitude: float | None = None
    longitude: float | None = None


class Location(Answer):
    """Where on earth a peer was."""

    coords: Coordinates | None = None


class ConnectionInfo(Answer):
    """How good a peer's connection was at the time of an event."""

    r_t_t: float | None = None
    backend_r_t_t: float | None = None
    effective_network_type: str | None = None
    throughput: float | None = None
    jitter: float | None = None
    fractional_loss: float | None = None
    turn_connectivity: bool | None = None
    connectivity: Connectivity | None = None
    ip_details: IpDetails | None = None
    location: Location | None = None


class PeerStatsEventMetadata(Answer):
    """What is told along with an event."""

    connection_info: ConnectionInfo | None = None


class PeerStatsEvent(Answer):
    """Something that happened to a peer's connection."""

    type: str | None = None
    timestamp: str | None = None
    metadata: PeerStatsEventMetadata | None = None


class PrecallNetworkInformation(Answer):
    """What the network test before joining has shown."""

    rtt: float | None = None
    backend_rtt: float | None = None
    effective_networktype: str | None = None
    throughput: float | None = None
    jitter: float | None = None
    fractional_loss: float | None = None
    reflexive_connectivity: bool | None = None
    relay_connectivity: bool | None = None
    turn_connectivity: bool | None = None


class SessionPrecallNetworkInformation(PrecallNetworkInformation):
    """The same test where the API misspells the throughput."""

    throughput: float | None = field(name="throughtput", default=None)


class PeerStats(Answer):
    """Device, address and events of a peer, in an older peer report."""

    device_info: DeviceInfo | None = None
    ip_information: IpInformation | None = None
    precall_network_information: PrecallNetworkInformation | None = None
    events: list[PeerStatsEvent] | None = None


class SessionPeerStats(Answer):
    """Device, address and events of a peer, beside an older session participant."""

    config: str | None = None
    status: str | None = None
    device_info: DeviceInfo | None = None
    ip_information: IpInformation | None = None
    precall_network_information: SessionPrecallNetworkInformation | None = None
    events: list[PeerStatsEvent] | None = None


class AudioStat(Answer):
    """One sample of the sound a peer sent or received."""

    timestamp: str | None = None
    quality: float | None = None
    jitter: float | None = None
    packets_lost: int | None = None
    concealment_events: int | None = None


class VideoStat(Answer):
    """One sample of the picture a peer sent or received."""

    timestamp: str | None = None
    quality: float | None = None
    jitter: float | None = None
    packets_lost: int | None = None
    frame_width: int | None = None
    frame_height: int | None = None
    frames_dropped: int | None = None
    frames_per_second: float | None = None


class QualityStats(Answer):
    """How well a peer was heard and seen."""

    peer_id: str | None = None
    peer_ids: list[str] | None = None
    start: Timestamp | None = None
    end: Timestamp | None = None
    average_quality: float | None = None
    audio_bandwidth: float | None = None
    audio_packet_loss: float | None = None
    audio_stats: list[AudioStat] | None = None
    total_audio_packets: int | None = None
    total_audio_packets_lost: int | None = None
    first_audio_packet_received: str | None = None
    last_audio_packet_received: str | None = None
    video_bandwidth: float | None = None
    video_packet_loss: float | None = None
    video_stats: list[VideoStat] | None = None
    total_video_packets: int | None = None
    total_video_packets_lost: int | None = None
    first_video_packet_received: str | None = None
    last_video_packet_received: str | None = None
