"""The SDK on this machine: which registry is asked, what is kept, and what is refused."""

import io
import os
import tarfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from realtimekit_async.errors import ConfigurationError
from realtimekit_async.meeting import sdk
from realtimekit_async.meeting.errors import SdkNotFetched, SdkNotInstalled, SdkNotTrusted
from realtimekit_async.meeting.registry import read_npmrc, registry_of

from .browsers import require_tarball

TOKEN = "npm-3f9a-very-secret"
PATH = "/npm/@cloudflare/realtimekit/-/realtimekit-2.0.2.tgz"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """A home of the test's own, without settings of npm, where the SDK is to lie."""
    for name in [name for name in os.environ if name.lower().startswith("npm_config_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("REALTIMEKIT_SDK", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "cache" / "realtimekit-async" / "sdk" / "2.0.2"


def kept(place: Path) -> list[str]:
    return sorted(file.name for file in place.iterdir()) if place.exists() else []


class Asked:
    """What a registry was asked for: paths, and the token that came along."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.tokens: list[str | None] = []


@asynccontextmanager
async def registry(answer: Answer) -> AsyncIterator[tuple[str, Asked]]:
    asked = Asked()

    async def take(request: web.Request) -> web.StreamResponse:
        asked.paths.append(request.raw_path)
        asked.tokens.append(request.headers.get("Authorization"))
        return await answer(request)

    app = web.Application()
    app.router.add_get("/{path:.*}", take)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}/npm", asked
    finally:
        await runner.cleanup()


def bytes_of(data: bytes) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=data)

    return answer


# ── with the real tarball ──


async def test_the_sdk_is_fetched_once_and_kept(place):
    async with registry(bytes_of(require_tarball().read_bytes())) as (url, asked):
        bundle = await sdk.install(registry=url)
        assert bundle == place / "browser.js"
        assert kept(place) == ["LICENSE.txt", "browser.js"]
        assert await sdk.install(registry=url) == bundle
    assert asked.paths == [PATH]
    assert sdk.read_bundle() == bundle.read_bytes()


async def test_a_tarball_of_npm_pack_is_as_good(place):
    await sdk.install(tarball=require_tarball())
    assert kept(place) == ["LICENSE.txt", "browser.js"]


async def test_a_bundle_that_was_changed_is_not_used_and_fetched_again(place):
    bundle = await sdk.install(tarball=require_tarball())
    bundle.write_bytes(bundle.read_bytes() + b"// more")
    with pytest.raises(SdkNotTrusted, match="install-sdk"):
        sdk.read_bundle()
    await sdk.install(tarball=require_tarball())
    assert sdk.read_bundle() == bundle.read_bytes()
    assert kept(place) == ["LICENSE.txt", "browser.js"]


async def test_a_registry_that_keeps_its_tarballs_elsewhere_is_asked_where(place):
    tarball = require_tarball().read_bytes()

    async def answer(request: web.Request) -> web.Response:
        if request.raw_path == PATH:
            raise web.HTTPNotFound
        if request.raw_path.endswith("/files/one.tgz"):
            return web.Response(body=tarball)
        return web.json_response({"dist": {"tarball": f"{request.url.origin()}/files/one.tgz"}})

    async with registry(answer) as (url, asked):
        await sdk.install(registry=url)
    assert asked.paths == [PATH, "/npm/@cloudflare%2Frealtimekit/2.0.2", "/files/one.tgz"]
    assert kept(place) == ["LICENSE.txt", "browser.js"]


async def test_a_place_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "cache").write_text("a file, not a folder")
    with pytest.raises(SdkNotFetched, match=r"cannot be kept in .*cache"):
        await sdk.install(tarball=require_tarball())


# ── what a registry may do instead ──


async def test_other_bytes_are_refused(place):
    async with registry(bytes_of(b"something else")) as (url, _):
        with pytest.raises(SdkNotTrusted, match="hash"):
            await sdk.install(registry=url)
    assert kept(place) == []


async def test_an_archive_that_would_write_elsewhere_is_not_even_opened(place, tmp_path):
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        evil = tarfile.TarInfo("../../../evil")
        evil.size = 4
        tar.addfile(evil, io.BytesIO(b"evil"))
    async with registry(bytes_of(archive.getvalue())) as (url, _):
        with pytest.raises(SdkNotTrusted):
            await sdk.install(registry=url)
    assert kept(place) == []
    assert not list(tmp_path.rglob("evil"))


async def test_an_answer_without_an_end_is_cut(place):
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(bytes(1024 * 1024))

    async with registry(answer) as (url, _):
        with pytest.raises(SdkNotTrusted, match="more than 33,554,432 bytes"):
            await sdk.install(registry=url)
    assert kept(place) == []


async def test_an_answer_that_breaks_off_names_the_way_by_hand(place):
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100000"})
        await response.prepare(request)
        await response.write(bytes(1000))
        assert request.transport is not None
        request.transport.close()
        return response

    async with registry(answer) as (url, _):
        with pytest.raises(SdkNotFetched, match=r"broke off.*npm pack @cloudflare/realtimekit@2\.0\.2"):
            await sdk.install(registry=url)
    assert kept(place) == []


@pytest.mark.parametrize(
    "manifest", [b"{}", b"[", b"\xff", b'{"a":' + b"[" * 50_000, b'{"dist":{"tarball":"file:///etc/passwd"}}']
)
async def test_a_registry_without_the_sdk_names_the_way_by_hand(manifest):
    async def answer(request: web.Request) -> web.Response:
        if request.raw_path == PATH:
            raise web.HTTPNotFound
        return web.Response(body=manifest)

    async with registry(answer) as (url, _):
        with pytest.raises(SdkNotFetched, match=r"is not there.*npm pack"):
            await sdk.install(registry=url)


async def test_a_registry_that_wants_a_token_says_where_it_belongs():
    async def answer(_: web.Request) -> web.Response:
        raise web.HTTPUnauthorized

    async with registry(answer) as (url, _):
        with pytest.raises(SdkNotFetched, match=r"401.*\.npmrc"):
            await sdk.install(registry=url)


async def test_nobody_there_is_told_with_the_address():
    with pytest.raises(SdkNotFetched, match=r"http://127\.0\.0\.1:1/npm.*cannot be reached"):
        await sdk.install(registry="http://127.0.0.1:1/npm")


# ── settings ──


async def test_a_token_of_npmrc_goes_to_its_own_registry_only(tmp_path):
    async with registry(bytes_of(b"elsewhere")) as (other, others):

        async def answer(request: web.Request) -> web.Response:
            if request.raw_path == PATH:
                raise web.HTTPNotFound
            return web.json_response({"dist": {"tarball": f"{other}/one.tgz"}})

        async with registry(answer) as (url, asked):
            place = url.partition(":")[2]
            (tmp_path / ".npmrc").write_text(f"@cloudflare:registry={url}/\n{place}/:_authToken={TOKEN}\n")
            with pytest.raises(SdkNotTrusted):
                await sdk.install()
    assert asked.tokens == [f"Bearer {TOKEN}"] * 2
    assert others.tokens == [None]


def test_settings_are_read_as_npm_reads_them(tmp_path):
    first, second = tmp_path / "one", tmp_path / "two"
    first.write_text('; a comment\n# registry=http://no\n@cloudflare:registry = "https://${HOST}/npm"\n')
    second.write_text("@cloudflare:registry=https://no\nregistry=https://second\nbroken\n")
    settings = read_npmrc([first, second, tmp_path / "none"], {"HOST": "one.example"})
    assert settings == {"@cloudflare:registry": "https://one.example/npm", "registry": "https://second"}
    assert "one.example" not in repr(settings)


@pytest.mark.parametrize(
    ("settings", "environ", "expected"),
    [
        ({"@cloudflare:registry": "a", "registry": "c"}, {"NPM_CONFIG_REGISTRY": "b"}, "a"),
        ({"@other:registry": "a", "registry": "c"}, {"NPM_CONFIG_REGISTRY": "b"}, "b"),
        ({"registry": "c"}, {"npm_config_registry": "b"}, "b"),
        ({"registry": "c"}, {}, "c"),
        ({}, {}, ""),
    ],
)
def test_the_scope_counts_before_the_environment_and_that_before_the_rest(settings, environ, expected):
    assert registry_of("@cloudflare/realtimekit", settings, environ) == expected


async def test_npm_itself_is_asked_last(tmp_path, monkeypatch):
    async with registry(bytes_of(b"")) as (url, asked):
        npm = tmp_path / "npm"
        npm.write_text(f"#!/bin/sh\necho {url}\n")
        npm.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(SdkNotTrusted):
            await sdk.install()
    assert asked.paths == [PATH]


async def test_without_any_registry_a_way_is_named(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SdkNotFetched, match="--registry URL"):
        await sdk.install()


async def test_what_is_no_registry_is_refused():
    with pytest.raises(ConfigurationError, match="registry"):
        await sdk.install(registry="ftp://example")


async def test_a_tarball_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"tarball cannot be read.*none\.tgz"):
        await sdk.install(tarball=tmp_path / "none.tgz")


def test_a_file_that_is_named_is_used_as_it_is(tmp_path, monkeypatch):
    file = tmp_path / "own.js"
    file.write_text("// mine")
    assert sdk.read_bundle(file) == b"// mine"
    monkeypatch.setenv("REALTIMEKIT_SDK", str(file))
    assert sdk.read_bundle() == b"// mine"
    with pytest.raises(SdkNotInstalled, match=r"none\.js"):
        sdk.read_bundle(tmp_path / "none.js")
