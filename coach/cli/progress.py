"""A progress bar on standard error, if that is a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Self

import click

from coach.cli.options import is_terminal

if TYPE_CHECKING:
    from types import TracebackType


class ProgressBar:
    """Shows each kind of work as its own bar; call it with what is done, how much of it is done, and the total."""

    def __init__(self) -> None:
        self._what = ""
        self._bar: Any = None
        self._shown = 0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show that `done` of `total` of `what` is done."""
        if what != self._what:
            self.finish()
            self._what, self._shown = what, 0
            self._bar = click.progressbar(
                length=total, label=f"{what:<8}", file=sys.stderr, hidden=not is_terminal(sys.stderr)
            )
            self._bar.__enter__()
        if self._bar is not None:
            self._bar.update(done - self._shown)
            self._shown = done

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.finish()

    def finish(self) -> None:
        """Remove the bar; the next work begins another."""
        self._what = ""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None
