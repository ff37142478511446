"""What the job `archive` archives and where to: the emulator, or an S3 server; tells its environment in one line.

    python -m benchmarks.jobs.archive_source emulator --sessions 300
    python -m benchmarks.jobs.archive_source s3

Ends with its standard input.
"""

import argparse
import json
import logging
import sys
import urllib.request

from realtimekit_async.emulator import Emulator

BUCKET = "archive"
_KEYS = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_REGION": "us-east-1"}


def emulator(sessions: int) -> None:
    """Serve a week of meetings: two recordings for three sessions, and the exports of all."""
    meetings, recordings = max(sessions // 8, 1), sessions * 2 // 3
    with Emulator(seed=7, meetings=meetings, sessions=sessions, recordings=recordings, days=6) as served:
        _tell(served.environment)


def s3() -> None:
    """Serve S3 as moto has it, with an empty bucket."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # which tells of each request
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    urllib.request.urlopen(urllib.request.Request(f"{url}/{BUCKET}", method="PUT")).close()  # noqa: S310 - ours
    _tell({**_KEYS, "AWS_ENDPOINT_URL": url})
    server.stop()


def _tell(environment: dict[str, str]) -> None:
    print(json.dumps(environment), flush=True)
    sys.stdin.read()


def main() -> None:
    """Serve what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["emulator", "s3"])
    parser.add_argument("--sessions", type=int, default=300)
    options = parser.parse_args()
    if options.what == "s3":
        s3()
    else:
        emulator(options.sessions)


if __name__ == "__main__":
    main()
