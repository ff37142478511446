"""`realtimekit webhooks listen`: a receiver that shows verified events as they arrive."""

from pathlib import Path
from urllib.parse import urljoin

import click

from realtimekit_async.transport.settings import PUBLIC_API, optional

from . import ports
from .parameters import count_option, web_address
from .reading import reading
from .remedies import cannot_listen
from .run import FINE, TOLD_TO_END, run
from .settings import CommandSettings
from .webhook_keys import key_file_option, signer_of


@click.command(short_help="Receive webhooks and show the verified events.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@count_option("--port", "0: any free port.", ports.WEBHOOKS, least=0, most=65535)
@click.option(
    "--key-url",
    metavar="URL",
    help="Where the public key is; by default where the API's is, or an emulator's that --base-url names.",
)
@click.option(
    "--forward-to",
    metavar="URL",
    callback=reading(web_address),
    help="Pass on what is verified to this URL, unchanged, and answer as it does.",
)
@key_file_option("--key-file")
@click.pass_context
def listen(
    ctx: click.Context, host: str, port: int, key_url: str | None, forward_to: str | None, key_file: Path
) -> int:
    """Receive webhooks on any path and show the events in them until Ctrl-C.

    An event is shown when its signature fits the public key at --key-url, or your own key of development, with
    which `realtimekit webhooks send` signs. On a terminal it is a line to read, in a pipe a line of JSON. What is
    refused is told on standard error.

    RealtimeKit needs a public URL that leads here, such as a tunnel's; the emulator needs none:

    \b
      realtimekit webhooks listen
      realtimekit webhooks send all http://127.0.0.1:21786/
      realtimekit emulator --webhooks-to http://127.0.0.1:21786/

    With --forward-to an application gets every verified delivery as it came, headers and body, and what it answers
    is shown and answered:

    \b
      realtimekit webhooks listen --forward-to http://localhost:8000/webhooks/
    """  # noqa: D301 - click keeps the lines below its mark as they are
    from .webhook_watch import watch  # noqa: PLC0415 - it needs the extra `webhooks`, which help does not

    key_url = key_url or _key_url(ctx.find_object(CommandSettings) or CommandSettings())
    try:
        code = run(watch(host, port, signer_of(key_file).public_key, key_url, forward_to))
    except OSError as error:
        raise cannot_listen(host, port, error) from None
    # Being told to end is how a server ends.
    return FINE if code in TOLD_TO_END else code


def _key_url(settings: CommandSettings) -> str:
    from realtimekit_async.events.keys import WELL_KNOWN  # noqa: PLC0415 - as above

    base_url = optional(settings.base_url, "REALTIMEKIT_BASE_URL") or PUBLIC_API
    return WELL_KNOWN if base_url == PUBLIC_API else urljoin(base_url, "/.well-known/webhooks.json")
