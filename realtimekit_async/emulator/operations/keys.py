"""The public key of webhook signatures, which anybody may ask for."""

from realtimekit_async.emulator.world.answers import Answer, refused
from realtimekit_async.emulator.world.signing import CannotSign
from realtimekit_async.emulator.world.world import World

from .routes import RouteTable

WEBHOOK_KEY_PATH = "/.well-known/webhooks.json"

routes: RouteTable = RouteTable()


@routes.add("webhooks_public_key", "GET", WEBHOOK_KEY_PATH, prefix="", denial=None)
def get_public_key(world: World) -> Answer:
    """Get the key as the documentation shows it."""
    try:
        pem = world.signer.public_key
    except CannotSign as error:
        raise refused(501, str(error)) from None
    return Answer(200, {"success": True, "data": {"publicKey": pem}, "message": ""})
