"""Values for every query parameter and every field of a body that the official SDK knows."""

import json
from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PAGE = {"page_no": 2, "per_page": 50}
SPAN = {"start_time": datetime(2026, 3, 1, 8, 30, tzinfo=UTC), "end_time": datetime(2026, 4, 1, tzinfo=UTC)}
SECONDS = {"start_time": 1_772_352_000, "end_time": 1_775_030_400, "filters": "meeting"}
DAYS = {"start_date": "2026-03-01", "end_date": "2026-03-31"}
AUDIO = {"channel": "stereo", "codec": "AAC", "export_file": True}
VIDEO = {
    "codec": "H264",
    "export_file": False,
    "height": 720,
    "width": 1280,
    "watermark": {
        "position": "right bottom",
        "size": {"height": 40, "width": 60},
        "url": "https://static.example/mark.png",
    },
}
RTMP = {"rtmp_url": "rtmp://live.example/in/key"}
GCS = {"type": "gcs", "bucket": "recordings", "path": "2026", "secret": "a-secret"}
AWS = {**GCS, "type": "aws", "access_key": "a-key", "region": "eu-central-1"}
SFTP = {"type": "sftp", "host": "files.example", "port": 2222, "username": "ada", "path": "/in"}
STORAGES = [
    GCS,
    AWS,
    {**SFTP, "auth_method": "KEY", "private_key": "a-key", "password": "a-passphrase"},
    {**SFTP, "auth_method": "PASSWORD", "password": "a-password"},
]
RECORDING = {
    "audio_config": AUDIO,
    "file_name_prefix": "standup",
    "max_seconds": 3600,
    "realtimekit_bucket_config": {"enabled": True},
    "storage_config": AWS,
    "video_config": VIDEO,
}
MEETING = {
    "title": "Standup: Größe & Co. 🎙",
    "ai_config": {
        "summarization": {"summary_type": "daily_standup", "text_format": "markdown", "word_limit": 300},
        "transcription": {"keywords": ["RealtimeKit"], "language": "en-IN", "profanity_filter": False},
    },
    "live_stream_on_start": False,
    "persist_chat": True,
    "record_on_start": True,
    "recording_config": {**RECORDING, "live_streaming_config": RTMP},
    "session_keep_alive_time_in_secs": 60.5,
    "summarize_on_end": True,
    "transcribe_on_end": True,
}
PARTICIPANT = {"name": "Ada", "picture": "https://pictures.example/ada.png", "preset_name": "group_call_host"}
PRESET = json.loads(Path(__file__).with_name("preset.json").read_text())
WEBHOOK = {
    "name": "ours",
    "url": "https://hooks.example/rtk?from=kit",
    "events": ["meeting.started", "meeting.participantJoined", "recording.statusUpdate"],
    "enabled": False,
}
TRACK = {
    "meeting_id": "meeting-1",
    "layers": {"default": {"file_name_prefix": "voice", "media_kind": "audio"}},
    "user_ids": ["user-7", "user-8"],
}
