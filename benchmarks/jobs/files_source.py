"""Serves a recording and a transcript of so many MiB, and tells in one line where they are.

    python -m benchmarks.jobs.files_source 1024

Ends with its standard input.
"""

import asyncio
import json
import sys

from realtimekit_async.emulator import Emulator

MIB = 1 << 20
ROW = (
    b'"%d","2a0417f0-ccfa-4b19-bcb9-1fa18fa1961f","1fdcd58d-a3a7-4e4e-9bae-00806f085306","user-12",'
    b'"Katherine","I will look into it after lunch, when the build is green again."\n' % 254_500
)


async def serve(megabytes: int) -> None:
    """Serve until standard input ends."""
    async with Emulator(seed=7, meetings=1, sessions=1, recordings=1, keep_requests=False) as emulator:
        (session,) = emulator.app.sessions.values()
        (recording,) = emulator.app.recordings.values()
        recording.status, recording.stopped_time = "UPLOADED", emulator.clock.now()
        async with emulator.client() as rtk:
            found = await rtk.recordings.get(recording.id)
            export = await rtk.sessions.transcript(session.id)
        path = emulator.files.path_of(str(found.download_url))
        emulator.files.put(path, b"film", size=megabytes * MIB)
        size = megabytes * MIB // len(ROW) * len(ROW)
        emulator.files.put(emulator.files.path_of(export.url), b"", size=size, repeat=ROW)
        places = {"recording": recording.id, "session": session.id, "link": emulator.files.link(path)}
        print(json.dumps({"environment": emulator.environment, "places": places}), flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
