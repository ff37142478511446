"""Apps: the only operations above an app."""

from datetime import datetime

from realtimekit_async.emulator.schema import queries
from realtimekit_async.emulator.schema.meetings import AppWrite
from realtimekit_async.emulator.world.answers import Answer, Row, created, ok
from realtimekit_async.emulator.world.presets import default_presets
from realtimekit_async.emulator.world.world import App, World

from .paging import paged
from .routes import RouteTable

routes: RouteTable = RouteTable()


@routes.add("apps_list", "GET", "/apps", query=queries.Apps)
def list_apps(world: World, query: queries.Apps) -> Answer:
    """List the apps of the account."""
    apps = [app for app in world.apps.values() if query.search.lower() in app.name.lower()]
    if query.sort_order == "DESC":
        apps.reverse()
    rows, paging = paged(apps, query, world.max_per_page, view)
    return ok(rows, paging=paging)


@routes.add("apps_create", "POST", "/apps", body=AppWrite)
def create_app(world: World, body: AppWrite) -> Answer:
    """Create an app."""
    return created({"app": view(new_app(world, body.name, world.clock.now()))})


def new_app(world: World, name: str, at: datetime, app_id: str | None = None) -> App:
    """Make an app, with the presets that every app begins with."""
    app = App(id=app_id or world.ids.uuid(), name=name, created_at=at, world=world)
    for preset in default_presets(world.ids, at):
        app.presets[preset.id] = preset
    world.apps[app.id] = app
    return app


def view(app: App) -> Row:
    """Show an app."""
    return {"id": app.id, "name": app.name, "created_at": app.created_at}
