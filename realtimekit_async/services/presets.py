"""Presets: what a participant sees and may do."""

from typing import Unpack

from realtimekit_async.models.preset_fields import PresetFields, PresetsQuery
from realtimekit_async.models.preset_patch_fields import PresetPatchFields
from realtimekit_async.models.presets import Preset

from .base import Service, checked
from .pages import Pages


class Presets(Service):
    """The presets of an app."""

    async def create(self, **fields: Unpack[PresetFields]) -> Preset:
        """Create a preset, which must be given in full."""
        return await self._send("POST", "/presets", into=Preset, body=checked(PresetFields, fields))

    async def get(self, preset_id: str, /) -> Preset:
        """Fetch a preset."""
        return await self._send("GET", "/presets/{preset_id}", preset_id, into=Preset)

    async def update(self, preset_id: str, /, **fields: Unpack[PresetPatchFields]) -> Preset:
        """Change the given fields of a preset, however deep, and leave the rest alone."""
        return await self._send(
            "PATCH", "/presets/{preset_id}", preset_id, into=Preset, body=checked(PresetPatchFields, fields)
        )

    async def replace(self, preset_id: str, /, **fields: Unpack[PresetFields]) -> Preset:
        """Give a preset these fields and no others."""
        return await self._send(
            "PUT", "/presets/{preset_id}", preset_id, into=Preset, body=checked(PresetFields, fields)
        )

    async def delete(self, preset_id: str, /) -> Preset:
        """Delete a preset that no participant uses, and give what it was."""
        return await self._send("DELETE", "/presets/{preset_id}", preset_id, into=Preset, may_be_empty=True)

    def list(self, **query: Unpack[PresetsQuery]) -> Pages[Preset]:
        """List the presets of the app, in short form."""
        return self._pages("/presets", rows=Preset, query=checked(PresetsQuery, query))
