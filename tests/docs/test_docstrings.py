"""Docstrings are complete and their examples run: in an editor and in `help` they are all that one sees."""

import inspect
import pydoc
from contextlib import nullcontext
from importlib import import_module

import pytest

import realtimekit_async
from realtimekit_async import RealtimeKit

from .arguments import SERVICES, keywords_of, public_methods, section_of, service_in
from .scene import Scene, play

METHODS = {
    f"{file.stem}.{method.__name__}": method
    for file in sorted(SERVICES.glob("*.py"))
    if (service := service_in(file))
    for method in public_methods(service)
}
PACKAGES = ("agent", "archive", "emulator", "events", "files", "meeting")
OFFERED = {
    f"{package}.{name}": offered
    for package in PACKAGES
    for name in import_module(f"realtimekit_async.{package}").__all__
    if inspect.isclass(offered := getattr(import_module(f"realtimekit_async.{package}"), name))
    or inspect.isfunction(offered)
}


@pytest.mark.parametrize("name", METHODS)
def test_a_method_tells_each_field_that_it_takes(name):
    docstring = inspect.getdoc(METHODS[name]) or ""
    assert section_of(METHODS[name]) in docstring, "python -m tests.docs.arguments writes it anew"


@pytest.mark.parametrize("name", METHODS)
def test_a_method_tells_what_it_raises(name):
    assert "\n\nRaises:\n" in (inspect.getdoc(METHODS[name]) or "")


def test_help_in_a_terminal_lists_the_fields_with_their_types_and_what_they_mean():
    rtk = RealtimeKit(account_id="a", app_id="b", api_token="c")
    text = pydoc.plain(pydoc.render_doc(rtk.meetings.create))
    for field in keywords_of(METHODS["meetings.create"]):
        assert f"{field.name} ({field.type}): " in text
    assert "session lives on after its last participant has left" in " ".join(text.split())


@pytest.mark.parametrize("name", METHODS)
async def test_the_example_of_a_method_runs_as_printed(name, tmp_path):
    docstring = inspect.getdoc(METHODS[name]) or ""
    assert ">>> " in docstring
    scene = Scene()
    async with scene.emulator, scene.emulator.client() as rtk:
        names = await scene.names(rtk) | {"folder": tmp_path}
        assert await play(docstring, names) == []


ROOT = [name for name in realtimekit_async.__all__ if ">>> " in (getattr(realtimekit_async, name).__doc__ or "")]


@pytest.mark.parametrize("name", ROOT)
async def test_the_example_of_a_name_of_the_package_itself_runs_as_printed(name):
    scene = Scene()
    async with scene.emulator, scene.emulator.client() as rtk:
        names = {each: getattr(realtimekit_async, each) for each in realtimekit_async.__all__}
        assert await play(inspect.getdoc(names[name]) or "", names | await scene.names(rtk)) == []


@pytest.mark.parametrize("name", OFFERED)
async def test_the_example_of_a_class_runs_as_printed(name, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))  # where no SDK is
    docstring = inspect.getdoc(OFFERED[name]) or ""
    assert ">>> " in docstring
    scene = Scene()
    async with scene.emulator, scene.emulator.client() as rtk:
        offered = vars(import_module(f"realtimekit_async.{name.partition('.')[0]}"))
        names = {each: getattr(import_module(offered["__name__"]), each) for each in offered["__all__"]}
        names |= await scene.names(rtk) | {"folder": tmp_path}
        async with scene.bot(rtk, names) if name.startswith("meeting.") else nullcontext(names):
            assert await play(docstring, names) == []
