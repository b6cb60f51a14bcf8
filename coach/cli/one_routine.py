"""A command about one routine: of several it says how they become one session."""

from __future__ import annotations

import click


class OneRoutineCommand(click.Command):
    """A command whose only argument is a routine."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As for any command; raises UsageError for a second routine."""
        ctx.allow_extra_args = True
        more = super().parse_args(ctx, args)
        if more and not ctx.resilient_parsing:
            ctx.fail(
                "Name one routine. To do several in a row, write a script with a link to each of them, and name that "
                "script; docs/scripts.md shows one."
            )
        return more
