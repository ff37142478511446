import pytest


def marks(out: str) -> list[str]:
    return [line[0] for line in out.splitlines() if line[0] in "✓✗·"]


def test_three_ticks_where_all_is_right(command):
    outcome = command("check")
    assert outcome.code == 0
    assert marks(outcome.out) == ["✓", "✓", "✓"]


def test_a_wrong_token_is_told_from_the_rest(command, monkeypatch):
    monkeypatch.setenv("CLOUDFLARE_API_TOKEN", "another")
    outcome = command("check")
    assert outcome.code == 1
    assert marks(outcome.out) == ["✗", "·", "·"]
    assert "look at CLOUDFLARE_API_TOKEN" in outcome.out


def test_a_token_without_permission_is_told_from_a_wrong_one(command, emulator):
    emulator.faults.next(status=403)
    outcome = command("check")
    assert outcome.code == 1
    assert marks(outcome.out) == ["✗", "·", "·"]
    assert '"Realtime Admin"' in outcome.out


@pytest.mark.parametrize("code", [6003, 9109])
def test_the_gateways_codes_for_bad_tokens_are_known(command, emulator, code):
    emulator.faults.next(status=400, body={"success": False, "errors": [{"code": code, "message": "Invalid"}]})
    assert "look at CLOUDFLARE_API_TOKEN" in command("check").out


def test_a_wrong_account_is_told_from_the_rest(command):
    outcome = command("--account-id", "another", "check")
    assert outcome.code == 1
    assert marks(outcome.out) == ["·", "✗", "·"]
    assert "look at CLOUDFLARE_ACCOUNT_ID" in outcome.out


def test_an_unknown_app_is_told_with_the_apps_there_are(command, emulator):
    outcome = command("--app-id", "another", "check")
    assert outcome.code == 1
    assert marks(outcome.out) == ["✓", "✓", "✗"]
    assert emulator.app.id in outcome.out


def test_apps_are_looked_for_on_every_page(command, emulator):
    emulator.max_per_page = 1
    last = command("apps", "create", "--name", "Second").lines[0]["id"]
    assert command("--app-id", last, "check").code == 0


@pytest.mark.parametrize(
    ("variable", "seen"),
    [
        ("CLOUDFLARE_API_TOKEN", ["✗", "·", "·"]),
        ("CLOUDFLARE_ACCOUNT_ID", ["·", "✗", "·"]),
        ("REALTIMEKIT_APP_ID", ["✓", "✓", "✗"]),
    ],
)
def test_what_is_not_set_gets_a_cross(command, monkeypatch, variable, seen):
    monkeypatch.delenv(variable)
    outcome = command("check")
    assert outcome.code == 1
    assert marks(outcome.out) == seen
    assert variable in outcome.out


VARIABLES = ("CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ACCOUNT_ID", "REALTIMEKIT_APP_ID")


def test_everything_that_is_missing_is_named_at_once_and_the_emulator(command, monkeypatch):
    for variable in VARIABLES:
        monkeypatch.delenv(variable)
    checked, listed = command("check"), command("meetings", "list")
    assert marks(checked.out) == ["✗", "✗", "✗"]
    assert checked.out.count("→") == 1
    assert listed.code == 2
    for text in (checked.out, listed.err):
        assert all(variable in text for variable in VARIABLES)
        assert "`realtimekit emulator` prints an environment" in text


def test_of_two_that_are_missing_the_third_is_not_said_to_be_wrong(command, monkeypatch):
    monkeypatch.delenv("CLOUDFLARE_API_TOKEN")
    monkeypatch.delenv("REALTIMEKIT_APP_ID")
    assert marks(command("check").out) == ["✗", "·", "✗"]


def test_trouble_of_another_kind_is_told_as_an_error(command, emulator):
    emulator.faults.next(status=503, times=None)
    outcome = command("check")
    assert outcome.code == 1
    assert "the server failed" in outcome.err


@pytest.mark.parametrize("path", ["", "/", "/client"])
def test_a_base_url_without_the_path_of_the_api_is_told(command, emulator, path):
    root = emulator.base_url.removesuffix("/client/v4")
    outcome = command("--base-url", root + path, "check")
    assert outcome.code == 1
    assert "does not answer as the API" in outcome.err
    assert f"path ends with /client/v4, as in {root}/client/v4" in outcome.err
