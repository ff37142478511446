"""OpenTelemetry: a span and figures for every attempt, after the semantic conventions of HTTP clients.

Needs the extra `[otel]`, which brings the API; the SDK and where it sends things are the application's.
"""

import time
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

try:
    from opentelemetry import metrics, trace
except ModuleNotFoundError as _error:
    if (_error.name or "").partition(".")[0] != "opentelemetry":
        raise
    from ._version import needing

    raise ModuleNotFoundError(needing("realtimekit_async.telemetry", "otel"), name=_error.name) from None

from ._lazy import PACKAGE
from ._version import __version__
from .errors import ApiError
from .transport.exchanges import Exchange

__all__ = ["OpenTelemetry"]

_SCHEMA = "https://opentelemetry.io/schemas/1.27.0"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)  # the conventions' own
_ERROR_STATUS = 400


class OpenTelemetry:
    """Tells OpenTelemetry of every attempt: `RealtimeKit(on_exchange=OpenTelemetry())`.

    Each attempt is a span of the kind CLIENT, named by method and route (`GET /meetings/{meeting_id}`), under the
    span that is current where the call is awaited, and a value of the histogram `http.client.request.duration`.
    The counter `realtimekit.client.retries` counts attempts after the first, `realtimekit.client.held_back` the
    seconds for which quota, gate and back-off held them back. A refused attempt has `realtimekit.code` and
    `realtimekit.ray_id`. Ids, bodies, and the texts of queries and errors are not told: the route is
    `url.template`, and `url.full` is left out.

    The providers are the global ones unless given.
    """

    def __init__(
        self,
        *,
        tracer_provider: trace.TracerProvider | None = None,
        meter_provider: metrics.MeterProvider | None = None,
    ) -> None:
        self._tracer = trace.get_tracer(PACKAGE, __version__, tracer_provider, _SCHEMA)
        meter = metrics.get_meter(PACKAGE, __version__, meter_provider, _SCHEMA)
        self._duration = meter.create_histogram(
            "http.client.request.duration",
            unit="s",
            description="Duration of HTTP client requests.",
            explicit_bucket_boundaries_advisory=_BUCKETS,
        )
        self._retries = meter.create_counter(
            "realtimekit.client.retries", unit="{attempt}", description="Attempts after the first one of a call."
        )
        self._held_back = meter.create_counter(
            "realtimekit.client.held_back",
            unit="s",
            description="Time for which quota, gate and back-off held attempts back.",
        )

    def __call__(self, exchange: Exchange) -> None:
        """Tell of one attempt that has ended just now."""
        attributes = _attributes(exchange)
        self._trace(exchange, attributes)
        self._duration.record(exchange.seconds, attributes)
        if exchange.attempt > 1:
            self._retries.add(1, attributes)
        if exchange.waited > 0:
            self._held_back.add(exchange.waited, attributes)

    def _trace(self, exchange: Exchange, attributes: dict[str, str | int]) -> None:
        ended = time.time_ns()
        span = self._tracer.start_span(
            f"{exchange.method} {exchange.path}",
            kind=trace.SpanKind.CLIENT,
            attributes=attributes,
            start_time=ended - int(exchange.seconds * 1e9),
        )
        if exchange.attempt > 1:
            span.set_attribute("http.request.resend_count", exchange.attempt - 1)
        if exchange.waited > 0:
            span.set_attribute("realtimekit.held_back", exchange.waited)
        if exchange.error is not None:
            span.set_status(trace.StatusCode.ERROR)
        if isinstance(exchange.error, ApiError):
            span.set_attributes(
                {
                    f"realtimekit.{name}": value
                    for name, value in _marks(exchange.error).items()
                    if value is not None
                }
            )
        span.end(ended)


def _attributes(exchange: Exchange) -> dict[str, str | int]:
    attributes: dict[str, str | int] = {
        "http.request.method": exchange.method,
        "url.template": exchange.path,
        **_server(exchange.server),
    }
    if exchange.status is not None:
        attributes["http.response.status_code"] = exchange.status
    if exchange.error is not None:
        is_status = exchange.status is not None and exchange.status >= _ERROR_STATUS
        attributes["error.type"] = (
            str(exchange.status) if is_status else f"{PACKAGE}.{type(exchange.error).__name__}"
        )
    return attributes


def _marks(error: ApiError) -> Mapping[str, int | str | None]:
    """Return what finds the reason; the text of an error may hold ids, and what people have written."""
    return {"code": error.code, "ray_id": error.ray_id}


@lru_cache(maxsize=16)
def _server(url: str) -> Mapping[str, str | int]:
    parts = urlsplit(url)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    return {"url.scheme": parts.scheme, "server.address": parts.hostname or "", "server.port": port}
