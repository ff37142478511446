"""The measurements of a peer report: how well a peer was heard and seen, second by second."""

from typing import Literal

from msgspec import field

from .common import Answer

QualityLimitationReason = Literal["cpu", "bandwidth", "none", "other"]


class PercentileSummary(Answer):
    """Average and percentiles of a measured value."""

    avg: float | None = None
    p50: float | None = None
    p75: float | None = None
    p90: float | None = None


class LatencyDistribution(Answer):
    """An average delay, and how often it went over some milliseconds."""

    avg: float | None = None
    latency_100ms_or_greater_event_fraction: float | None = field(
        name="100ms_or_greater_event_fraction", default=None
    )
    latency_250ms_or_greater_event_fraction: float | None = field(
        name="250ms_or_greater_event_fraction", default=None
    )
    latency_500ms_or_greater_event_fraction: float | None = field(
        name="500ms_or_greater_event_fraction", default=None
    )


class PacketLossDistribution(Answer):
    """An average loss of packets, and how often it went over some per cent."""

    avg: float | None = None
    loss_5_or_greater_event_fraction: float | None = field(name="5_or_greater_event_fraction", default=None)
    loss_10_or_greater_event_fraction: float | None = field(name="10_or_greater_event_fraction", default=None)
    loss_25_or_greater_event_fraction: float | None = field(name="25_or_greater_event_fraction", default=None)
    loss_50_or_greater_event_fraction: float | None = field(name="50_or_greater_event_fraction", default=None)


class QualityLimitationDurations(Answer):
    """Seconds that a picture was held back, by reason."""

    bandwidth: float | None = None
    cpu: float | None = None
    none: float | None = None
    other: float | None = None


class AudioProducerSample(Answer):
    """One measurement of the sound a peer sent."""

    timestamp: str | None = None
    producer_id: str | None = None
    mid: str | None = None
    ssrc: int | None = None
    bytes_sent: int | None = None
    packets_sent: int | None = None
    packets_lost: int | None = None
    jitter: float | None = None
    rtt: float | None = None
    mos_quality: float | None = None


class AudioConsumerSample(Answer):
    """One measurement of the sound a peer received from another."""

    timestamp: str | None = None
    consumer_id: str | None = None
    producer_id: str | None = None
    peer_id: str | None = None
    mid: str | None = None
    ssrc: int | None = None
    bytes_received: int | None = None
    packets_received: int | None = None
    packets_lost: int | None = None
    jitter: float | None = None
    jitter_buffer_delay: float | None = None
    jitter_buffer_emitted_count: int | None = None
    concealment_events: int | None = None
    mos_quality: float | None = None


class VideoProducerSample(Answer):
    """One measurement of the picture a peer sent."""

    timestamp: str | None = None
    producer_id: str | None = None
    mid: str | None = None
    ssrc: int | None = None
    bytes_sent: int | None = None
    packets_sent: int | None = None
    packets_lost: int | None = None
    jitter: float | None = None
    rtt: float | None = None
    frame_width: int | None = None
    frame_height: int | None = None
    frames_encoded: int | None = None
    frames_per_second: float | None = None
    key_frames_encoded: int | None = None
    fir_count: int | None = None
    pli_count: int | None = None
    quality_limitation_reason: QualityLimitationReason | str | None = None
    quality_limitation_durations: QualityLimitationDurations | None = None
    quality_limitation_resolution_changes: int | None = None
    mos_quality: float | None = None


class VideoConsumerSample(Answer):
    """One measurement of the picture a peer received from another."""

    timestamp: str | None = None
    consumer_id: str | None = None
    producer_id: str | None = None
    peer_id: str | None = None
    mid: str | None = None
    ssrc: int | None = None
    bytes_received: int | None = None
    packets_received: int | None = None
    packets_lost: int | None = None
    jitter: float | None = None
    jitter_buffer_delay: float | None = None
    jitter_buffer_emitted_count: int | None = None
    frame_width: int | None = None
    frame_height: int | None = None
    frames_decoded: int | None = None
    frames_dropped: int | None = None
    frames_per_second: float | None = None
    key_frames_decoded: int | None = None
    fir_count: int | None = None
    mos_quality: float | None = None


class AudioProducerTotals(Answer):
    """The sound a peer sent, over the whole call."""

    packet_loss: PacketLossDistribution | None = None
    quality_mos: PercentileSummary | None = None
    rtt: LatencyDistribution | None = None


class AudioConsumerTotals(Answer):
    """The sound a peer received, over the whole call."""

    packet_loss: PacketLossDistribution | None = None
    quality_mos: PercentileSummary | None = None
    jitter_buffer_delay: LatencyDistribution | None = None


class VideoProducerIssues(Answer):
    """How much of the call the picture a peer sent was in trouble, by kind."""

    no_video_fraction: float | None = None
    poor_resolution_fraction: float | None = None
    quality_limitation_fraction: float | None = None
    bandwidth_quality_limitation_fraction: float | None = None
    cpu_quality_limitation_fraction: float | None = None


class VideoProducerTotals(Answer):
    """The picture a peer sent, over the whole call."""

    packet_loss: PacketLossDistribution | None = None
    quality_mos: PercentileSummary | None = None
    rtt: LatencyDistribution | None = None
    frame_width: PercentileSummary | None = None
    frame_per_second: PercentileSummary | None = None
    key_frames_encoded_fraction: float | None = None
    high_negative_feedback_fraction: float | None = None
    issues: VideoProducerIssues | None = None


class VideoConsumerIssues(Answer):
    """How much of the call the picture a peer received was in trouble, by kind."""

    lag_fraction: float | None = None
    no_video_fraction: float | None = None
    poor_resolution_fraction: float | None = None


class VideoConsumerTotals(Answer):
    """The picture a peer received, over the whole call."""

    packet_loss: PacketLossDistribution | None = None
    quality_mos: PercentileSummary | None = None
    jitter_buffer_delay: LatencyDistribution | None = None
    frame_width: PercentileSummary | None = None
    frame_per_second: PercentileSummary | None = None
    key_frames_decoded_fraction: float | None = None
    issues: VideoConsumerIssues | None = None


class PeerReportQuality(Answer):
    """How well a peer was heard and seen, and heard and saw the others."""

    audio_producer: list[AudioProducerSample] | None = None
    audio_producer_cumulative: AudioProducerTotals | None = None
    audio_consumer: list[AudioConsumerSample] | None = None
    audio_consumer_cumulative: AudioConsumerTotals | None = None
    video_producer: list[VideoProducerSample] | None = None
    video_producer_cumulative: VideoProducerTotals | None = None
    video_consumer: list[VideoConsumerSample] | None = None
    video_consumer_cumulative: VideoConsumerTotals | None = None
    screenshare_audio_producer: list[AudioProducerSample] | None = None
    screenshare_audio_producer_cumulative: AudioProducerTotals | None = None
    screenshare_audio_consumer: list[AudioConsumerSample] | None = None
    screenshare_audio_consumer_cumulative: AudioConsumerTotals | None = None
    screenshare_video_producer: list[VideoProducerSample] | None = None
    screenshare_video_producer_cumulative: VideoProducerTotals | None = None
    screenshare_video_consumer: list[VideoConsumerSample] | None = None
    screenshare_video_consumer_cumulative: VideoConsumerTotals | None = None
