"""Units on the workers of a real Dask cluster: processes of their own, of which one is killed."""

import asyncio
import os
import signal
import sys
import urllib.request
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import pytest

from realtimekit_async import ConfigurationError, RealtimeKit, SharedQuota, TransportError, __version__
from realtimekit_async.archive import archive
from realtimekit_async.emulator import Emulator

from ..docs.pages import the_block_with
from ..doubles.redis_server import RedisServer
from .processes import Whole, archiving, chats_to_come, is_content, until, whole

pytestmark = pytest.mark.skipif(find_spec("distributed") is None, reason="needs the extra dask")

# Fewer than the calls that are made, so that it is felt.
QUOTA = (30, 2.0)
PAST = {"meetings": 4, "sessions": 14, "recordings": 9, "days": 6, "recording_bytes_a_second": 100}
TRANSFERS = 3


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture(params=[None])
def emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    with Emulator(seed=7, quota=request.param, **PAST) as running:
        yield running
    assert running.errors == []
    assert running.files.leaks == []


@asynccontextmanager
async def cluster_of(tmp_path: Path, **options: Any) -> AsyncIterator[Any]:
    """Return a client of a cluster on this machine: one worker in this process, unless told otherwise."""
    usual = {"n_workers": 1, "threads_per_worker": 2, "processes": False}
    address = {"host": "127.0.0.1", "protocol": "tcp"}
    quiet = {
        "dashboard_address": "127.0.0.1:0",
        "local_directory": str(tmp_path / "dask"),
        "silence_logs": "CRITICAL",
    }
    import distributed

    async with (
        distributed.LocalCluster(asynchronous=True, **(usual | address | quiet | options)) as cluster,
        distributed.Client(cluster, asynchronous=True) as client,
    ):
        yield client


def on_dask(*arguments: Any, **options: Any) -> Any:
    from realtimekit_async.archive.dask import OnDask

    return OnDask(*arguments, **options)


def soon_out_of_patience() -> Any:
    """Let a client give a scheduler up within a second."""
    import dask

    return dask.config.set({"distributed.comm.timeouts.connect": "1s"})


def fetched(emulator: Emulator) -> Counter[str]:
    """Count how often each file was sent to its end."""
    ends: dict[str, list[int]] = defaultdict(list)
    for request in emulator.files.requests:
        start = int(request.headers.get("Range", "bytes=0-")[6:].partition("-")[0])
        ends[request.path].append(start + request.sent)
    return Counter({path: found.count(max(found)) for path, found in ends.items() if max(found)})


def served_by(emulator: Emulator, paths: Iterable[str]) -> "Counter[Whole]":
    counts: Counter[Whole] = Counter()
    for path in paths:
        with urllib.request.urlopen(emulator.files.link(path)) as answer:
            counts[whole(answer.read())] += 1
    return counts


def stored_in(folder: Path) -> "Counter[Whole]":
    names = (str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file())
    return Counter(whole((folder / name).read_bytes()) for name in names if is_content(name))


@pytest.mark.parametrize("emulator", [QUOTA], indirect=True)
@pytest.mark.slow
async def test_a_worker_that_is_killed_loses_nothing_and_no_file_is_fetched_twice(
    tmp_path, emulator, redis_server
):
    emulator.files.next(bytes_per_second=200_000, times=None, path="recordings/*")
    quota = SharedQuota(redis_server.url, *QUOTA, margin=1.0)
    connect = partial(RealtimeKit, quota=quota)
    token = {"CLOUDFLARE_API_TOKEN": emulator.credentials["api_token"]}
    async with (
        cluster_of(tmp_path, n_workers=2, processes=True, env=token) as client,
        RealtimeKit(**emulator.credentials, quota=quota) as rtk,
        on_dask(client, rtk, tmp_path / "out", connect=connect, concurrency=TRANSFERS) as scheduler,
    ):
        run = asyncio.create_task(archive(rtk, tmp_path / "out", scheduler=scheduler))
        await until(lambda: any(each.sent > 0 and "recordings" in each.path for each in emulator.files.requests))
        os.kill(min((await client.run(os.getpid)).values()), signal.SIGKILL)
        report = await run
        transfers = fetched(emulator)
        kept = transfers.keys() - chats_to_come(emulator)

    assert (report.state, report.units, report.failures) == ("complete", 14, [])
    assert {request.status for request in emulator.requests} <= {200, 404}
    assert stored_in(tmp_path / "out") == served_by(emulator, kept)
    # What the killed worker had received but not named yet had to be fetched again.
    again = [path for path in kept if transfers[path] > 1]
    assert len(again) <= TRANSFERS
    assert not [*(tmp_path / "out").rglob("*.part*")]


@pytest.fixture
def environment(emulator: Emulator, redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return the environment of a command; that of the workers in this process has the secrets alone."""
    everything = {**emulator.environment, "REALTIMEKIT_SHARED_QUOTA": redis_server.url}
    for name in ("CLOUDFLARE_API_TOKEN", "REALTIMEKIT_SHARED_QUOTA"):
        monkeypatch.setenv(name, everything[name])
    return everything


@pytest.mark.slow
async def test_the_command_hands_the_work_to_a_cluster(tmp_path, environment):
    async with cluster_of(tmp_path) as client:
        address = client.scheduler.address
        with archiving(environment, str(tmp_path / "out"), "--dask", address) as process:
            out, err = await asyncio.to_thread(process.communicate)
    assert process.returncode == 0, err
    assert msgspec.json.decode(out)["objects"] == stored_in(tmp_path / "out").total() > 0


@pytest.mark.slow
async def test_a_command_that_is_interrupted_leaves_the_workers_idle(tmp_path, emulator, environment):
    emulator.files.next(stall_after=10, times=None, path="transcripts/*")
    async with cluster_of(tmp_path) as client:
        address, worker = client.scheduler.address, client.cluster.workers[0]
        with archiving(environment, str(tmp_path / "out"), "--dask", address) as process:
            await until(lambda: any(each.sent > 0 for each in emulator.files.requests))
            process.send_signal(signal.SIGINT)
            out, err = await asyncio.to_thread(process.communicate)
        await until(lambda: not worker.state.tasks)
        assert not [name for name in worker.plugins if name.startswith("archive")]
    assert (process.returncode, err) == (130, "")
    assert msgspec.json.decode(out)["state"] == "interrupted"


@pytest.mark.slow
async def test_the_documentation_s_cluster_works_as_printed(tmp_path, environment):
    script = the_block_with("from distributed import")
    async with cluster_of(tmp_path) as client:
        place = {"ARCHIVE": str(tmp_path / "out"), "DASK_SCHEDULER_ADDRESS": client.scheduler.address}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            script,
            env={**os.environ, **environment, **place},
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await process.communicate()
    assert out.decode() == f"complete {stored_in(tmp_path / 'out').total()} objects\n"


async def test_a_synchronous_client_will_do_and_a_worker_without_its_secrets_is_told_of(
    tmp_path, emulator, monkeypatch
):
    from distributed import Client

    monkeypatch.delenv("REALTIMEKIT_SHARED_QUOTA", raising=False)
    async with cluster_of(tmp_path) as client, RealtimeKit(**emulator.credentials) as rtk:
        synchronous = await asyncio.to_thread(Client, client.scheduler.address)
        with synchronous, pytest.raises(ConfigurationError, match="REALTIMEKIT_SHARED_QUOTA is not set"):
            await archive(rtk, tmp_path / "out", scheduler=synchronous)


@pytest.mark.slow
async def test_without_its_scheduler_the_run_ends_and_says_what_is_done(tmp_path, emulator):
    emulator.files.next(stall_after=10, times=None, path="transcripts/*")
    connect = partial(RealtimeKit, api_token=emulator.credentials["api_token"])
    with soon_out_of_patience():
        async with (
            cluster_of(tmp_path) as client,
            RealtimeKit(**emulator.credentials) as rtk,
            on_dask(client, rtk, tmp_path / "out", connect=connect) as scheduler,
        ):
            run = asyncio.create_task(archive(rtk, tmp_path / "out", scheduler=scheduler))
            await until(lambda: any(each.sent > 0 for each in emulator.files.requests))
            await client.cluster.scheduler.close()
            report = await run
    assert report.stopped is not None
    assert "the Dask scheduler is gone" in report.stopped.message
    assert report.state == "failed"


async def test_a_client_that_is_closed_before_units_are_handed_over_ends_the_run_with_its_report(
    tmp_path, emulator
):
    connect = partial(RealtimeKit, api_token=emulator.credentials["api_token"])
    async with cluster_of(tmp_path) as client, RealtimeKit(**emulator.credentials) as rtk:
        async with on_dask(client, rtk, tmp_path / "out", connect=connect, places=5) as scheduler:
            run = asyncio.create_task(archive(rtk, tmp_path / "out", scheduler=scheduler))
            await client.close()
            report = await run
        assert (report.state, report.stopped.stops) == ("failed", True)
        assert "the Dask scheduler is gone" in report.stopped.message
        with pytest.raises(TransportError, match="the Dask scheduler is gone"):
            await archive(rtk, tmp_path / "out", scheduler=client)


async def test_a_unit_that_comes_while_the_client_is_being_closed_is_not_waited_for(tmp_path, emulator):
    connect = partial(RealtimeKit, api_token=emulator.credentials["api_token"])
    async with (
        cluster_of(tmp_path) as client,
        RealtimeKit(**emulator.credentials) as rtk,
        on_dask(client, rtk, tmp_path / "out", connect=connect) as scheduler,
    ):
        client.status = "closing"  # between going through its futures and being closed, its submit works still
        report = await archive(rtk, tmp_path / "out", scheduler=scheduler)
        client.status = "running"
    assert (report.state, report.stopped.stops) == ("failed", True)
    assert "the Dask scheduler is gone" in report.stopped.message


@pytest.mark.slow
async def test_a_command_whose_scheduler_dies_says_so_in_a_line(tmp_path, emulator, environment):
    emulator.files.next(stall_after=10, times=None, path="transcripts/*")
    environment["DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT"] = "1s"
    with soon_out_of_patience():
        async with cluster_of(tmp_path) as client:
            address = client.scheduler.address
            with archiving(environment, str(tmp_path / "out"), "--dask", address) as process:
                await until(lambda: any(each.sent > 0 for each in emulator.files.requests))
                await client.cluster.scheduler.close()
                out, err = await asyncio.to_thread(process.communicate)
    assert process.returncode == 1
    assert "the Dask scheduler is gone" in msgspec.json.decode(out)["stopped"]["message"]
    assert all(line.startswith("failed ") for line in err.splitlines()), err


@pytest.mark.slow
async def test_workers_of_another_version_are_refused_with_both_named(tmp_path, emulator):
    (tmp_path / "older.py").write_text(
        "import realtimekit_async._version as version\nversion.__version__ = '0.0.7'\n"
    )
    preload = {"preload": str(tmp_path / "older.py")}
    async with (
        cluster_of(tmp_path, processes=True, **preload) as client,
        RealtimeKit(**emulator.credentials) as rtk,
    ):
        with pytest.raises(ConfigurationError, match=rf"0\.0\.7, and whoever archives has {__version__}"):
            await archive(rtk, tmp_path / "out", scheduler=client)
    assert not [request for request in emulator.requests if "sessions" in request.path]


def test_a_worker_of_another_version_that_joins_later_is_refused_as_well():
    from realtimekit_async.archive.dask import check_versions

    with pytest.raises(ConfigurationError, match=r"have realtimekit-async 0\.0\.7, 0\.0\.8, and"):
        check_versions(["0.0.8", __version__, "0.0.7"])
    check_versions([__version__])
