"""How well a peer of a peer report was heard and seen over the whole call."""

from msgspec import field

from .common import Answer
from .peer_samples import AudioConsumerSample, AudioProducerSample, VideoConsumerSample, VideoProducerSample


class PercentileSummary(Answer):
    """Average and percentiles of a measured value."""

    avg: float | None = None
    """Mean over the whole call, in the unit of the field it stands in."""
    p50: float | None = None
    """Half of the samples lie at or below it (the median), in the same unit."""
    p75: float | None = None
    """Three quarters of the samples lie at or below it, in the same unit."""
    p90: float | None = None
    """Nine tenths of the samples lie at or below it, in the same unit."""


class LatencyDistribution(Answer):
    """An average delay, and how often it went over some milliseconds."""

    avg: float | None = None
    """Mean delay over the whole call; the API names no unit, WebRTC's own figures are in seconds."""
    latency_100ms_or_greater_event_fraction: float | None = field(
        name="100ms_or_greater_event_fraction", default=None
    )
    """Share of the samples, 0 to 1, with a delay of at least 100 milliseconds."""
    latency_250ms_or_greater_event_fraction: float | None = field(
        name="250ms_or_greater_event_fraction", default=None
    )
    """Share of the samples, 0 to 1, with a delay of at least 250 milliseconds: a talk feels slow."""
    latency_500ms_or_greater_event_fraction: float | None = field(
        name="500ms_or_greater_event_fraction", default=None
    )
    """Share of the samples, 0 to 1, with a delay of at least 500 milliseconds: people interrupt each other."""


class PacketLossDistribution(Answer):
    """An average loss of packets, and how often it went over some per cent."""

    avg: float | None = None
    """Mean share of packets that were lost over the whole call."""
    loss_5_or_greater_event_fraction: float | None = field(name="5_or_greater_event_fraction", default=None)
    """Share of the samples, 0 to 1, in which at least 5 % of the packets were lost."""
    loss_10_or_greater_event_fraction: float | None = field(name="10_or_greater_event_fraction", default=None)
    """Share of the samples, 0 to 1, in which at least 10 % of the packets were lost."""
    loss_25_or_greater_event_fraction: float | None = field(name="25_or_greater_event_fraction", default=None)
    """Share of the samples, 0 to 1, in which at least 25 % of the packets were lost."""
    loss_50_or_greater_event_fraction: float | None = field(name="50_or_greater_event_fraction", default=None)
    """Share of the samples, 0 to 1, in which at least 50 % of the packets were lost."""


class AudioProducerTotals(Answer):
    """The sound a peer sent, over the whole call."""

    packet_loss: PacketLossDistribution | None = None
    """How much of what was sent was lost on the way."""
    quality_mos: PercentileSummary | None = None
    """Mean opinion score of the sound, 1 (bad) to 5 (excellent)."""
    rtt: LatencyDistribution | None = None
    """How long a packet and its acknowledgement took."""


class AudioConsumerTotals(Answer):
    """The sound a peer received, over the whole call."""

    packet_loss: PacketLossDistribution | None = None
    """How much of what was sent to this peer was lost on the way."""
    quality_mos: PercentileSummary | None = None
    """Mean opinion score of the sound, 1 (bad) to 5 (excellent)."""
    jitter_buffer_delay: LatencyDistribution | None = None
    """How long sound was held back so that it could be played evenly."""


class VideoProducerIssues(Answer):
    """How much of the call the picture a peer sent was in trouble, by kind."""

    no_video_fraction: float | None = None
    """Share of the call, 0 to 1, in which no picture was sent though the camera was on."""
    poor_resolution_fraction: float | None = None
    """Share of the call, 0 to 1, in which the picture was small."""
    quality_limitation_fraction: float | None = None
    """Share of the call, 0 to 1, in which the encoder sent less than it was asked to, for any reason."""
    bandwidth_quality_limitation_fraction: float | None = None
    """Share of the call, 0 to 1, in which it did so because the connection was slow."""
    cpu_quality_limitation_fraction: float | None = None
    """Share of the call, 0 to 1, in which it did so because the device was busy."""


class VideoProducerTotals(Answer):
    """The picture a peer sent, over the whole call."""

    packet_loss: PacketLossDistribution | None = None
    """How much of what was sent was lost on the way."""
    quality_mos: PercentileSummary | None = None
    """Mean opinion score of the picture, 1 (bad) to 5 (excellent)."""
    rtt: LatencyDistribution | None = None
    """How long a packet and its acknowledgement took."""
    frame_width: PercentileSummary | None = None
    """Width of the picture that was sent, in pixels."""
    frame_per_second: PercentileSummary | None = None
    """Pictures that were sent a second."""
    key_frames_encoded_fraction: float | None = None
    """Share of the frames, 0 to 1, that were whole pictures; many of them mean that receivers lost some."""
    high_negative_feedback_fraction: float | None = None
    """Share of the call, 0 to 1, in which receivers asked for much to be sent again."""
    issues: VideoProducerIssues | None = None
    """What was wrong, by kind; absent where nothing was measured."""


class VideoConsumerIssues(Answer):
    """How much of the call the picture a peer received was in trouble, by kind."""

    lag_fraction: float | None = None
    """Share of the call, 0 to 1, in which the picture came late."""
    no_video_fraction: float | None = None
    """Share of the call, 0 to 1, in which no picture came though one was sent."""
    poor_resolution_fraction: float | None = None
    """Share of the call, 0 to 1, in which the picture that came was small."""


class VideoConsumerTotals(Answer):
    """The picture a peer received, over the whole call."""

    packet_loss: PacketLossDistribution | None = None
    """How much of what was sent to this peer was lost on the way."""
    quality_mos: PercentileSummary | None = None
    """Mean opinion score of the picture, 1 (bad) to 5 (excellent)."""
    jitter_buffer_delay: LatencyDistribution | None = None
    """How long pictures were held back so that they could be shown evenly."""
    frame_width: PercentileSummary | None = None
    """Width of the picture that came, in pixels."""
    frame_per_second: PercentileSummary | None = None
    """Pictures that came a second."""
    key_frames_decoded_fraction: float | None = None
    """Share of the frames, 0 to 1, that were whole pictures."""
    issues: VideoConsumerIssues | None = None
    """What was wrong, by kind; absent where nothing was measured."""


class PeerReportQuality(Answer):
    """How well a peer was heard and seen, and heard and saw the others."""

    audio_producer: list[AudioProducerSample] | None = None
    """What the microphone sent, sample by sample; absent if it was never on."""
    audio_producer_cumulative: AudioProducerTotals | None = None
    """The same, summed up over the whole call."""
    audio_consumer: list[AudioConsumerSample] | None = None
    """What came from the others' microphones, sample by sample; absent if none did."""
    audio_consumer_cumulative: AudioConsumerTotals | None = None
    """The same, summed up over the whole call."""
    video_producer: list[VideoProducerSample] | None = None
    """What the camera sent, sample by sample; absent if it was never on."""
    video_producer_cumulative: VideoProducerTotals | None = None
    """The same, summed up over the whole call."""
    video_consumer: list[VideoConsumerSample] | None = None
    """What came from the others' cameras, sample by sample; absent if none did."""
    video_consumer_cumulative: VideoConsumerTotals | None = None
    """The same, summed up over the whole call."""
    screenshare_audio_producer: list[AudioProducerSample] | None = None
    """What the shared screen sounded like, sample by sample; absent if no sound was shared."""
    screenshare_audio_producer_cumulative: AudioProducerTotals | None = None
    """The same, summed up over the whole call."""
    screenshare_audio_consumer: list[AudioConsumerSample] | None = None
    """What came of the sound of others' screens, sample by sample; absent if none did."""
    screenshare_audio_consumer_cumulative: AudioConsumerTotals | None = None
    """The same, summed up over the whole call."""
    screenshare_video_producer: list[VideoProducerSample] | None = None
    """What the shared screen looked like, sample by sample; absent if it was never shared."""
    screenshare_video_producer_cumulative: VideoProducerTotals | None = None
    """The same, summed up over the whole call."""
    screenshare_video_consumer: list[VideoConsumerSample] | None = None
    """What came of others' screens, sample by sample; absent if none did."""
    screenshare_video_consumer_cumulative: VideoConsumerTotals | None = None
    """The same, summed up over the whole call."""
