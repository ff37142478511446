"""The key that signs webhooks while one develops: one for each user, so that a receiver has to be told once."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from realtimekit_async.emulator.world.signing import CannotSign, Signer

from .lines import say
from .remedies import Told, without_an_extra
from .terminal import ERR

F = TypeVar("F", bound=Callable[..., object])

_VARIABLE = "REALTIMEKIT_WEBHOOK_KEY_FILE"


def key_file_option(flag: str) -> Callable[[F], F]:
    """Make the option that names the file of the private key."""
    return click.option(
        flag,
        "key_file",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        envvar=_VARIABLE,
        default=Path(click.get_app_dir("realtimekit")) / "webhook-key.pem",
        show_default="webhook-key.pem in your folder of settings",
        help=f"The private RSA key that signs webhooks, as PEM; made when it is not there. [{_VARIABLE}]",
    )


def signer_of(key_file: Path) -> Signer:
    """Load the key, or make it and say so; what is in the way is an error with its remedy."""
    is_new = not key_file.exists()
    signer = Signer(key_file)
    try:
        _ = signer.public_key
    except CannotSign as error:
        raise without_an_extra(error) or Told(str(error), f"{_VARIABLE} names another file") from None
    if is_new:
        say(ERR, f"made a key for development: {key_file}", style="dim")
    return signer


@click.command("public-key", short_help="Print the public key that verifies samples.")
@key_file_option("--key-file")
def public_key(key_file: Path) -> int:
    """Print the public key that verifies what `webhooks send` and `realtimekit emulator` sign.

    A receiver takes it as `KeyRing.pinned(pem)`. For development only: whoever has the private key can sign.
    """
    click.echo(signer_of(key_file).public_key, nl=False)
    return 0
