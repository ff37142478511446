"""Tries of a command whose --wait was given: no answer that asks for a longer wait is waited for."""

from typing import Any

from realtimekit_async import RateLimited, Retry


class Patience(Retry, frozen=True):
    """Tries again as any `Retry` does, but where an answer asks for more than `longest` seconds, if bound."""

    longest: float | None = None

    def deserves(self, error: BaseException | None, *, repeatable: bool) -> bool:
        """Return whether another try is safe, may help, and comes soon enough."""
        return not asks_for_more(error, self.longest) and super().deserves(error, repeatable=repeatable)


def asks_for_more(error: BaseException | None, longest: float | None) -> bool:
    """Tell whether an answer asks for a longer wait than is wanted."""
    return longest is not None and isinstance(error, RateLimited) and (error.retry_after or 0.0) > longest


def patience(retry: Retry, budget: float | None, longest: float | None) -> Patience:
    """Return tries like others, with a budget if one is given, and checked: `structs.replace` checks nothing."""
    fields: dict[str, Any] = {name: getattr(retry, name) for name in Retry.__struct_fields__}
    if budget is not None:
        fields["budget"] = budget
    return Patience(**fields, longest=longest)
