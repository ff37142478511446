"""The measurements of a peer report, moment by moment.

The API names no units; those named here are those of WebRTC statistics (W3C), which the fields are named after.
"""

from typing import Literal

from .common import Answer

QualityLimitationReason = Literal["cpu", "bandwidth", "none", "other"]
"""What kept a picture from being better: the processor, the network, nothing, or something else."""


class QualityLimitationDurations(Answer):
    """Seconds that a picture was held back, by reason."""

    bandwidth: float | None = None
    """Seconds that a slow connection held the picture back."""
    cpu: float | None = None
    """Seconds that a busy device held the picture back."""
    none: float | None = None
    """Seconds in which nothing did."""
    other: float | None = None
    """Seconds that something else did."""


class AudioProducerSample(Answer):
    """One measurement of the sound a peer sent."""

    timestamp: str | None = None
    """When the sample was taken, as the API writes it (ISO 8601, UTC)."""
    producer_id: str | None = None
    """Which stream it is: a microphone, camera or screen has one each time it is switched on."""
    mid: str | None = None
    """Which media section of the session description (SDP) it belongs to, by its identifier."""
    ssrc: int | None = None
    """Number that marks the packets of the stream, unsigned, 32 bits; it means nothing in itself."""
    bytes_sent: int | None = None
    """Bytes sent so far, headers not counted."""
    packets_sent: int | None = None
    """Number of packets sent so far."""
    packets_lost: int | None = None
    """Number of packets lost so far; may be negative when some arrived twice."""
    jitter: float | None = None
    """How unevenly packets arrive, in seconds: the mean deviation of their spacing."""
    rtt: float | None = None
    """Seconds that a packet and its acknowledgement took."""
    mos_quality: float | None = None
    """Mean opinion score of the sound at this moment, 1 (bad) to 5 (excellent)."""


class AudioConsumerSample(Answer):
    """One measurement of the sound a peer received from another."""

    timestamp: str | None = None
    """When the sample was taken, as the API writes it (ISO 8601, UTC)."""
    consumer_id: str | None = None
    """Which receiving end it is: one for each stream of each other peer."""
    producer_id: str | None = None
    """Which stream of the other peer it is."""
    peer_id: str | None = None
    """Which peer sent it."""
    mid: str | None = None
    """Which media section of the session description (SDP) it belongs to, by its identifier."""
    ssrc: int | None = None
    """Number that marks the packets of the stream, unsigned, 32 bits; it means nothing in itself."""
    bytes_received: int | None = None
    """Bytes received so far, headers not counted."""
    packets_received: int | None = None
    """Number of packets received so far."""
    packets_lost: int | None = None
    """Number of packets lost so far; may be negative when some arrived twice."""
    jitter: float | None = None
    """How unevenly packets arrive, in seconds: the mean deviation of their spacing."""
    jitter_buffer_delay: float | None = None
    """Seconds that everything played so far was held back, added up: divide by `jitter_buffer_emitted_count`."""
    jitter_buffer_emitted_count: int | None = None
    """Number of samples that left the jitter buffer so far."""
    concealment_events: int | None = None
    """Number of times so far that missing sound was filled in by guessing."""
    mos_quality: float | None = None
    """Mean opinion score of the sound at this moment, 1 (bad) to 5 (excellent)."""


class VideoProducerSample(Answer):
    """One measurement of the picture a peer sent."""

    timestamp: str | None = None
    """When the sample was taken, as the API writes it (ISO 8601, UTC)."""
    producer_id: str | None = None
    """Which stream it is: a microphone, camera or screen has one each time it is switched on."""
    mid: str | None = None
    """Which media section of the session description (SDP) it belongs to, by its identifier."""
    ssrc: int | None = None
    """Number that marks the packets of the stream, unsigned, 32 bits; it means nothing in itself."""
    bytes_sent: int | None = None
    """Bytes sent so far, headers not counted."""
    packets_sent: int | None = None
    """Number of packets sent so far."""
    packets_lost: int | None = None
    """Number of packets lost so far; may be negative when some arrived twice."""
    jitter: float | None = None
    """How unevenly packets arrive, in seconds: the mean deviation of their spacing."""
    rtt: float | None = None
    """Seconds that a packet and its acknowledgement took."""
    frame_width: int | None = None
    """Width of the picture in pixels."""
    frame_height: int | None = None
    """Height of the picture in pixels."""
    frames_encoded: int | None = None
    """Number of pictures encoded so far."""
    frames_per_second: float | None = None
    """Pictures in the last second."""
    key_frames_encoded: int | None = None
    """Number of whole pictures so far, those that do not build on an earlier one."""
    fir_count: int | None = None
    """Number of times so far that receivers asked for a whole picture (FIR)."""
    pli_count: int | None = None
    """Number of times so far that receivers reported a lost picture (PLI)."""
    quality_limitation_reason: QualityLimitationReason | str | None = None
    """What keeps the encoder from sending more at this moment: cpu, bandwidth, other or none."""
    quality_limitation_durations: QualityLimitationDurations | None = None
    """Seconds so far that each reason has held the picture back."""
    quality_limitation_resolution_changes: int | None = None
    """Number of times so far that the picture's size was changed for such a reason."""
    mos_quality: float | None = None
    """Mean opinion score of the picture at this moment, 1 (bad) to 5 (excellent)."""


class VideoConsumerSample(Answer):
    """One measurement of the picture a peer received from another."""

    timestamp: str | None = None
    """When the sample was taken, as the API writes it (ISO 8601, UTC)."""
    consumer_id: str | None = None
    """Which receiving end it is: one for each stream of each other peer."""
    producer_id: str | None = None
    """Which stream of the other peer it is."""
    peer_id: str | None = None
    """Which peer sent it."""
    mid: str | None = None
    """Which media section of the session description (SDP) it belongs to, by its identifier."""
    ssrc: int | None = None
    """Number that marks the packets of the stream, unsigned, 32 bits; it means nothing in itself."""
    bytes_received: int | None = None
    """Bytes received so far, headers not counted."""
    packets_received: int | None = None
    """Number of packets received so far."""
    packets_lost: int | None = None
    """Number of packets lost so far; may be negative when some arrived twice."""
    jitter: float | None = None
    """How unevenly packets arrive, in seconds: the mean deviation of their spacing."""
    jitter_buffer_delay: float | None = None
    """Seconds that everything played so far was held back, added up: divide by `jitter_buffer_emitted_count`."""
    jitter_buffer_emitted_count: int | None = None
    """Number of pictures that left the jitter buffer so far."""
    frame_width: int | None = None
    """Width of the picture in pixels."""
    frame_height: int | None = None
    """Height of the picture in pixels."""
    frames_decoded: int | None = None
    """Number of pictures decoded so far."""
    frames_dropped: int | None = None
    """Number of pictures so far that came too late to be shown, or could not be."""
    frames_per_second: float | None = None
    """Pictures in the last second."""
    key_frames_decoded: int | None = None
    """Number of whole pictures decoded so far."""
    fir_count: int | None = None
    """Number of times so far that this peer asked for a whole picture (FIR)."""
    mos_quality: float | None = None
    """Mean opinion score of the picture at this moment, 1 (bad) to 5 (excellent)."""
