"""How the demo speaks: steps, the code of each, what came of it, and a countdown while a call is held back."""

import asyncio
from collections.abc import Awaitable, Iterable
from time import monotonic
from typing import TypeVar

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from realtimekit_async.errors import ApiError
from realtimekit_async.timing import cancel_and_wait
from realtimekit_async.transport.exchanges import Exchange

from .lines import say

T = TypeVar("T")

_TICK = 0.05


class DemoOutput:
    """Prints the demo; without a terminal it prints the same lines and no movement."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._steps = 0
        self._held_until = 0.0

    def title(self, heading: str, lines: Iterable[str]) -> None:
        """Say what the demo is."""
        text = Text("\n").join(Text(line) for line in lines)
        title = Text(heading, style="bold")
        self._console.print(Panel(text, title=title, title_align="left", border_style="cyan", expand=False))

    def step(self, heading: str) -> None:
        """Begin a step."""
        self._steps += 1
        self._console.print()
        self._console.print(Text.assemble((f" {self._steps} ", "bold reverse cyan"), (f" {heading}", "bold")))

    def code(self, *lines: str) -> None:
        """Show the line of Python that does it, and those that continue it."""
        for number, text in enumerate(lines):
            self._line("   ... " if number else "   >>> ", text, style="cyan")

    def done(self, text: str) -> None:
        """Say what came of it."""
        self._line("   ✓ ", text, prefix_style="bold green")

    def failed(self, text: str) -> None:
        """Say what went wrong."""
        self._line("   ✗ ", text, prefix_style="bold red")

    def aside(self, text: str) -> None:
        """Explain."""
        self._line("     ", text, style="dim")

    def attempt(self, exchange: Exchange) -> None:
        """Tell of one attempt as it ends."""
        error = exchange.error
        held = f", after {exchange.waited:.1f} s" if exchange.waited > _TICK else ""
        if error is None:
            self.done(f"attempt {exchange.attempt}: {exchange.status}{held}")
        elif isinstance(error, ApiError):
            wait = "" if error.retry_after is None else f", Retry-After: {error.retry_after:g} s"
            self.failed(f"attempt {exchange.attempt}: {error.status} {error.message}{wait}")
            self._held_until = monotonic() + (error.retry_after or 0.0)
        else:
            self.failed(f"attempt {exchange.attempt}: {getattr(error, 'message', error)}")

    async def watched(self, call: Awaitable[T]) -> T:
        """Await a call; on a terminal, show how long it is held back."""
        ticker = asyncio.create_task(self._count_down())
        try:
            return await call
        finally:
            await cancel_and_wait(ticker)

    def figures(self, rows: Iterable[tuple[str, str]]) -> None:
        """Print the summary."""
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="dim", no_wrap=True)
        grid.add_column(style="bold")
        for name, figure in rows:
            grid.add_row(f"   {name}", figure)
        self._console.print(grid)

    def _line(self, prefix: str, text: str, *, prefix_style: str = "dim", style: str = "") -> None:
        say(self._console, Text.assemble((prefix, prefix_style), (text, style)), hanging=len(prefix))

    async def _count_down(self) -> None:
        if not self._console.is_terminal:
            return
        with self._console.status("") as status:
            while True:
                left = self._held_until - monotonic()
                status.update(f"held back, {left:.1f} s to go" if left > 0 else "waiting for the answer")
                await asyncio.sleep(_TICK)
