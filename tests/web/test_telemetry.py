"""What OpenTelemetry's own SDK has collected of calls over real sockets."""

import asyncio

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import HistogramDataPoint, InMemoryMetricReader, NumberDataPoint
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from realtimekit_async import ConfigurationError, Exchange, NotFound, RealtimeKit, Retry, TransportError
from realtimekit_async.emulator import Emulator
from realtimekit_async.telemetry import OpenTelemetry

MEETING = "00000000-0000-4000-8000-000000000000"


class Collected:
    """The SDK's exporters in memory."""

    def __init__(self) -> None:
        self._spans, self._reader = InMemorySpanExporter(), InMemoryMetricReader()
        tracers = TracerProvider()
        tracers.add_span_processor(SimpleSpanProcessor(self._spans))
        self.tracer = tracers.get_tracer("test")
        meters = MeterProvider(metric_readers=[self._reader])
        self.observer = OpenTelemetry(tracer_provider=tracers, meter_provider=meters)

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        return self._spans.get_finished_spans()

    def points(self, name: str) -> list[HistogramDataPoint | NumberDataPoint]:
        data = self._reader.get_metrics_data()
        return [
            point
            for resource in (data.resource_metrics if data else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
            if metric.name == name
            for point in metric.data.data_points
        ]


@pytest.fixture
def collected() -> Collected:
    return Collected()


@pytest.fixture(scope="module")
def emulator():
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
async def rtk(emulator, collected):
    retry = Retry(attempts=2, initial=0.0, ceiling=0.0)
    async with RealtimeKit(**emulator.credentials, on_exchange=collected.observer, retry=retry) as rtk:
        yield rtk


async def test_an_attempt_is_a_span_of_a_client_under_the_span_of_its_caller(rtk, emulator, collected):
    with collected.tracer.start_as_current_span("handle a request") as caller:
        await rtk.meetings.list(search="confidential").page()
    span, outer = collected.spans
    assert (span.name, span.kind, outer.name) == ("GET /meetings", SpanKind.CLIENT, "handle a request")
    assert span.parent.span_id == caller.get_span_context().span_id
    assert outer.start_time <= span.start_time < span.end_time <= outer.end_time
    port = int(emulator.base_url.partition("127.0.0.1:")[2].partition("/")[0])
    assert span.attributes == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "server.address": "127.0.0.1",
        "server.port": port,
        "url.scheme": "http",
        "url.template": "/meetings",
    }
    assert span.status.status_code is StatusCode.UNSET
    assert "confidential" not in span.to_json()


async def test_a_refusal_is_an_error_of_its_status_and_tells_no_id(rtk, collected):
    with pytest.raises(NotFound):
        await rtk.meetings.get(MEETING)
    [span] = collected.spans
    assert (span.name, span.status.status_code) == ("GET /meetings/{meeting_id}", StatusCode.ERROR)
    assert (span.attributes["error.type"], span.attributes["http.response.status_code"]) == ("404", 404)
    assert (span.attributes["realtimekit.code"], "EMU" in span.attributes["realtimekit.ray_id"]) == (404, True)
    assert MEETING not in span.to_json()
    assert not any(secret in span.to_json() for secret in (rtk.account_id, "Bearer"))


async def test_a_broken_exchange_is_an_error_of_its_class_and_has_no_status(rtk, emulator, collected):
    emulator.faults.next(drop="before", times=2)
    with pytest.raises(TransportError):
        await rtk.meetings.get(MEETING)
    first, second = collected.spans
    assert first.attributes["error.type"] == "realtimekit_async.TransportError"
    assert "http.response.status_code" not in first.attributes
    assert "http.request.resend_count" not in first.attributes
    assert second.attributes["http.request.resend_count"] == 1


async def test_durations_retries_and_time_held_back_are_counted(emulator, collected):
    emulator.faults.next(status=429, retry_after=0.2)
    async with RealtimeKit(**emulator.credentials, on_exchange=collected.observer) as rtk:
        await rtk.meetings.list().page()
    durations = collected.points("http.client.request.duration")
    assert sorted(point.attributes["http.response.status_code"] for point in durations) == [200, 429]
    assert all(point.count == 1 and 0 < point.sum < 10 for point in durations)
    assert durations[0].explicit_bounds[0] == 0.005
    assert [point.value for point in collected.points("realtimekit.client.retries")] == [1]
    [held_back] = collected.points("realtimekit.client.held_back")
    assert held_back.value >= 0.19
    assert collected.spans[1].attributes["realtimekit.held_back"] == held_back.value


async def test_several_observers_are_told_in_their_order_and_one_that_fails_keeps_none_from_it(emulator, caplog):
    told: list[str] = []

    def first(exchange: Exchange) -> None:
        told.append(f"first {exchange.path} {exchange.server}")
        raise LookupError

    def second(exchange: Exchange) -> None:
        told.append(f"second {exchange.path}")

    async with RealtimeKit(**emulator.credentials, on_exchange=[first, second]) as rtk:
        for _ in range(2):
            await rtk.meetings.list().page()
    server = emulator.base_url.partition("/client")[0]
    assert told == [f"first /meetings {server}", "second /meetings"] * 2
    assert caplog.text.count("on_exchange raised LookupError") == 1


async def test_an_observer_that_raises_a_cancellation_cancels_no_call(emulator, caplog):
    def observe(_: Exchange) -> None:
        raise asyncio.CancelledError

    async with RealtimeKit(**emulator.credentials, on_exchange=[observe, observe]) as rtk:
        await rtk.meetings.list().page()
    assert caplog.text.count("on_exchange raised CancelledError") == 1


async def test_what_an_observer_wants_awaited_is_named(emulator, caplog):
    async def tell(_: Exchange) -> None: ...

    def observe(exchange: Exchange) -> object:
        return tell(exchange)

    async with RealtimeKit(**emulator.credentials, on_exchange=observe) as rtk:
        for _ in range(2):
            await rtk.meetings.list().page()
    assert caplog.text.count("on_exchange is a plain function") == 1


class AsyncObserver:
    async def __call__(self, exchange: Exchange) -> None: ...


@pytest.mark.parametrize("wrong", ["log", [5], [print, None], AsyncObserver(), [print, AsyncObserver()]])
def test_what_is_no_observer_is_refused(wrong):
    with pytest.raises(ConfigurationError, match="on_exchange is a plain function"):
        RealtimeKit(account_id="a", api_token="t", on_exchange=wrong)
