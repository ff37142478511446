import math

import msgspec
import pytest

from realtimekit_async import ConfigurationError, RealtimeKit, Retry
from realtimekit_async.checks import checked_header
from realtimekit_async.http.proxies import chosen_proxy
from realtimekit_async.transport.settings import PUBLIC_API, Settings, checked_base_url, checked_token

SECRET = "tok-3f9a-very-secret"
CREDENTIALS = {"account_id": "acc", "app_id": "app", "api_token": SECRET}
VARIABLES = {
    "account_id": "CLOUDFLARE_ACCOUNT_ID",
    "app_id": "REALTIMEKIT_APP_ID",
    "api_token": "CLOUDFLARE_API_TOKEN",
    "base_url": "REALTIMEKIT_BASE_URL",
}
PROXIES = [
    variant for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy") for variant in (name, name.upper())
]


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch):
    for name in (*VARIABLES.values(), *PROXIES, "REQUEST_METHOD"):
        monkeypatch.delenv(name, raising=False)


# ── arguments and environment ──


@pytest.mark.parametrize("argument", ["account_id", "api_token"])
@pytest.mark.parametrize("empty", [None, ""])
def test_a_missing_credential_is_named_with_its_variable(argument, empty):
    with pytest.raises(ConfigurationError, match=f"{argument} is missing: pass {argument}=… or set"):
        RealtimeKit(**{**CREDENTIALS, argument: empty})
    with pytest.raises(ConfigurationError, match=VARIABLES[argument]):
        RealtimeKit(**{**CREDENTIALS, argument: empty})


def test_what_is_not_given_comes_from_the_environment(monkeypatch):
    for argument, variable in VARIABLES.items():
        monkeypatch.setenv(variable, {"base_url": "http://h:1/v4", "app_id": "env-app"}.get(argument, argument))
    assert repr(RealtimeKit()) == "RealtimeKit(Settings(base_url='http://h:1/v4', app_id='env-app'))"
    assert "app_id='own'" in repr(RealtimeKit(app_id="own"))


def test_without_a_base_url_the_public_api_is_meant():
    assert PUBLIC_API in repr(RealtimeKit(**CREDENTIALS))


async def test_a_missing_app_is_told_when_a_call_needs_it():
    rtk = RealtimeKit(account_id="acc", api_token=SECRET)
    with pytest.raises(ConfigurationError, match=r"app_id is missing: pass app_id=… or set REALTIMEKIT_APP_ID"):
        await rtk.meetings.get("m1")


@pytest.mark.parametrize(
    "token",
    ["tok\n", "tok\r\nX-Evil: 1", " tok", "tok en", "tök", "tok\x00", "\ud800"],
)
def test_a_token_that_would_break_the_header_is_refused_without_being_shown(token):
    with pytest.raises(ConfigurationError, match="api_token holds a line break") as caught:
        RealtimeKit(**{**CREDENTIALS, "api_token": token})
    assert "Evil" not in str(caught.value)
    with pytest.raises(ConfigurationError):
        checked_token(token)


@pytest.mark.parametrize("token", [7, b"tok", ["tok"]])
def test_a_token_is_a_str_or_a_callable(token):
    with pytest.raises(ConfigurationError, match=f"api_token is a str.*got {type(token).__name__}"):
        RealtimeKit(**{**CREDENTIALS, "api_token": token})


@pytest.mark.parametrize(
    "base_url",
    [
        "api.cloudflare.com/client/v4",
        "ftp://h/x",
        "http://",
        "https:///x",
        "http://h:port",
        "http://h:99999",
        "http://h:0",
        "http://[::1",
        "http://h/a b",
        "http://h/a\nb",
        "http://h/x?y=1",
        "http://h/x#y",
        "http://user:pw@h/x",
    ],
)
def test_a_base_url_that_cannot_work_is_refused(base_url):
    with pytest.raises(ConfigurationError, match="base_url is") as caught:
        RealtimeKit(**CREDENTIALS, base_url=base_url)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize("base_url", ["http://h", "http://h/", "https://h:8443/client/v4//", "http://[::1]:80/x"])
def test_a_base_url_ends_without_a_slash(base_url):
    assert checked_base_url(base_url) == base_url.rstrip("/")


@pytest.mark.parametrize("name", ["timeout", "max_wait"])
@pytest.mark.parametrize("value", [-1, math.nan, -math.inf, "30", True])
def test_seconds_that_cannot_work_are_refused(name, value):
    with pytest.raises(ConfigurationError, match=name):
        RealtimeKit(**CREDENTIALS, **{name: value})


def test_no_time_at_all_is_no_timeout_but_a_possible_wait():
    with pytest.raises(ConfigurationError, match="timeout is a finite number of seconds, above 0, got 0"):
        RealtimeKit(**CREDENTIALS, timeout=0)
    assert RealtimeKit(**CREDENTIALS, max_wait=0)


@pytest.mark.parametrize("name", ["max_connections", "max_answer_bytes"])
@pytest.mark.parametrize("value", [0, -1, 1.5, True, "9"])
def test_counts_that_cannot_work_are_refused(name, value):
    with pytest.raises(ConfigurationError, match=f"{name} is a whole number"):
        RealtimeKit(**CREDENTIALS, **{name: value})


@pytest.mark.parametrize("name", ["quota", "recordings_quota"])
@pytest.mark.parametrize("value", [(1200, 300), 5, "no"])
def test_a_quota_is_a_quota(name, value):
    with pytest.raises(ConfigurationError, match=f"{name} is a Quota"):
        RealtimeKit(**CREDENTIALS, **{name: value})


@pytest.mark.parametrize("value", [None, 3, False])
def test_a_retry_is_a_retry(value):
    with pytest.raises(ConfigurationError, match="retry= is a Retry"):
        RealtimeKit(**CREDENTIALS, retry=value)


@pytest.mark.parametrize("value", ["bot\n", "bot\r\nX-Evil: 1", "böt"])
def test_a_user_agent_is_one_line(value):
    with pytest.raises(ConfigurationError, match="user_agent is one line of printable ASCII"):
        RealtimeKit(**CREDENTIALS, user_agent=value)
    assert checked_header("user_agent", "bot/1.0 (x)") == "bot/1.0 (x)"


def test_a_timeout_is_finite():
    with pytest.raises(ConfigurationError, match="timeout is a finite number"):
        RealtimeKit(**CREDENTIALS, timeout=math.inf)


@pytest.mark.parametrize("account_id", [".", ".."])
def test_an_account_that_would_change_the_path_is_refused(account_id):
    with pytest.raises(ConfigurationError, match="account_id is an id"):
        RealtimeKit(**{**CREDENTIALS, "account_id": account_id})


# ── proxies ──


@pytest.mark.parametrize("proxy", ["socks5://user:pw@p:1", "p:3128", "http://[::1", "http://p:port"])
def test_a_proxy_that_cannot_work_is_refused_without_showing_its_password(proxy):
    with pytest.raises(ConfigurationError, match=r"proxy \(or HTTPS_PROXY\)") as caught:
        RealtimeKit(**CREDENTIALS, proxy=proxy)
    assert "pw" not in str(caught.value)


def test_the_proxy_of_the_environment_is_the_one_for_the_scheme(monkeypatch):
    assert chosen_proxy(None, "https://api.example.com") is None
    monkeypatch.setenv("HTTPS_PROXY", "http://secure:1")
    monkeypatch.setenv("http_proxy", "http://plain:2")
    assert chosen_proxy(None, "https://api.example.com/v4") == "http://secure:1"
    assert chosen_proxy(None, "http://api.example.com/v4") == "http://plain:2"


@pytest.mark.parametrize(
    "exempt", ["*", "api.example.com", "example.com", ".example.com", "x,api.example.com:8443"]
)
def test_a_host_named_in_no_proxy_is_asked_directly(monkeypatch, exempt):
    monkeypatch.setenv("HTTPS_PROXY", "http://secure:1")
    monkeypatch.setenv("NO_PROXY", exempt)
    assert chosen_proxy(None, "https://api.example.com:8443/v4") is None
    assert exempt == "*" or chosen_proxy(None, "https://elsewhere.org") == "http://secure:1"


@pytest.mark.parametrize("host", ["127.0.0.1:8787", "localhost", "[::1]:80", "127.8.8.8"])
def test_a_server_on_this_machine_is_never_asked_through_the_environments_proxy(monkeypatch, host):
    monkeypatch.setenv("HTTP_PROXY", "http://proxy:1")
    monkeypatch.setenv("http_proxy", "http://proxy:1")
    assert chosen_proxy(None, f"http://{host}/v4") is None
    assert chosen_proxy("http://mine:2", f"http://{host}/v4") == "http://mine:2"


def test_an_empty_proxy_means_none(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://secure:1")
    assert chosen_proxy("", "https://api.example.com") is None


def test_a_proxy_of_the_environment_that_cannot_work_is_refused_at_construction(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "socks5://user:pw@p:1")
    with pytest.raises(ConfigurationError, match="HTTPS_PROXY"):
        RealtimeKit(**CREDENTIALS)


# ── other arguments ──


@pytest.mark.parametrize(
    "bad",
    [
        {"account_id": ".."},
        {"account_id": "abc\n"},
        {"account_id": 5},
        {"app_id": "."},
        {"base_url": 5},
        {"base_url": b"https://h"},
        {"user_agent": 5},
        {"proxy": 5},
        {"on_exchange": 5},
        {"max_wait": math.nan},
    ],
)
def test_an_argument_of_the_wrong_kind_is_named(bad):
    with pytest.raises(ConfigurationError, match=next(iter(bad))):
        RealtimeKit(**{**CREDENTIALS, **bad})


def test_on_exchange_is_a_plain_function():
    async def watch(_exchange: object) -> None: ...

    with pytest.raises(ConfigurationError, match="on_exchange is a plain function"):
        RealtimeKit(**CREDENTIALS, on_exchange=watch)


def test_an_infinite_max_wait_lifts_a_views_limit():
    assert RealtimeKit(**CREDENTIALS, max_wait=1).with_options(max_wait=math.inf)


# ── secrets ──


def test_no_representation_shows_the_token():
    rtk = RealtimeKit(**CREDENTIALS)
    transport = vars(rtk)["_transport"]
    settings = Settings(PUBLIC_API, "acc", "app", SECRET, 30.0, None, 1, Retry())
    for shown in (rtk, rtk.meetings, rtk.meetings.list(), transport, settings):
        assert SECRET not in repr(shown)
        for name, value in getattr(shown, "__rich_repr__", list)():
            assert SECRET not in f"{name}={value!r}"
    assert msgspec.structs.asdict(settings)["api_token"] == SECRET
