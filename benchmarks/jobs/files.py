"""A recording of a gibibyte downloaded to disk, beside bare aiohttp, and a transcript of one read row by row.

The emulator serves from a process of its own, each measurement runs in a fresh one, and they take turns. The
transcript is CSV, 161 bytes a row. It says nothing of a network, of TLS, nor of a download that breaks off.
"""

import json
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.processes import Talk

from .files_source import MIB
from .files_worker import WORK

GIBIBYTE = 1024

Costs = dict[str, float]


def measure(*, quick: bool) -> dict[str, object]:
    """Download and read, taking turns."""
    megabytes, rounds = (16, 1) if quick else (GIBIBYTE, 3)
    costs: dict[str, list[Costs]] = {name: [] for name in WORK}
    server = Talk("jobs.files_source", str(megabytes))
    served = server.hear()
    with TemporaryDirectory() as folder:
        for _ in range(rounds):
            for name, all_ in costs.items():
                worker = Talk(
                    "jobs.files_worker",
                    name,
                    json.dumps(served["places"]),
                    folder,
                    environment=served["environment"],
                )
                all_.append(worker.hear())
                worker.end()
    server.end()
    found = {name: _figures(all_, megabytes * MIB / 1e6) for name, all_ in costs.items()}
    pairs = zip(costs["ours"], costs["bare"], strict=True)
    ratio = round(median(mine["cpu"] / other["cpu"] for mine, other in pairs), 3)
    print(f"{megabytes} MiB: {ratio:.2f} × the CPU of bare aiohttp; {found}", flush=True)
    return {"megabytes": megabytes, "cpu_ratio": ratio, **found}


def _figures(costs: list[Costs], megabytes: float) -> Costs:
    middle = {key: median(each[key] for each in costs) for key in costs[0]}
    return {
        "mb_per_second": round(megabytes / middle["wall"]),
        "mb_per_cpu_second": round(megabytes / middle["cpu"]),
        "mb": round(middle["mb"], 1),
    }
