"""Checks of what the parts of a meeting are given, before anything is sent."""

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import cast

from realtimekit_async.checks import checked_text
from realtimekit_async.errors import ConfigurationError

from .options import PluginConfig

BYTES_A_SAMPLE = 2


def check_bytes(name: str, value: object) -> None:
    """Refuse what is no file's content."""
    if not isinstance(value, bytes | bytearray) or not value:
        raise ConfigurationError(f"{name} is the content of a file as bytes, and not empty; got {_shown(value)}")


def checked_samples(pcm: object) -> bytes:
    """Return sound as bytes, whatever a memoryview calls an element; refuse what is none, and half a sample."""
    if not isinstance(pcm, bytes | bytearray | memoryview):
        raise TypeError(f"pcm is bytes, of 16-bit samples, got {type(pcm).__name__}")
    samples = bytes(cast("bytes | bytearray", pcm))
    if len(samples) % BYTES_A_SAMPLE:
        raise ConfigurationError(
            "pcm is 16-bit samples: an even number of bytes; keep the last byte for the next write"
        )
    return samples


def checked_texts(name: str, values: object) -> list[str]:
    """Return texts as a list; one text alone is refused, for it would be taken for its letters."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise ConfigurationError(f"{name} is several str, in a list for instance; got {_shown(values)}")
    texts = [*cast("Iterable[object]", values)]
    for text in texts:
        checked_text(f"each of {name}", text)
    return cast("list[str]", texts)


def checked_payload(payload: object) -> dict[str, bool | float | str]:
    """Return the payload of a broadcast; raises ConfigurationError for a value that the SDK would not carry."""
    if not isinstance(payload, Mapping):
        raise ConfigurationError(f"payload is a dict of bool, int, float and str, got {type(payload).__name__}")
    for name, value in cast("Mapping[object, object]", payload).items():
        if not isinstance(name, str) or not isinstance(value, bool | int | float | str):
            raise ConfigurationError(
                f"payload has str names, and bool, int, float or str as values; {name!r} is {type(value).__name__}"
            )
        if isinstance(value, float) and not isfinite(value):
            raise ConfigurationError(f"payload has numbers that JSON has, too; {name!r} is {value}")
    return dict(cast("Mapping[str, bool | float | str]", payload))


def checked_plugins(plugins: object) -> tuple[PluginConfig, ...]:
    """Return the plugins that a meeting is entered with; raises ConfigurationError for one without id or name."""
    if not isinstance(plugins, Iterable):
        raise ConfigurationError(f"plugins are dicts with id and name, in a list; got {_shown(plugins)}")
    given = [*cast("Iterable[object]", plugins)]
    for plugin in given:
        if not isinstance(plugin, Mapping):
            raise ConfigurationError(f"each of plugins is a dict with id and name, got {_shown(plugin)}")
        for name in ("id", "name"):
            checked_text(f"{name} of each of plugins", cast("Mapping[str, object]", plugin).get(name))
    return tuple(cast("list[PluginConfig]", given))


def _shown(value: object) -> str:
    return "an empty one" if isinstance(value, str | bytes | bytearray) and not value else type(value).__name__
