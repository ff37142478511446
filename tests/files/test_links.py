"""Links to files: sent as they are signed, mended where no URL is like that, or refused; pure."""

import pytest

from realtimekit_async.files.links import leads_to_placeholder, readable_url


@pytest.mark.parametrize(
    ("link", "sent"),
    [
        ("https://host/a%20b?X-Amz-Signature=%2F+~'", "https://host/a%20b?X-Amz-Signature=%2F+~'"),
        ("https://host/a b?name=é&x=%2F", "https://host/a%20b?name=%C3%A9&x=%2F"),
        ("https://host/%zz?%", "https://host/%zz?%"),
        (" https://host:8443/x ", "https://host:8443/x"),
        ("HTTP://127.0.0.1:81/", "http://127.0.0.1:81/"),
        ("http://[::1]:81/x", "http://[::1]:81/x"),
        ("http://É.example:81/é", "http://xn--9ca.example:81/%C3%A9"),
        ("http://t/t://t", "http://t/t://t"),
    ],
)
def test_a_link_goes_out_as_it_is_signed_but_for_what_no_url_has(link, sent):
    assert str(readable_url(link)) == sent


@pytest.mark.parametrize(
    "link",
    [
        "", "x", "//host/x", "http://", "http:///x", "http://[::1", "http://host:99999/x", "http://host:0/x",
        "http://host:abc/", "http://a..b/", f"http://{'a' * 64}.example/", f"http://{'a.' * 130}example/",
        "http://host\\@evil/", "http://host/\r\nX: y", "http://host/\0", "http://\ud83d/", "file:///etc/passwd",
        "javascript:1",
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_no_link(link):
    assert readable_url(link) is None


def test_a_placeholder_is_known_by_its_path():
    assert leads_to_placeholder("https://host/store/default/transcript.csv?X-Amz-Signature=x")
    assert not leads_to_placeholder("https://host/store/s1/transcript.csv")
