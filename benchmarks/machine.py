"""Where and with what was measured."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "realtimekit-async", "aiohttp", "msgspec", "yarl", "cloudflare", "pydantic", "httpx", "httpx-aiohttp",
    "uvloop",
)  # fmt: skip


def machine() -> dict[str, object]:
    """Name the machine."""
    return {"cores": len(os.sched_getaffinity(0)), "cpu": _cpu(), "system": platform.system()}


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def versions() -> dict[str, str]:
    """Name the versions."""
    found = {"python": f"{platform.python_implementation()} {platform.python_version()}"}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found
