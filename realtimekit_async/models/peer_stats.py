"""Call statistics as older servers give them beside a participant of a session."""

from msgspec import field

from .common import Answer, Timestamp


class Asn(Answer):
    """The autonomous system an address belongs to."""

    asn: str | None = None
    """Which autonomous system the address belongs to, such as AS13335."""
    name: str | None = None
    """Who runs it, such as Cloudflare, Inc."""
    domain: str | None = None
    """Who runs it, by the name of a site."""
    route: str | None = None
    """The block of addresses it was found by, such as 104.16.0.0/13."""
    type: str | None = None
    """What its owner does: isp, hosting, business or education."""


class IpInformation(Answer):
    """Where on the network, and roughly where on earth, a peer was."""

    ipv4: str | None = None
    """Public address of the peer, which is personal data; absent where it was not found out."""
    ip_location: str | None = None
    """Latitude and longitude in degrees as one text, guessed from the address."""
    city: str | None = None
    """City that the address is thought to be in."""
    region: str | None = None
    """State or province that the address is thought to be in."""
    country: str | None = None
    """Country that the address is thought to be in, mostly as two letters."""
    timezone: str | None = None
    """Time zone of that place, such as Europe/Berlin."""
    org: str | None = None
    """Whose address it is: number and name of the provider."""
    portal: str | None = None
    """What the look-up service calls itself; of no use to most."""
    asn: Asn | None = None
    """The network that the address belongs to; absent from older answers."""


class DeviceInfo(Answer):
    """The device of a peer, and in older statistics its browser too."""

    is_mobile: bool | None = None
    """Whether it was a phone or tablet."""
    os: str | None = None
    """What the operating system calls itself, such as macOS."""
    os_version: str | None = None
    """Which version of the operating system, as it tells; browsers round it."""
    cpus: int | None = None
    """Number of processor cores that the browser admits to."""
    memory: float | None = None
    """Gibibytes of memory that the browser admits to, 8 at most; absent where it tells none."""
    browser: str | None = None
    """What the browser calls itself, such as Chrome; absent from a peer report's newer form."""
    browser_version: str | None = None
    """Which version of the browser; absent from a peer report's newer form."""
    engine: str | None = None
    """What draws the browser's pages, such as Blink; absent from a peer report's newer form."""
    user_agent: str | None = None
    """How the browser introduces itself to servers; absent from a peer report's newer form."""
    sdk_name: str | None = None
    """Which client library the peer used."""
    sdk_version: str | None = None
    """Which version of that library."""
    webgl_support: bool | str | None = None
    """Whether the browser draws with WebGL: true or false, or a text from older servers."""


class Connectivity(Answer):
    """Which kinds of connection a peer could open."""

    host: bool | None = None
    """Whether peers of the same network could be reached directly."""
    reflexive: bool | None = None
    """Whether it worked through the address that a STUN server sees."""
    relay: bool | None = None
    """Whether it worked through a TURN server."""


class IpDetails(Answer):
    """What was found out about a peer's address."""

    ip: str | None = None
    """Public address of the peer, which is personal data."""
    loc: str | None = None
    """Latitude and longitude in degrees as one text, guessed from the address."""
    postal: str | None = None
    """Postal code of that place."""
    city: str | None = None
    """City that the address is thought to be in."""
    region: str | None = None
    """State or province that the address is thought to be in."""
    country: str | None = None
    """Country that the address is thought to be in, mostly as two letters."""
    timezone: str | None = None
    """Time zone of that place, such as Europe/Berlin."""
    asn: Asn | None = None
    """The network that the address belongs to."""


class Coordinates(Answer):
    """A point on earth, in degrees."""

    latitude: float | None = None
    """Degrees north of the equator; negative in the south."""
    longitude: float | None = None
    """Degrees east of Greenwich; negative in the west."""


class Location(Answer):
    """Where on earth a peer was."""

    coords: Coordinates | None = None
    """The point, guessed from the address and not measured."""


class ConnectionInfo(Answer):
    """How good a peer's connection was at the time of an event."""

    r_t_t: float | None = None
    """Milliseconds to the media server and back."""
    backend_r_t_t: float | None = None
    """Milliseconds to the API's server and back."""
    effective_network_type: str | None = None
    """What the browser takes the connection for, such as 4g."""
    throughput: float | None = None
    """How much went through; the API names no unit, kilobits a second would fit."""
    jitter: float | None = None
    """How unevenly packets arrived, in milliseconds."""
    fractional_loss: float | None = None
    """Share of the packets that were lost, 0 to 1."""
    turn_connectivity: bool | None = None
    """Whether a TURN server could be reached."""
    connectivity: Connectivity | None = None
    """Which ways to other peers were open."""
    ip_details: IpDetails | None = None
    """What was found out about the address; absent where nothing was."""
    location: Location | None = None
    """Where that is; absent where it was not found out."""


class PeerStatsEventMetadata(Answer):
    """What is told along with an event."""

    connection_info: ConnectionInfo | None = None
    """How good the connection was then; absent for events that say nothing of it."""


class PeerStatsEvent(Answer):
    """Something that happened to a peer's connection."""

    type: str | None = None
    """What happened, in the API's word."""
    timestamp: str | None = None
    """When it happened, as the API writes it (ISO 8601, UTC)."""
    metadata: PeerStatsEventMetadata | None = None
    """What is known besides; absent where nothing is."""


class PrecallNetworkInformation(Answer):
    """What the network test before joining has shown."""

    rtt: float | None = None
    """Milliseconds to the media server and back."""
    backend_rtt: float | None = None
    """Milliseconds to the API's server and back."""
    effective_networktype: str | None = None
    """What the browser takes the connection for, such as 4g; the API leaves an underscore out here."""
    throughput: float | None = None
    """How much went through; the API names no unit, kilobits a second would fit."""
    jitter: float | None = None
    """How unevenly packets arrived, in milliseconds."""
    fractional_loss: float | None = None
    """Share of the packets that were lost, 0 to 1."""
    reflexive_connectivity: bool | None = None
    """Whether it worked through the address that a STUN server sees."""
    relay_connectivity: bool | None = None
    """Whether it worked through a TURN server."""
    turn_connectivity: bool | None = None
    """Whether a TURN server could be reached."""


class SessionPrecallNetworkInformation(PrecallNetworkInformation):
    """The same test where the API misspells the throughput."""

    throughput: float | None = field(name="throughtput", default=None)
    """How much went through, in no unit that the API names; it is sent as `throughtput`."""


class PeerStats(Answer):
    """Device, address and events of a peer, in an older peer report."""

    device_info: DeviceInfo | None = None
    """What the peer ran on."""
    ip_information: IpInformation | None = None
    """Where on the network it was, which is personal data."""
    precall_network_information: PrecallNetworkInformation | None = None
    """What the test before joining has shown; absent where there was none."""
    events: list[PeerStatsEvent] | None = None
    """What happened to its connection, in order."""


class SessionPeerStats(Answer):
    """Device, address and events of a peer, beside an older session participant."""

    config: str | None = None
    """How it was set up, as the API writes it."""
    status: str | None = None
    """How it stood, in the API's word."""
    device_info: DeviceInfo | None = None
    """What the peer ran on."""
    ip_information: IpInformation | None = None
    """Where on the network it was, which is personal data."""
    precall_network_information: SessionPrecallNetworkInformation | None = None
    """What the test before joining has shown; absent where there was none."""
    events: list[PeerStatsEvent] | None = None
    """What happened to its connection, in order."""


class AudioStat(Answer):
    """One sample of the sound a peer sent or received."""

    timestamp: str | None = None
    """When the sample was taken, as the API writes it (ISO 8601, UTC)."""
    quality: float | None = None
    """Mean opinion score of the sound, 1 (bad) to 5 (excellent)."""
    jitter: float | None = None
    """How unevenly packets arrive; the API names no unit, WebRTC counts it in seconds."""
    packets_lost: int | None = None
    """Number of packets lost since the sample before."""
    concealment_events: int | None = None
    """Number of times that missing sound was filled in by guessing."""


class VideoStat(Answer):
    """One sample of the picture a peer sent or received."""

    timestamp: str | None = None
    """When the sample was taken, as the API writes it (ISO 8601, UTC)."""
    quality: float | None = None
    """Mean opinion score of the picture, 1 (bad) to 5 (excellent)."""
    jitter: float | None = None
    """How unevenly packets arrive; the API names no unit, WebRTC counts it in seconds."""
    packets_lost: int | None = None
    """Number of packets lost since the sample before."""
    frame_width: int | None = None
    """Width of the picture in pixels."""
    frame_height: int | None = None
    """Height of the picture in pixels."""
    frames_dropped: int | None = None
    """Number of pictures that came too late to be shown, or could not be."""
    frames_per_second: float | None = None
    """Pictures in the last second."""


class QualityStats(Answer):
    """How well a peer was heard and seen."""

    peer_id: str | None = None
    """Which peer sent what is measured here."""
    peer_ids: list[str] | None = None
    """The same where several are told of together; absent otherwise."""
    start: Timestamp | None = None
    """When measuring began (UTC)."""
    end: Timestamp | None = None
    """When measuring ended (UTC); absent while it goes on."""
    average_quality: float | None = None
    """Mean opinion score over the whole time, 1 (bad) to 5 (excellent)."""
    audio_bandwidth: float | None = None
    """How much sound went through; the API names no unit, bits a second would fit."""
    audio_packet_loss: float | None = None
    """Share of the sound's packets that were lost; whether 0 to 1 or in per cent, the API does not say."""
    audio_stats: list[AudioStat] | None = None
    """The sound, sample by sample; absent where there was none."""
    total_audio_packets: int | None = None
    """Number of packets of sound over the whole time."""
    total_audio_packets_lost: int | None = None
    """Number of them that were lost."""
    first_audio_packet_received: str | None = None
    """When the first packet of sound came, as the API writes it (ISO 8601, UTC); absent if none did."""
    last_audio_packet_received: str | None = None
    """When the last packet of sound came, as the API writes it (ISO 8601, UTC); absent if none did."""
    video_bandwidth: float | None = None
    """How much of the picture went through; the API names no unit, bits a second would fit."""
    video_packet_loss: float | None = None
    """Share of the picture's packets that were lost; whether 0 to 1 or in per cent, the API does not say."""
    video_stats: list[VideoStat] | None = None
    """The picture, sample by sample; absent where there was none."""
    total_video_packets: int | None = None
    """Number of packets of the picture over the whole time."""
    total_video_packets_lost: int | None = None
    """Number of them that were lost."""
    first_video_packet_received: str | None = None
    """When the first packet of the picture came, as the API writes it (ISO 8601, UTC); absent if none did."""
    last_video_packet_received: str | None = None
    """When the last packet of the picture came, as the API writes it (ISO 8601, UTC); absent if none did."""
