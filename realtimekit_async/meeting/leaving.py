"""When a meeting object leaves by itself: as agents do."""

from realtimekit_async.agent.leaving import LeavePolicy, LeaveTimer

__all__ = ["LeavePolicy", "LeaveTimer"]
