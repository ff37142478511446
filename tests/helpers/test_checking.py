import pytest

from realtimekit_async import Check, RealtimeKit, ServerError, Verdict


def marks(check: Check) -> tuple[bool | None, ...]:
    return (check.token.is_right, check.account.is_right, check.app.is_right)


async def test_all_is_right_with_one_request(scene):
    check = await scene.rtk.check()
    assert (marks(check), check.problem, check.is_right) == ((True, True, True), None, True)
    assert [app.id for app in check.apps] == [scene.emulator.app.id]
    assert check.token == Verdict(is_right=True, finding="valid")
    assert scene.sent == ["GET /apps"]


@pytest.mark.parametrize(
    ("wrong", "problem", "seen"),
    [
        ({"api_token": "another"}, "bad token", (False, None, None)),
        ({"account_id": "another"}, "unknown account", (None, False, None)),
        ({"app_id": "another"}, "unknown app", (True, True, False)),
        ({"app_id": ""}, "not set", (True, True, False)),
    ],
)
async def test_what_is_wrong_is_told_apart(scene, monkeypatch, wrong, problem, seen):
    monkeypatch.delenv("REALTIMEKIT_APP_ID", raising=False)
    async with RealtimeKit(**{**scene.emulator.credentials, **wrong}) as rtk:
        check = await rtk.check()
    assert (check.problem, check.is_right, marks(check)) == (problem, False, seen)


async def test_a_token_without_permission_is_told_from_a_wrong_one(scene):
    scene.emulator.faults.next(status=403)
    assert (await scene.rtk.check()).problem == "no permission"


async def test_a_view_is_checked_with_its_own_app(scene):
    assert (await scene.rtk.with_options(app_id="another").check()).problem == "unknown app"
    assert (await scene.rtk.check()).is_right


async def test_trouble_that_speaks_of_none_of_them_is_raised(scene):
    scene.emulator.faults.next(status=503, times=None)
    with pytest.raises(ServerError):
        await scene.rtk.check()


async def test_the_token_is_nowhere_in_what_is_found(scene):
    async with RealtimeKit(**{**scene.emulator.credentials, "api_token": "hush-hush"}) as rtk:
        assert "hush" not in repr(await rtk.check())
