"""Presets: what a participant sees and may do."""

from typing import Unpack

from realtimekit_async.models.preset_fields import EnsuredPresetFields, PresetFields, PresetsQuery
from realtimekit_async.models.preset_patch_fields import PresetPatchFields
from realtimekit_async.models.presets import Preset
from realtimekit_async.secret import SecretDict

from .base import Service, take_fields
from .ensuring import checked_text, find_or_make, first_with
from .pages import Pages
from .queries import take_query


class Presets(Service):
    """The presets of an app."""

    async def create(self, **fields: Unpack[PresetFields]) -> Preset:
        """Create a preset, which must be given in full."""
        return await self._send("POST", "/presets", into=Preset, body=take_fields(PresetFields, fields))

    async def get(self, preset_id: str, /) -> Preset:
        """Fetch a preset."""
        return await self._send("GET", "/presets/{preset_id}", preset_id, into=Preset)

    async def update(self, preset_id: str, /, **fields: Unpack[PresetPatchFields]) -> Preset:
        """Change the given fields of a preset, however deep, and leave the rest alone."""
        return await self._send(
            "PATCH", "/presets/{preset_id}", preset_id, into=Preset, body=take_fields(PresetPatchFields, fields)
        )

    async def replace(self, preset_id: str, /, **fields: Unpack[PresetFields]) -> Preset:
        """Replace a preset: afterwards it has these fields and no others."""
        return await self._send(
            "PUT", "/presets/{preset_id}", preset_id, into=Preset, body=take_fields(PresetFields, fields)
        )

    async def delete(self, preset_id: str, /) -> Preset:
        """Delete a preset that no participant uses, and return what it was."""
        return await self._send("DELETE", "/presets/{preset_id}", preset_id, into=Preset, may_be_empty=True)

    async def ensure(self, name: str, /, **fields: Unpack[EnsuredPresetFields]) -> Preset:
        """Have a preset of this name that holds these fields and no others.

        Sends GET /presets, all pages if need be, then PUT for the preset of that name, or POST if there is none.
        Where the POST is answered 409, or may have taken effect without an answer, looks again. Participants
        with the preset keep it. Raises Conflict if one exists that no list shows.
        """
        body = SecretDict({"name": checked_text("name", name), **take_fields(EnsuredPresetFields, fields)})

        async def find() -> Preset | None:
            return await first_with(self.list(per_page=100), "name", name)

        async def settle(found: Preset) -> Preset:
            return await self._send("PUT", "/presets/{preset_id}", found.id, into=Preset, body=body)

        async def make() -> Preset:
            return await self._send("POST", "/presets", into=Preset, body=body)

        return await find_or_make(find, settle, make, self._clock)

    def list(self, **query: Unpack[PresetsQuery]) -> Pages[Preset]:
        """List the presets of the app, in short form."""
        return self._pages("/presets", rows=Preset, query=take_query(PresetsQuery, query))
