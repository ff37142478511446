import ast
import subprocess
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import msgspec
import pytest

from realtimekit_async import models
from realtimekit_async.models import (
    Answer,
    ChatLink,
    Livestream,
    Participant,
    ParticipantWithToken,
    Recording,
    RecordingConfig,
    RtmpConfig,
    StorageConfig,
    TrackDownload,
    TrackFile,
    TrackFiles,
)

INSIDE = {"boxes", "portable", "pydantic_schema"}
MODULES = sorted({path.stem for path in Path(models.__file__).parent.glob("[a-z]*.py")} - INSIDE)


def names_of(module: str) -> set[str]:
    """Return the classes and type aliases that a module of the package defines."""
    body = ast.parse(Path(models.__file__).with_name(f"{module}.py").read_text()).body
    classes = {node.name for node in body if isinstance(node, ast.ClassDef)}
    targets = {node.targets[0] for node in body if isinstance(node, ast.Assign)}
    aliases = {target.id for target in targets if isinstance(target, ast.Name) and not target.id.isupper()}
    return {name for name in classes | aliases if not name.startswith("_")}


def test_the_package_offers_every_shape_of_its_modules_and_nothing_else():
    assert {*models.__all__} == set().union(*map(names_of, MODULES))
    assert dir(models) == sorted(models.__all__)


def test_every_offered_name_is_the_one_of_its_module():
    for module in MODULES:
        for name in names_of(module):
            assert getattr(models, name) is getattr(import_module(f"realtimekit_async.models.{module}"), name)


def test_type_checkers_are_shown_the_same_modules():
    block = next(node for node in ast.parse(Path(models.__file__).read_text()).body if isinstance(node, ast.If))
    stars = [node for node in block.body if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"]
    assert [node.module for node in stars] == MODULES


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="Meting"):
        models.Meting  # noqa: B018 - touching it is the test


def test_importing_the_package_imports_none_of_its_modules():
    script = (
        "import sys, realtimekit_async.models;"
        "print([name for name in sys.modules if name.startswith('realtimekit_async.models.')])"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_representation_shows_what_is_set():
    joined = datetime(2025, 1, 2, tzinfo=UTC)
    ada = Participant(id="p1", name="Ada", created_at=joined)
    assert repr(ada) == f"Participant(id='p1', name='Ada', created_at={joined!r})"
    assert repr(Participant()) == "Participant()"
    assert ("name", "Ada") in ada.__rich_repr__()


def test_a_representation_keeps_tokens_and_keys_to_itself():
    guest = ParticipantWithToken(token="eyJ-hush", id="p1")
    assert repr(guest) == "ParticipantWithToken(token='***', id='p1')"
    assert repr(Livestream(id="l1", stream_key="")) == "Livestream(id='l1')"


def test_a_representation_cuts_signed_links_after_the_host():
    recording = Recording(id="r1", download_url="https://me:pw@files.example:444/a/b.mp4?X-Signature=hush")
    assert repr(recording) == "Recording(id='r1', download_url='https://files.example/…')"
    assert (
        repr(ChatLink(url="https://files.example/chat.csv?sig=hush")) == "ChatLink(url='https://files.example/…')"
    )
    assert repr(RtmpConfig(rtmp_url="hush")) == "RtmpConfig(rtmp_url='…')"
    assert repr(RtmpConfig(rtmp_url="rtmp://[hush")) == "RtmpConfig(rtmp_url='…')"


def test_a_representation_keeps_secrets_however_deep_they_stand():
    file = TrackFile(download_url="https://files.example/t.webm?sig=hush")
    track = TrackDownload(layer_name="default", download_urls=TrackFiles(file=file))
    storage = StorageConfig(type="aws", secret="hush", access_key="hush", private_key="hush", password="hush")
    config = RecordingConfig(storage_config=storage, live_streaming_config=RtmpConfig(rtmp_url="rtmp://live/hush"))
    assert "hush" not in repr([Recording(download_url=[track], storage_config=storage), config])
    assert "default" in repr(track)


def test_answers_are_left_out_of_the_garbage_collector_whatever_they_inherit():
    structs = [shape for name in models.__all__ if isinstance(shape := getattr(models, name), type)]
    answers = [shape for shape in structs if issubclass(shape, Answer)]
    assert all(answer.__struct_config__.gc is False for answer in answers)
    assert all(issubclass(shape, Answer) for shape in structs if issubclass(shape, msgspec.Struct))


def test_no_two_fields_of_an_answer_share_a_name_on_the_wire():
    for name in models.__all__:
        shape = getattr(models, name)
        if isinstance(shape, type) and issubclass(shape, Answer):
            assert len({*shape.__struct_encode_fields__}) == len(shape.__struct_encode_fields__)
