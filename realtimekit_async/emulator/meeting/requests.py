"""What may be asked of a meeting object, as frames and as the values in them."""

from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct, field

Rate: TypeAlias = Literal[8000, 16000, 24000, 48000]
Size: TypeAlias = Annotated[int, Meta(ge=1, le=8192)]


class Blob(Struct):
    """Bytes that came in a frame of their own before the request."""

    blob: int = field(name="$blob")
    name: str = ""
    type: str = "application/octet-stream"


class ChosenDevice(Struct):
    """A device, by its id."""

    device: str = field(name="$device")
    kind: str = ""


class Of(Struct):
    """Whose sound or picture is meant."""

    ns: Literal["self", "participant", "mix"]
    id: str = ""


class Plugin(Struct):
    """A plugin that a meeting object is opened with."""

    id: str
    name: str = ""
    icon: str | None = None
    permissions: dict[str, Any] = field(default_factory=dict[str, Any])


class Defaults(Struct):
    """What a meeting object begins with."""

    plugins: list[Plugin] = field(default_factory=list[Plugin])


class Options(Struct):
    """How a meeting object is opened."""

    defaults: Defaults = field(default_factory=Defaults)


class Request(Struct, tag_field="op"):
    """A request; its number comes back with the answer."""

    i: int


class Init(Request, tag="init"):
    """Open the meeting object of a participant."""

    token: str
    options: Options = field(default_factory=Options)


class Call(Request, tag="call"):
    """Call a function of the SDK, on one of its objects."""

    fn: str
    ns: str = ""
    id: str | None = None
    args: list[object] = field(default_factory=list[object])


class Snapshot(Request, tag="snapshot"):
    """Show everything."""


class Ping(Request, tag="ping"):
    """Answer, and do nothing else."""


class Listen(Request, tag="listen"):
    """Open an ear; the answer names its stream."""

    of: Of
    kind: Literal["audio", "screenaudio"] = "audio"
    rate: Rate = 16000
    ms: Annotated[int, Meta(ge=1, le=1000)] = 20


class Speak(Request, tag="speak"):
    """Open a microphone; the answer names its stream."""

    rate: Rate = 48000


class Clear(Request, tag="clear"):
    """Forget what is still to be said."""

    stream: int


class Stop(Request, tag="stop"):
    """Close a stream."""

    stream: int


class Show(Request, tag="show"):
    """Show a still picture as the camera."""

    image: Blob
    width: Size = 1280
    height: Size = 720
    fps: Annotated[float, Meta(gt=0, le=60)] = 5


class Share(Show, tag="share"):
    """Show a still picture as the screen."""


class Snap(Request, tag="snap"):
    """Take a picture of somebody's camera or screen."""

    of: Of
    kind: Literal["video", "screen"] = "video"
    max_width: Size | None = field(name="maxWidth", default=None)


class Close(Request, tag="close"):
    """Leave, if that has not happened yet."""


AnyRequest: TypeAlias = Init | Call | Snapshot | Ping | Listen | Speak | Clear | Stop | Show | Share | Snap | Close


class Numbered(Struct):
    """A request of which no more can be read than its number."""

    i: int


_decoder: msgspec.json.Decoder[AnyRequest] = msgspec.json.Decoder(AnyRequest)
_numbers: msgspec.json.Decoder[Numbered] = msgspec.json.Decoder(Numbered)


class Unreadable(Exception):  # noqa: N818 - an answer, not an error of the emulator
    """Says what is wrong with a frame, and with which request if that can be told."""

    def __init__(self, message: str, number: int | None) -> None:
        super().__init__(message)
        self.number = number


def read(raw: str | bytes) -> AnyRequest:
    """Read a request."""
    try:
        return _decoder.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
        raise Unreadable(str(error) or "too deep", _number(raw)) from None


def _number(raw: str | bytes) -> int | None:
    try:
        return _numbers.decode(raw).i
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return None
