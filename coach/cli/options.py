"""Options and arguments that several commands share."""

from __future__ import annotations

import functools
import json
import math
import os
import re
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click
from click.shell_completion import CompletionItem

from coach.errors import CoachError
from coach.plan import SIDES, Selection
from coach.plan.suiting import conditions_of
from coach.script import find_script, list_scripts, read_routine
from coach.script.lengths import LONGEST, length_or_minutes, parse_length
from coach.session_request import RATES, SessionRequest, checked_guidance
from coach.settings import Settings, load_settings, settings_file
from coach.sound.beds.bed_name import BED_NAMES
from coach.units import count_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from coach.plan.outline import Outline
    from coach.plan.suiting import Guidance
    from coach.script import Routine


def settings_options(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the options for these settings to a command, which gets one `settings` argument instead."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def run(*args: Any, **kwargs: Any) -> Any:
            given = {name: kwargs.pop(name) for name in names}
            return command(*args, settings=load_settings(given, os.environ, settings_file()), **kwargs)

        wrapped: Callable[..., Any] = run
        for setting in reversed(fields(Settings)):
            if setting.name in names:
                wrapped = _option(setting.name, str(setting.type), setting.metadata["help"])(wrapped)
        return wrapped

    return decorate


def _milliseconds(_context: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    """The callback of an option in milliseconds, or a length of time with its unit."""
    if value is None:
        return None
    found = int(value) if value.isdecimal() else parse_length(value)
    if not found:
        raise click.BadParameter(f"{value!r} is not a length of time. Write it like 1500 (milliseconds) or 1.5s.")
    return found


def _option(name: str, kind: str, text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    in_milliseconds = name == "lead_in"
    types: dict[str, Any] = {"Path": click.Path(path_type=Path), "int": click.IntRange(min=1), "str": str}
    return click.option(
        f"--{name.replace('_', '-')}",
        name,
        type=str if in_milliseconds else types[kind.split(" ", maxsplit=1)[0]],
        callback=_milliseconds if in_milliseconds else None,
        metavar="TIME" if in_milliseconds else None,
        help=f"{text} [COACH_{name.upper()}]",
    )


def _complete(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    folders = load_settings().scripts_path()
    return [CompletionItem(path.stem) for path in list_scripts(folders) if path.stem.startswith(typed)]


def script_here(name: str) -> str:
    """A bare name, or where the current folder has a script of that name, its path."""
    path = Path(f"{name}.md")
    try:
        return str(path) if len(path.parts) == 1 and path.is_file() else name
    except (OSError, ValueError):  # a name that no system takes
        return name


def _here(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    return value and script_here(value)


def _all_here(_context: click.Context, _parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(script_here, value)))


routine_argument = click.argument("routine", callback=_here, shell_complete=_complete)
"""A routine by its name, the beginning of its name, or a path; a script in the current folder is found first."""
optional_routine_argument = click.argument("routine", required=False, callback=_here, shell_complete=_complete)
routine_arguments = click.argument(
    "names", nargs=-1, metavar="[ROUTINE...]", callback=_all_here, shell_complete=_complete
)
"""Any number of them."""


def _complete_from(names: Callable[[Routine], Iterable[str]]) -> Callable[..., list[CompletionItem]]:
    """Completes with names from the routine that stands before on the command line."""

    def complete(context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
        # The option that is being completed has no value yet, so what stands before it is not assigned.
        routine = context.params.get("routine") or next((arg for arg in context.args if arg[:1] != "-"), "")
        try:
            path = find_script(script_here(routine), load_settings().scripts_path())
            found = [name for name in names(read_routine(path)) if name.lower().startswith(typed.lower())]
        except CoachError:
            return []
        # Bash takes a completion as it is; the other shells quote it themselves.
        escape = os.environ.get("_COACH_COMPLETE", "").startswith("bash")
        return [CompletionItem(_UNSAFE.sub(r"\\\g<0>", name) if escape else name) for name in dict.fromkeys(found)]

    return complete


_UNSAFE = re.compile(r"[^\w@%+=:,./-]")


def _titles(routine: Routine) -> list[str]:
    return [area.title for section in routine.sections for area in section.walk() if area.title]


def _optional_titles(routine: Routine) -> list[str]:
    return [section.title for section in routine.sections if section.optional]


def length_of_time(_context: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    """The callback of an option for a length of time, as in scripts, where a bare number is minutes; milliseconds."""
    if value is None:
        return None
    found = length_or_minutes(value)
    if found is None or found > LONGEST:
        raise click.BadParameter(
            f"{value!r} is not a length of time up to 24 h. Write it like 45 (minutes), 90s, 1:30 or 1 h 15 min."
        )
    if not found:
        raise click.BadParameter("it must be longer than zero.")
    return found


def _finite(_context: click.Context, _parameter: click.Parameter, value: float) -> float:
    if not math.isfinite(value):
        raise click.BadParameter("it is not a number.")
    return value


def _names(_context: click.Context, _parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    # An empty name is a part of every title: an unset shell variable must not select belly work.
    if not all(name.strip() for name in value):
        raise click.BadParameter("it is empty.")
    return value


_SELECTIONS = (
    click.option("--with", "wanted", multiple=True, metavar="SECTION", callback=_names,
                 shell_complete=_complete_from(_optional_titles),
                 help="Include an optional section; repeatable."),
    click.option("--from", "start", multiple=True, metavar="SECTION", callback=_names,
                 shell_complete=_complete_from(_titles),
                 help="Begin with this section or area."),
    click.option("--only", multiple=True, metavar="SECTION", callback=_names,
                 shell_complete=_complete_from(_titles),
                 help="Do only this section or area; repeatable."),
    click.option("--side", type=click.Choice(["left", "right"]), help="Do only this side."),
    click.option("--right-first", is_flag=True, help="Do the right side before the left."),
    click.option("--rate", type=click.FloatRange(*RATES), default=1.0, metavar="N", show_default=True,
                 callback=_finite, help="Speak faster or slower; cautions never become faster."),
    click.option("--opening", type=click.Choice(["full", "brief"]),
                 help="All opening questions, or only whether anything is new. Default: full; brief for a part."),
    click.option("--practice", is_flag=True, help="No opening questions: for practising without a client."),
    click.option("--calls", type=click.Choice(["none", "few", "all"]), default="none", show_default=True,
                 help="Times called out: at an area's start and before its end; with all, halfway too."),
    click.option("--client", multiple=True, metavar="CONDITION", callback=_names,
                 shell_complete=_complete_from(conditions_of),
                 help='A condition of the client, such as "varicose veins"; repeatable. `coach show` lists them.'),
)  # fmt: skip


_LEVELS = click.Choice(["learn", "know"])
_LEVELS_HELP = "With `know`, words that teach are left out; cautions never are. [default: learn; COACH_GUIDANCE]"
_GUIDANCE = click.option("--guidance", type=_LEVELS, help=_LEVELS_HELP)
_GUIDANCES = click.option("--guidance", "guidances", type=_LEVELS, multiple=True,
                          help=f"{_LEVELS_HELP} With --all, repeatable.")  # fmt: skip


def _lengths_of_time(
    context: click.Context, parameter: click.Parameter, value: tuple[str, ...]
) -> tuple[int | None, ...]:
    return tuple(length_of_time(context, parameter, each) for each in value)


_MINUTES_HELP = (
    "Fit the routine to this length: 45 (minutes), 90s, 1:30 or 1 h 15 min; only times with bounds move. "
    "[COACH_MINUTES]"
)
_MINUTES = click.option("--minutes", "target", callback=length_of_time, metavar="TIME", help=_MINUTES_HELP)
_LENGTHS = click.option("--minutes", "targets", callback=_lengths_of_time, multiple=True, metavar="TIME",
                        help=f"{_MINUTES_HELP} With --all, repeatable.")  # fmt: skip

_SOUNDS = (
    click.option("--ears", type=click.Choice(["all", "split", "client"]), default="all", show_default=True,
                 help="One loudspeaker for all; therapist left and client right; or the client's sounds alone."),
    click.option("--music", type=click.Path(path_type=Path), metavar="PATH",
                 help="Music to play under it: a sound file or a folder."),
    click.option("--bed", type=click.Choice(BED_NAMES),
                 help="The background: soft air, a slow chord, rain, or none."
                 " [default: COACH_BED, the script's, or air]"),
)  # fmt: skip


def plan_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options for the parts and the length of a session; the command gets one `request` instead."""
    return _requesting(command, (_MINUTES, *_SELECTIONS, _GUIDANCE))


def session_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add all options of a session; the command gets one `request` instead."""
    return _requesting(command, (_MINUTES, *_SELECTIONS, _GUIDANCE, *_SOUNDS))


def catalogue_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add all options of a session, with --minutes and --guidance several times; the command gets `requests` instead,
    one for each combination."""

    @functools.wraps(command)
    def run(*args: Any, targets: tuple[int, ...], guidances: tuple[Guidance, ...], **kwargs: Any) -> Any:
        lengths, levels = dict.fromkeys(targets or (None,)), dict.fromkeys(guidances or (None,))
        requests = [_request(kwargs | {"target": length, "guidance": level}) for length in lengths for level in levels]
        rest = {name: value for name, value in kwargs.items() if name not in _OF_A_REQUEST}
        return command(*args, requests=requests, **rest)

    return _with_options(run, (_LENGTHS, *_SELECTIONS, _GUIDANCES, *_SOUNDS))


def _requesting(command: Callable[..., Any], options: Sequence[Callable[..., Any]]) -> Callable[..., Any]:
    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        rest = {name: value for name, value in kwargs.items() if name not in _OF_A_REQUEST}
        return command(*args, request=_request(kwargs), **rest)

    return _with_options(run, options)


def _with_options(run: Callable[..., Any], options: Sequence[Callable[..., Any]]) -> Callable[..., Any]:
    for option in reversed(options):
        run = option(run)
    return run


_OF_A_REQUEST = {
    "target", "wanted", "start", "only", "side", "right_first", "rate", "opening", "practice", "calls", "guidance",
    "client", "ears", "music", "bed",
}  # fmt: skip
"""What the options of a session are called before they become a request."""


def _request(given: Mapping[str, Any]) -> SessionRequest:
    """The session that the options ask for. Raises UsageError for those that contradict each other."""
    start, side, right_first = given["start"], given["side"], given["right_first"]
    if len(start) > 1:
        raise click.UsageError("Give --from only once: a session begins in one place.")
    if side and right_first:
        raise click.UsageError("--side does one side; with --right-first there are two.")
    if given["opening"] and given["practice"]:
        raise click.UsageError("--practice has no opening questions: leave out --opening.")
    sides = (side,) if side else SIDES[::-1] if right_first else SIDES
    same = {name: given[name] for name in ("wanted", "only", "rate", "calls", "client")}
    same["guidance"] = given["guidance"] or checked_guidance(load_settings().guidance)
    same["opening"] = "none" if given["practice"] else given["opening"]
    selection = Selection(start="".join(start), sides=sides, **same)
    return SessionRequest(selection, given["target"], given.get("ears", "all"), given.get("music"), given.get("bed"))


def left_out(outline: Outline) -> list[str]:
    """What is left out, in sentences: optional sections with the option that includes them, and the rest."""
    lines = [f'Left out until asked for: --with "{title}".' for title in outline.left_out]
    for_client, taught = list(dict.fromkeys(outline.left_out_for_client)), outline.left_out_as_known
    if for_client:
        lines.append(f"Left out for this client: {', '.join(for_client)}.")
    if taught:
        lines.append(f"Left out: {count_of(taught, 'step')} that only teach{'es' * (taught == 1)}.")
    name = outline.routine.name
    lines += [f"Nothing in '{name}' depends on '{each}': it is the same for this client." for each in outline.unheeded]
    return lines


json_option = click.option("--json", "as_json", is_flag=True, help="Print data for other programs.")


def is_terminal(stream: TextIO | None) -> bool:
    """Whether this stream is a terminal; a closed one is None."""
    return stream is not None and stream.isatty()


def print_json(data: object) -> None:
    """Print data for other programs."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))
