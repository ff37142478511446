"""The documentation's recipes for other languages, as they stand there: each holds a whole meeting."""

import asyncio
import os
import re
import shutil
import tarfile
from pathlib import Path

import pytest

from realtimekit_async.emulator import Emulator

from ..docs.printed import fits

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "emulator.md"
CURL, TYPESCRIPT = "A meeting with curl alone", "The same with the TypeScript SDK"
TARBALL_VARIABLE = "REALTIMEKIT_TYPESCRIPT_TARBALL"


def recipe(language: str, section: str) -> str:
    """Return the code of a section, or, as `text`, what it prints."""
    text = PAGE.read_text(encoding="utf-8").partition(f"## {section}\n")[2]
    return "\n".join(re.findall(rf"```{language}\n(.*?)```", text.partition("\n## ")[0], re.DOTALL))


def require(program: str) -> str:
    """Return the path of a program; without it the test is left out, or fails where all have to run."""
    return shutil.which(program) or _leave_out(f"{program} is not on the PATH")


def _leave_out(reason: str) -> str:
    if os.environ.get("REALTIMEKIT_REQUIRE_RECIPES"):
        pytest.fail(reason)
    pytest.skip(reason)


async def holds_a_meeting(section: str, folder: Path, *command: str) -> None:
    """Run a recipe, which leaves a recording and a transcript behind; it prints what its section says."""
    async with Emulator(lively=True) as emulator, asyncio.timeout(60):
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=folder,
            env={**os.environ, **emulator.environment},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    assert (folder / "recording.mp4").stat().st_size > 0
    assert b"Shall we begin?" in (folder / "transcript.csv").read_bytes()
    assert fits(recipe("text", section), out.decode())
    assert emulator.errors == []


async def test_curl_alone_holds_a_meeting(tmp_path: Path):
    require("curl")
    require("jq")
    await holds_a_meeting(CURL, tmp_path, "sh", "-eu", "-c", recipe("sh", CURL))


@pytest.mark.slow
async def test_the_typescript_sdk_holds_a_meeting(tmp_path: Path):
    node = require("node")
    tarball = os.environ.get(TARBALL_VARIABLE) or _leave_out(
        f"{TARBALL_VARIABLE} is not set: npm pack cloudflare@7.3.0"
    )
    with tarfile.open(tarball) as archive:
        needed = [file for file in archive if file.name.endswith((".mjs", "/package.json"))]
        archive.extractall(tmp_path / "node_modules", needed, filter="data")
    (tmp_path / "node_modules" / "package").rename(tmp_path / "node_modules" / "cloudflare")
    script = tmp_path / "recipe.mjs"  # it says nothing that JavaScript does not understand
    script.write_text(recipe("ts", TYPESCRIPT), encoding="utf-8")
    await holds_a_meeting(TYPESCRIPT, tmp_path, node, str(script))
