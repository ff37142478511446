"""Presets."""

from msgspec import Struct

from realtimekit_async.emulator.schema import queries
from realtimekit_async.emulator.schema.base import as_row, merged
from realtimekit_async.emulator.schema.presets import PresetPatch, PresetWrite
from realtimekit_async.emulator.world.answers import Answer, Row, created, ok, refused
from realtimekit_async.emulator.world.state import Preset
from realtimekit_async.emulator.world.world import App

from .paging import paged
from .routes import RouteTable
from .searching import is_found

routes: RouteTable = RouteTable()


@routes.add("presets_list", "GET", "/{app_id}/presets", query=queries.SearchPage)
def list_presets(app: App, query: queries.SearchPage) -> Answer:
    """List the presets in short form."""
    presets = [preset for preset in app.presets.values() if is_found(query.search, preset.name)]
    rows, paging = paged(presets, query, app.world.max_per_page, list_item)
    return ok(rows, paging=paging)


@routes.add("presets_create", "POST", "/{app_id}/presets", body=PresetWrite)
def create_preset(app: App, body: PresetWrite) -> Answer:
    """Create a preset."""
    _check_name(app, body.name)
    now = app.now
    preset = Preset(id=app.world.ids.uuid(), created_at=now, updated_at=now, name=body.name, document={})
    _write(preset, as_row(body))
    app.presets[preset.id] = preset
    return created(view(preset))


@routes.add("presets_get", "GET", "/{app_id}/presets/{preset_id}")
def get_preset(app: App, preset_id: str) -> Answer:
    """Get one preset."""
    return ok(view(app.preset(preset_id)))


@routes.add("presets_update", "PATCH", "/{app_id}/presets/{preset_id}", body=PresetPatch)
def update_preset(app: App, preset_id: str, body: Struct) -> Answer:
    """Change some fields of a preset, at any depth."""
    preset = app.preset(preset_id)
    changes = as_row(body)
    _check_name(app, str(changes.get("name", preset.name)), preset)
    _write(preset, merged(preset.document | {"name": preset.name}, changes))
    preset.updated_at = app.now
    return ok(view(preset))


@routes.add("presets_replace", "PUT", "/{app_id}/presets/{preset_id}", body=PresetWrite)
def replace_preset(app: App, preset_id: str, body: PresetWrite) -> Answer:
    """Replace a preset."""
    preset = app.preset(preset_id)
    _check_name(app, body.name, preset)
    _write(preset, as_row(body))
    preset.updated_at = app.now
    return ok(view(preset))


@routes.add("presets_delete", "DELETE", "/{app_id}/presets/{preset_id}")
def delete_preset(app: App, preset_id: str) -> Answer:
    """Delete a preset that no participant has, and return it."""
    preset = app.preset(preset_id)
    if any(one.preset is preset for meeting in app.meetings.values() for one in meeting.participants.values()):
        raise refused(409, f"Preset {preset.name} is in use and cannot be deleted")
    del app.presets[preset_id]
    return ok(view(preset))


def view(preset: Preset) -> Row:
    """Show a preset."""
    return list_item(preset) | preset.document


def list_item(preset: Preset) -> Row:
    """Show a preset as the list does."""
    return {
        "id": preset.id,
        "name": preset.name,
        "created_at": preset.created_at,
        "updated_at": preset.updated_at,
    }


def _write(preset: Preset, row: Row) -> None:
    preset.name = str(row["name"])
    preset.document = {key: value for key, value in row.items() if key != "name"}


def _check_name(app: App, name: str, own: Preset | None = None) -> None:
    """Refuse a name that another preset has: participants find theirs by it."""
    if any(preset.name == name and preset is not own for preset in app.presets.values()):
        raise refused(409, f"A preset named {name} exists already")
