"""`realtimekit demo --agent`: an agent in a simulated meeting."""

import asyncio

from realtimekit_async.agent import LeavePolicy
from realtimekit_async.emulator import Emulator

from .agent import print_event, tell
from .demo_output import DemoOutput
from .run import FINE

_PAUSE = 0.15
_TALK = (
    ("Ada", "shall we begin?"),
    ("Grace", "yes: the release is ready"),
    ("Ada", "then let us ship it"),
)


async def demonstrate(output: DemoOutput, seed: int) -> int:
    """Have an agent attend a meeting, lose its connection in the middle, and miss nothing."""
    async with Emulator(seed=seed, meetings=0) as emulator, emulator.client() as rtk:
        output.step("An agent takes part in a meeting, without a browser")
        meeting = await rtk.meetings.create(title="Release")
        emulator.simulate.participant_joins(meeting.id, name="Ada")
        output.code(
            'async with rtk.agents.join(meeting.id, name="Notes", preset_name="group_call_participant") as agent:',
            "    async for event in agent: …",
        )
        joining = rtk.agents.join(
            meeting.id, name="Notes", preset_name="group_call_participant", leave=LeavePolicy(alone=5)
        )
        async with joining as agent:
            meet = asyncio.create_task(_meet(output, emulator, meeting.id))
            await tell(agent, print_event)
            await meet
        output.done(f"left because {agent.left}; {len(agent.transcript)} lines, {agent.dropped} events dropped")
    return FINE


async def _meet(output: DemoOutput, emulator: Emulator, meeting_id: str) -> None:
    simulate = emulator.simulate
    simulate.participant_joins(meeting_id, name="Grace")
    for number, (who, text) in enumerate(_TALK):
        await asyncio.sleep(_PAUSE)
        if number == 1:
            emulator.agents.drop()
            output.aside("the connection breaks; the agent is back within the five seconds its place is kept")
        simulate.says(meeting_id, who, text)
    await asyncio.sleep(_PAUSE)
    simulate.participant_leaves(meeting_id, "Grace")
    simulate.session_ends(meeting_id)
