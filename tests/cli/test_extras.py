"""What installs a missing extra fits how the package was installed."""

import json
import os
import subprocess
import sys
from importlib.metadata import Distribution
from pathlib import Path

import pytest

from realtimekit_async._version import installing, needing
from realtimekit_async.cli.extras import missing_extra

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


def test_an_error_of_the_library_is_told_apart_from_the_command_that_fits():
    assert missing_extra(needing("an archive", "archive")) == (
        "an archive needs the extra `archive`",
        installing("cli,archive"),
    )
    assert missing_extra("nothing to install") is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "missing", "error", "extra"),
    [
        (["archive", "s3://bucket/prefix"], "obstore", "an archive in an object store", "archive"),
        (["archive", "store", "--shared-quota", "redis://h/0"], "redis", "a shared quota", "redis"),
        (
            ["archive", "store", "--shared-quota", "redis://h", "--dask", "x"],
            "distributed",
            "`realtimekit archive`",
            "dask",
        ),
        (["webhooks", "send", "all", "http://127.0.0.1:1/"], "cryptography", "signing webhooks", "webhooks"),
        (["webhooks", "public-key"], "cryptography", "signing webhooks", "webhooks"),
        (["webhooks", "listen"], "cryptography", "`realtimekit webhooks listen`", "webhooks"),
        (
            ["emulator", "--port", "0", "--webhooks-to", "http://127.0.0.1:1/"],
            "cryptography",
            "signing webhooks",
            "webhooks",
        ),
    ],
)
def test_each_missing_extra_is_told_in_one_style(arguments, missing, error, extra, tmp_path):
    program = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        f"from realtimekit_async.cli import main; sys.exit(main({arguments!r}))"
    )
    names = ("CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ACCOUNT_ID", "REALTIMEKIT_APP_ID")
    settings = {"REALTIMEKIT_WEBHOOK_KEY_FILE": str(tmp_path / "key.pem"), **dict.fromkeys(names, "x")}
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **settings}, cwd=tmp_path
    )
    assert done.stderr == f"error {error} needs the extra `{extra}`\nhint  {installing(f'cli,{extra}')}\n"
    assert done.returncode == 2
