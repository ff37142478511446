"""What installs a missing extra fits how the package was installed."""

import json
from importlib.metadata import Distribution
from pathlib import Path

import pytest

from realtimekit_async.cli.extras import fitted, installing

CHECKOUT = {"url": "file:///home/ada/my%20kit", "dir_info": {"editable": True}}
FOLDER = {"url": "file:///srv/kit", "dir_info": {}}
WHEEL = {"url": "file:///srv/realtimekit_async-1.0-py3-none-any.whl", "archive_info": {}}
GIT = {"url": "https://example.com/kit.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}}


def installed(folder: Path, origin: object, installer: str) -> Distribution:
    info = folder / "realtimekit_async-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: realtimekit-async\nVersion: 1.0\n")
    (info / "INSTALLER").write_text(f"{installer}\n")
    if origin is not None:
        (info / "direct_url.json").write_text(json.dumps(origin))
    return Distribution.at(info)


@pytest.mark.parametrize(
    ("origin", "what"),
    [
        (None, "'realtimekit-async[cli]'"),
        (CHECKOUT, "-e '/home/ada/my kit[cli]'"),
        (FOLDER, "'/srv/kit[cli]'"),
        (WHEEL, "'realtimekit-async[cli] @ file:///srv/realtimekit_async-1.0-py3-none-any.whl'"),
        (GIT, "'realtimekit-async[cli] @ git+https://example.com/kit.git@abc'"),
    ],
)
@pytest.mark.parametrize(("installer", "command"), [("pip", "pip install"), ("uv", "uv pip install")])
def test_the_command_fits_how_the_package_was_installed(tmp_path, origin, what, installer, command):
    assert installing("cli", installed(tmp_path, origin, installer)) == f"{command} {what}"


def test_an_error_of_the_library_names_the_command_that_fits():
    text = "an archive needs an extra: pip install 'realtimekit-async[archive]'"
    assert fitted(text) == f"an archive needs an extra: {installing('archive')}"
    assert fitted("nothing to install") == "nothing to install"
