"""What cannot work is told when the quota, or the client, is made."""

import subprocess
import sys

import pytest

from realtimekit_async import ConfigurationError, Quota, RealtimeKit, SharedQuota
from realtimekit_async._version import needing

CREDENTIALS = {"account_id": "a", "app_id": "b", "api_token": "tok-3f9a-very-secret"}
URL = "redis://user:s3cret@cache.example:6380/2?password=s3cret"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "cache:6379",
        "http://cache:6379",
        "redis://",
        "redis://:6379",
        "redis://cache:port",
        "redis://cache:0",
        "redis://cache:99999",
        "redis://[::1",
        "redis://cache/first",
        "redis://ca che",
        "redis://s3cret@cache\n",
        "unix://",
        "redis://cache?socket_timeout=s3cret",
        "redis://cache?pasword=s3cret",
        None,
    ],
)
def test_a_url_that_does_not_parse_is_refused_and_not_shown(url):
    with pytest.raises(ConfigurationError, match="is a Redis URL: redis://host:6379/0") as caught:
        SharedQuota(url)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["redis://cache", "redis://cache:6379/1", "rediss://u:p@cache/", "unix:///run/redis.sock", "redis://[::1]:1"],
)
def test_a_url_that_parses_is_taken(url):
    assert SharedQuota(url).url == url


@pytest.mark.parametrize(
    "wrong",
    [{"requests": 0}, {"seconds": 0}, {"seconds": float("inf")}, {"margin": 0}, {"margin": -1}, {"margin": "1"}],
)
def test_numbers_that_cannot_work_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        SharedQuota("redis://cache", **wrong)


@pytest.mark.parametrize("name", ["", "a}", "{a", 5])
def test_a_name_is_a_text_that_fits_into_a_key(name):
    with pytest.raises(ConfigurationError, match="name"):
        SharedQuota("redis://cache", name=name)


def test_a_fallback_is_a_quota():
    with pytest.raises(ConfigurationError, match="fallback"):
        SharedQuota("redis://cache", fallback=100)


WITHOUT_REDIS = """
import sys
sys.modules["redis"] = None
from realtimekit_async import SharedQuota
SharedQuota(sys.argv[1])
"""


@pytest.mark.parametrize(
    ("url", "complaint"),
    [("redis://cache", needing("a shared quota", "redis")), ("cache", "is a Redis URL")],
)
def test_without_redis_installed_the_error_says_what_to_install(url, complaint):
    done = subprocess.run([sys.executable, "-c", WITHOUT_REDIS, url], capture_output=True, text=True, check=False)
    assert "ConfigurationError" in done.stderr
    assert complaint in done.stderr


def test_a_client_without_a_shared_quota_does_not_load_redis():
    code = "import sys; from realtimekit_async import RealtimeKit; RealtimeKit(account_id='a', api_token='b');"
    code += "print('redis' in sys.modules, 'realtimekit_async.quota.in_redis' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_no_password_is_shown():
    quota = SharedQuota(URL)
    rtk = RealtimeKit(**CREDENTIALS, quota=quota)
    assert repr(quota) == "SharedQuota('redis://cache.example:6380/2', requests=1200, seconds=300.0)"
    assert "s3cret" not in f"{quota} {rtk!r} {quota.__rich_repr__()}"


def test_the_workers_of_a_token_meet_under_a_key_that_does_not_tell_it():
    one, other = SharedQuota(URL), SharedQuota("redis://cache", requests=5)
    assert one.key("token") == other.key("token") != one.key("another")
    assert "token" not in one.key("token")
    assert SharedQuota(URL, name="team").key("token") == "realtimekit:team"


def test_a_callable_token_needs_a_name():
    with pytest.raises(ConfigurationError, match="SharedQuota\\(name=…\\) is needed"):
        RealtimeKit(account_id="a", api_token=lambda: "t", quota=SharedQuota("redis://cache"))
    RealtimeKit(account_id="a", api_token=lambda: "t", quota=SharedQuota("redis://cache", name="team"))


def test_a_client_has_one_shared_quota_and_recordings_have_none():
    shared = SharedQuota("redis://cache")
    with pytest.raises(ConfigurationError, match="one SharedQuota at most"):
        RealtimeKit(**CREDENTIALS, quota=(shared, shared))
    with pytest.raises(ConfigurationError, match="recordings_quota is a Quota"):
        RealtimeKit(**CREDENTIALS, recordings_quota=shared)
    with pytest.raises(ConfigurationError, match="quota is a Quota"):
        RealtimeKit(**CREDENTIALS, quota=(shared, 5))
    RealtimeKit(**CREDENTIALS, quota=(shared, Quota(200, 1)))
