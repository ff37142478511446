"""What a page gives to a shell without showing what it prints runs; what does not run here stands in ELSEWHERE."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from realtimekit_async.emulator import Emulator

from ..archive.s3_server import s3_server
from ..emulator.test_recipes import require
from .pages import PAGES as ALL, ROOT
from .printed import PLAYED, blocks_of, commands_in

pytestmark = pytest.mark.slow

ELSEWHERE = {
    "apt-get install": "the check installs it in the same way",
    "python -m pip install": "the check installs the wheel with extras, and the checkout with what tests need",
    "uv ": "the check makes its environments, the site and the wheel in the same way",
    "docker ": "wants a daemon; test_container.py compares the Dockerfile with the checkout",
    "uvicorn backend:app": "test_examples serves the page's file by uvicorn",
    "realtimekit meeting install-sdk": "fetches from a registry; tests/meeting/test_installing.py serves one",
    "realtimekit archive gs://": "wants a server of Google's storage; to a folder and to S3 the same is run",
    "aws ": "no test installs this program; what it is given is given to S3 below",
    'api="': "tests/emulator/test_recipes.py runs the whole block",
}
SERVERS = "realtimekit emulator --", "realtimekit webhooks listen", "realtimekit meeting join"
"""What goes on until it is interrupted, while the lines after it are for another terminal."""
PRINTED = {
    command.strip()
    for blocks in PLAYED.values()
    for block in blocks
    if block.language == "console"
    for command, _ in commands_in(block.text)
}
"""Commands whose output a page shows, which `test_printed` compares."""


def lines_of(page: Path) -> list[str]:
    """Return what a page gives to a shell, command by command and without its comments."""
    blocks = [block.text for block in blocks_of(page) if block.language == "sh"]
    whole = [text for text in blocks if not text.startswith('api="')]
    return re.findall(r"(?:[^\n']|'[^']*')+", re.sub(r"\s+# .*", "", "".join(whole)))


def is_elsewhere(line: str) -> bool:
    return line in PRINTED or line.startswith(tuple(ELSEWHERE))


PAGES = {
    str(page.relative_to(ROOT)): lines
    for page in (*ALL, ROOT / "CONTRIBUTING.md")
    if (lines := [line for line in lines_of(page) if not is_elsewhere(line)])
}


def test_every_reason_has_a_line_that_needs_it() -> None:
    text = "".join(block.text for page in ALL for block in blocks_of(page) if block.language == "sh")
    text += (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [beginning for beginning in ELSEWHERE if f"\n{beginning}" not in f"\n{text}"] == []


@pytest.fixture
def receiver() -> Iterator[int]:
    """What takes every delivery; yields its port."""

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket called `bucket`; the environment leads to it."""
    import boto3

    with s3_server() as url:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "any")
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="bucket")
        yield url


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return str(listening.getsockname()[1])


def names_in(emulator: Emulator, receiver: int) -> Mapping[str, str]:
    """Return what stands on the pages for what a reader has, and what does here."""
    meeting = next(each for each in emulator.app.meetings.values() if each.status == "ACTIVE")
    uploaded = [each for each in emulator.app.recordings.values() if each.status == "UPLOADED"]
    recording = max(uploaded, key=lambda each: each.created_at)  # files are kept for a week
    transcribed = [each for each in emulator.app.sessions.values() if each.transcript]
    session = max(transcribed, key=lambda each: each.created_at)
    return {
        "MEETING_ID": meeting.id,
        "RECORDING_ID": recording.id,
        "SESSION_ID": session.id,
        "--port 21785": "--port 0",
        "webhooks listen": f"webhooks listen --port {(port := free_port())}",
        ":21786": f":{port}",
        ":8000": f":{receiver}",
        "--every 5": "--every 0.01",
    }


def terminal(line: str, folder: Path) -> "subprocess.Popen[str]":
    """Run a line in a shell, as a group of processes that a signal reaches whole."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.Popen(
        ["/bin/bash", "-euo", "pipefail", "-c", line],
        cwd=folder,
        env={**os.environ, "PATH": path, "BROWSER": "true", "HOME": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("page", PAGES)
def test_a_shell_runs_what_a_page_tells_it_to(page: str, present: Emulator, receiver: int, tmp_path: Path) -> None:
    require("jq")
    preset = next(iter(present.app.presets.values()))
    (tmp_path / "preset.json").write_text(json.dumps({**preset.document, "name": "of a file"}), encoding="utf-8")
    names = names_in(present, receiver)
    serving: dict[str, subprocess.Popen[str]] = {}
    for line in PAGES[page]:
        server = next(filter(line.startswith, SERVERS), None)
        if server in serving:  # it is shown with other options
            end(serving.pop(server))
        process = terminal(filled_in(line, names), tmp_path)
        if server is not None:
            assert process.stdout is not None
            assert process.stdout.readline(), line
            serving[server] = process
        else:
            said, _ = process.communicate("", timeout=60)
            assert process.returncode == 0, f"{line}\n{said}"
    for process in serving.values():
        end(process)


def filled_in(line: str, names: Mapping[str, str]) -> str:
    for name, value in names.items():
        line = line.replace(name, value)
    return line


def end(process: "subprocess.Popen[str]") -> None:
    """Interrupt what serves, as somebody at its terminal would."""
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert process.returncode in {0, 130}, said


def test_the_rule_for_unfinished_uploads_is_one_that_s3_takes(bucket: str) -> None:
    import boto3

    page = next(page for page in ALL if page.name == "archive.md" and page.parent.name == "how-to")
    line = next(line for line in lines_of(page) if line.startswith("aws "))
    rules = json.loads(line.partition("'")[2].rpartition("'")[0])
    s3 = boto3.client("s3", region_name="us-east-1", endpoint_url=bucket)
    s3.put_bucket_lifecycle_configuration(Bucket="bucket", LifecycleConfiguration=rules)
    [rule] = s3.get_bucket_lifecycle_configuration(Bucket="bucket")["Rules"]
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
