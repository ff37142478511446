"""The gateway's own check of an API token, of a user's and of an account's."""

from realtimekit_async.emulator.world.answers import INVALID_TOKEN, Answer, Row
from realtimekit_async.emulator.world.world import World

from .routes import API, RouteTable

routes: RouteTable = RouteTable()


@routes.add("user_token_verify", "GET", "/user/tokens/verify", prefix=API, denial=INVALID_TOKEN)
@routes.add(
    "account_token_verify",
    "GET",
    "/accounts/{account_id}/tokens/verify",
    prefix=API,
    denial=INVALID_TOKEN,
)
def verify_token(world: World) -> Answer:
    """Say that the token is valid; a token that is not never comes this far."""
    note: Row = {"code": 10000, "message": "This API Token is valid and active", "type": None}
    result = {"id": world.account_id[::-1], "status": "active"}
    return Answer(200, {"success": True, "errors": [], "messages": [note], "result": result})
