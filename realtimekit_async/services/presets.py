"""Presets: what a participant sees and may do."""

from collections.abc import Mapping
from typing import Any, Unpack, cast

from realtimekit_async.checks import checked_text
from realtimekit_async.errors import NotFound
from realtimekit_async.models.portable import as_sent
from realtimekit_async.models.preset_fields import EnsuredPresetFields, PresetFields, PresetsQuery
from realtimekit_async.models.preset_patch_fields import PresetCopyFields, PresetPatchFields
from realtimekit_async.models.presets import Preset
from realtimekit_async.secret import SecretDict
from realtimekit_async.wire.remedies import with_remedy

from .base import Service, take_fields
from .ensuring import find_or_make, first_with
from .pages import Pages
from .queries import take_query


class Presets(Service):
    """The presets of an app.

    What `get` answers may be given back, whole or in part: `config=preset.config`. Members that this library does
    not know are sent as they came.
    """

    async def create(self, **fields: Unpack[PresetFields]) -> Preset:
        """Create a preset, which must be given in full.

        Sends POST /presets.

        Keyword Args:
            name (str, required): What participants are given the preset by; an app has one of each name.
            config (PresetConfigFields, required): Kind of meeting, and how well media are sent.
            permissions (PresetPermissionsFields, required): What the participant may do.
            ui (PresetUIFields, required): How the surface looks.

        Raises:
            BadRequest: Something is missing or wrong, and is named; a preset must be given in full.
            Conflict: The app has a preset of this name.

        Example:
            >>> host = await rtk.presets.get_by_name("group_call_host")
            >>> shout = await rtk.presets.create(
            ...     name="shouting_host", config=host.config, permissions=host.permissions, ui=host.ui
            ... )
            >>> shout.name
            'shouting_host'
        """
        return await self._ask("POST", "/presets", body=_content(PresetFields, fields))

    async def get(self, preset_id: str, /) -> Preset:
        """Fetch a preset.

        Sends GET /presets/{preset_id}.

        Raises:
            NotFound: There is no such preset.

        Example:
            >>> short = await rtk.presets.list().first()
            >>> whole = await rtk.presets.get(short.id)
            >>> short.permissions is None, whole.permissions is None
            (True, False)
        """
        return await self._ask("GET", "/presets/{preset_id}", preset_id)

    async def get_by_name(self, name: str, /) -> Preset:
        """Fetch the preset of this name, which is how participants get theirs.

        Sends GET /presets, all pages if need be, and GET /presets/{preset_id}.

        Raises:
            NotFound: No preset of the app has this name.

        Example:
            >>> (await rtk.presets.get_by_name("webinar_viewer")).config.view_type
            'WEBINAR'
        """
        found = await first_with(self.list(), "name", checked_text("name", name))
        if found is None:
            raise _not_there(f"no preset is called {name!r}")
        return await self.get(found.id)

    async def copy(self, source: str, /, **changes: Unpack[PresetCopyFields]) -> Preset:
        """Create a preset like another one, of this name or id, with some changes however deep in it.

        Sends GET /presets, all pages if need be, GET /presets/{preset_id} and POST /presets.

        Keyword Args:
            name (str, required): What participants are given the preset by; an app has one of each name.
            config (PresetConfigPatchFields): Kind of meeting, and how well media are sent.
            permissions (PresetPermissionsPatchFields): What the participant may do.
            ui (PresetUIPatchFields): How the surface looks.

        Raises:
            NotFound: No preset has this name or id.
            Conflict: The app has a preset of the new name.

        Example:
            >>> bot = await rtk.presets.copy(
            ...     "group_call_host", name="bot", permissions={"hidden_participant": True}
            ... )
            >>> bot.permissions.hidden_participant, bot.permissions.can_record
            (True, True)
        """
        wanted = _content(PresetCopyFields, changes)
        rows = await self.list().collect()
        ids = [row.id for row in rows if row.id == source] or [row.id for row in rows if row.name == source]
        if not ids:
            raise _not_there(f"no preset has the name or id {source!r}")
        whole = cast("dict[str, object]", as_sent(await self.get(ids[0])))
        body = _merged({name: whole[name] for name in _CONTENT if name in whole}, wanted)
        return await self._ask("POST", "/presets", body=body)

    async def update(self, preset_id: str, /, **fields: Unpack[PresetPatchFields]) -> Preset:
        """Change the given fields of a preset, however deep, and leave the rest alone.

        Sends PATCH /presets/{preset_id}.

        Keyword Args:
            name (str): What participants are given the preset by; an app has one of each name.
            config (PresetConfigPatchFields): Kind of meeting, and how well media are sent.
            permissions (PresetPermissionsPatchFields): What the participant may do.
            ui (PresetUIPatchFields): How the surface looks.

        Raises:
            NotFound: There is no such preset.
            BadRequest: The API refuses a value, and names it.

        Example:
            >>> guest = await rtk.presets.get_by_name("group_call_guest")
            >>> guest = await rtk.presets.update(guest.id, permissions={"chat": {"public": {"files": False}}})
            >>> guest.permissions.chat.public.files, guest.permissions.chat.public.text
            (False, True)
        """
        return await self._ask(
            "PATCH",
            "/presets/{preset_id}",
            preset_id,
            body=_content(PresetPatchFields, fields),
        )

    async def replace(self, preset_id: str, /, **fields: Unpack[PresetFields]) -> Preset:
        """Replace a preset: afterwards it has these fields and no others.

        Sends PUT /presets/{preset_id}.

        Keyword Args:
            name (str, required): What participants are given the preset by; an app has one of each name.
            config (PresetConfigFields, required): Kind of meeting, and how well media are sent.
            permissions (PresetPermissionsFields, required): What the participant may do.
            ui (PresetUIFields, required): How the surface looks.

        Raises:
            NotFound: There is no such preset.
            BadRequest: Something is missing or wrong, and is named; a preset must be given in full.

        Example:
            >>> guest = await rtk.presets.get_by_name("group_call_guest")
            >>> guest = await rtk.presets.replace(
            ...     guest.id, name="visitor", config=guest.config, permissions=guest.permissions, ui=guest.ui
            ... )
            >>> guest.name
            'visitor'
        """
        return await self._ask(
            "PUT",
            "/presets/{preset_id}",
            preset_id,
            body=_content(PresetFields, fields),
        )

    async def delete(self, preset_id: str, /) -> Preset:
        """Delete a preset that no participant uses, and return what it was.

        Sends DELETE /presets/{preset_id}.

        Raises:
            NotFound: There is no such preset.
            Conflict: A participant has it: a preset in use cannot be deleted.

        Example:
            >>> spare = await rtk.presets.copy("group_call_host", name="spare")
            >>> (await rtk.presets.delete(spare.id)).name
            'spare'
        """
        return await self._ask("DELETE", "/presets/{preset_id}", preset_id, may_be_empty=True)

    async def ensure(self, name: str, /, **fields: Unpack[EnsuredPresetFields]) -> Preset:
        """Have a preset of this name that holds these fields and no others.

        Sends GET /presets, all pages if need be, then PUT for the preset of that name, or POST if there is none.
        Where the POST is answered 409, or may have taken effect without an answer, looks again. Participants with
        the preset keep it.

        Keyword Args:
            config (PresetConfigFields, required): Kind of meeting, and how well media are sent.
            permissions (PresetPermissionsFields, required): What the participant may do.
            ui (PresetUIFields, required): How the surface looks.

        Raises:
            BadRequest: Something is missing or wrong, and is named; a preset must be given in full.
            Conflict: The API says that the preset exists, and no list shows it.

        Example:
            >>> host = await rtk.presets.get_by_name("group_call_host")
            >>> content = {"config": host.config, "permissions": host.permissions, "ui": host.ui}
            >>> first = await rtk.presets.ensure("teacher", **content)
            >>> second = await rtk.presets.ensure("teacher", **content)
            >>> first.id == second.id
            True
        """
        body = SecretDict({"name": checked_text("name", name), **_content(EnsuredPresetFields, fields)})

        async def find() -> Preset | None:
            return await first_with(self.list(per_page=100), "name", name)

        async def settle(found: Preset) -> Preset:
            return await self._ask("PUT", "/presets/{preset_id}", found.id, body=body)

        async def make() -> Preset:
            return await self._ask("POST", "/presets", body=body)

        return await find_or_make(find, settle, make, self._clock)

    async def _ask(
        self,
        method: str,
        route: str,
        *ids: str,
        body: Mapping[str, object] | None = None,
        may_be_empty: bool = False,
    ) -> Preset:
        return await self._send(
            method, route, *ids, into=Preset, inside="preset", body=body, may_be_empty=may_be_empty
        )

    def list(self, **query: Unpack[PresetsQuery]) -> Pages[Preset]:
        """List the presets of the app, in short form.

        Sends GET /presets, page by page.

        Keyword Args:
            search (str): Text to search for.
            page_no (int): Number of the page to begin with, counted from 1.
            per_page (int): How many rows a page should hold; the server may give fewer.

        Raises:
            Forbidden: The token may not read the app.

        Example:
            >>> [preset.name async for preset in rtk.presets.list(search="webinar")]
            ['webinar_presenter', 'webinar_participant', 'webinar_viewer']
        """
        return self._pages("/presets", rows=Preset, query=take_query(PresetsQuery, query))


_CONTENT = ("config", "permissions", "ui")


def _content(fields_type: Any, fields: Any) -> SecretDict[object]:
    """Take the fields over; what came as an answer is sent whole."""
    return SecretDict(cast("dict[str, object]", as_sent(take_fields(fields_type, fields))))


def _merged(base: Mapping[str, object], changes: Mapping[str, object]) -> dict[str, object]:
    """Return the members of both; where both have an object, that is merged as well."""
    merged = dict(base)
    for name, change in changes.items():
        before = merged.get(name)
        if isinstance(before, Mapping) and isinstance(change, Mapping):
            inner = cast("Mapping[str, object]", before), cast("Mapping[str, object]", change)
            merged[name] = _merged(*inner)
        else:
            merged[name] = change
    return merged


def _not_there(message: str) -> NotFound:
    """Return the error of a preset that no list shows, as a server would have answered."""
    return with_remedy(NotFound(message, status=404, method="GET", path="/presets"))
