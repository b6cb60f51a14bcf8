"""A file of reminders: TOML that a person can read and edit."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from coach.app.reminders.book import for_good
from coach.app.reminders.naming import fit_line, fit_name, meant
from coach.errors import CoachError, ReminderError, nearest, reason
from coach.remind.rule_reader import parse_rule
from coach.storage.reminders import FOREVER, add_reminder, change_reminder, pause, remove_reminder
from coach.storage.toml_text import toml_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from coach.app.reminders.book import ReminderBook
    from coach.settings import Settings
    from coach.storage.reminders import Reminder

_HEAD = """\
# Reminders of Coach. `coach remind import FILE` reads them.
# when: 'at 11:00, 15:30 on mon-fri', 'every 2 h between 9:00-18:00' or 'once 2026-12-01 20:00'.
"""
_LARGEST = 10_000_000
"""Bytes: some 50,000 reminders."""

_KEYS: dict[str, type | tuple[type, ...]] = {
    "name": str,
    "routine": str,
    "when": (str, list),
    "nudge": bool,
    "say": str,
    "paused": (bool, datetime),
}


@dataclass(frozen=True, slots=True)
class ReminderEntry:
    """A reminder in a file."""

    name: str
    routine: str
    rules: tuple[str, ...]
    nudge: bool
    say: str
    paused_until: datetime | None


def written(reminders: Sequence[Reminder], now: datetime) -> str:
    """The reminders as TOML; pauses that are over are left out."""
    return "\n".join([_HEAD, *("\n".join(_lines(reminder, now)) for reminder in reminders)])


def _lines(reminder: Reminder, now: datetime) -> Iterator[str]:
    yield "[[reminder]]"
    yield f"name = {toml_text(reminder.name)}"
    yield f"routine = {toml_text(reminder.routine)}"
    yield f"when = [{', '.join(map(toml_text, reminder.rules))}]"
    if reminder.nudge:
        yield "nudge = true"
    if reminder.message:
        yield f"say = {toml_text(reminder.message)}"
    until = reminder.paused_until
    if until is not None and until > now:
        yield f"paused = {'true' if for_good(until) else until.isoformat(timespec='seconds')}"
    yield ""


def read(file: Path, settings: Settings, now: datetime) -> list[ReminderEntry]:
    """The reminders in a file, each complete and with a known routine. Raises ReminderError."""
    try:
        if file.stat().st_size > _LARGEST:
            raise ReminderError(f"{file} is too large to be a file of reminders.")
        content = file.read_bytes()
    except OSError as error:
        raise ReminderError(f"{file} cannot be read ({reason(error)}).") from error
    return parsed(content, str(file), settings, now)


def parsed(content: bytes, file: str, settings: Settings, now: datetime) -> list[ReminderEntry]:
    """The reminders in the content of a file; `file` is its name, for messages. Raises ReminderError."""
    try:
        found = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ReminderError(f"{file} is not a file of reminders: {error}. Nothing was changed.") from error
    tables = found.pop("reminder", [])
    if found or not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ReminderError(f"{file} contains something other than [[reminder]] tables. Nothing was changed.")
    if not tables:
        raise ReminderError(f"{file} contains no [[reminder]]. Nothing was changed.")
    entries = []
    kept: dict[str, str] = {}
    for number, table in enumerate(tables, 1):
        try:
            entries.append(_entry(table, settings, now, kept))
        except CoachError as error:
            raise ReminderError(f"{file}, reminder {number}: {error} Nothing was changed.") from error
    _refuse_twins([entry.name for entry in entries], file)
    return entries


def _entry(table: dict[str, Any], settings: Settings, now: datetime, kept: dict[str, str]) -> ReminderEntry:
    """The entry of a table; `kept` caches the routines that were found."""
    for key, value in table.items():
        if key not in _KEYS:
            raise ReminderError(f"unknown key '{key}'.{nearest(key, _KEYS)}")
        if not isinstance(value, _KEYS[key]) or (
            isinstance(value, list) and not all(isinstance(v, str) for v in value)
        ):
            raise ReminderError(f"'{key}' cannot be {value!r}.")
    for key in ("name", "routine", "when"):
        if not table.get(key):
            raise ReminderError(f"'{key}' is missing.")
    routine = table["routine"]
    if routine not in kept:
        kept[routine] = meant(routine, settings).kept
    when = [table["when"]] if isinstance(table["when"], str) else table["when"]
    return ReminderEntry(
        fit_name(table["name"], now),
        kept[routine],
        tuple(dict.fromkeys(str(parse_rule(text)) for text in when)),
        table.get("nudge", False),
        fit_line(table.get("say", "")),
        _pause(table.get("paused", False)),
    )


def _pause(value: bool | datetime) -> datetime | None:
    if isinstance(value, bool):
        return FOREVER if value else None
    if value.tzinfo is None:
        raise ReminderError(f"'paused' lacks its offset; write it like {value.isoformat(timespec='seconds')}+00:00.")
    return value.astimezone(UTC).replace(microsecond=0)


def _refuse_twins(names: Sequence[str], file: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise ReminderError(f"{file} has two reminders '{name}'. Nothing was changed.")
        seen.add(name.casefold())


def entered(book: ReminderBook, entries: Sequence[ReminderEntry], *, instead: bool) -> list[Reminder]:
    """Store the entries, all or none. With `instead` they replace all reminders; those of the same name are changed
    rather than made again, so that calendars recognise them. Raises ReminderError, StoreError.
    """
    there = {reminder.name.casefold(): reminder for reminder in book.reminders()}
    taken = [entry.name for entry in entries if entry.name.casefold() in there]
    if taken and not instead:
        names = ", ".join(f"'{name}'" for name in taken[:3]) + (", ..." if len(taken) > 3 else "")
        raise ReminderError(
            f"There is a reminder {names} already. Nothing was changed. Rename it, or use --replace to replace "
            "all reminders by those in the file."
        )
    with book.db.transaction():
        if instead:
            kept = {entry.name.casefold() for entry in entries}
            for name, reminder in there.items():
                if name not in kept:
                    remove_reminder(book.db, reminder)
        return [_enter(book, entry, there.get(entry.name.casefold())) for entry in entries]


def _enter(book: ReminderBook, entry: ReminderEntry, old: Reminder | None) -> Reminder:
    if old is None:
        made = add_reminder(
            book.db, entry.name, entry.routine, entry.rules, nudge=entry.nudge, message=entry.say, now=book.now
        )
        until = entry.paused_until
        return made if until is None else pause(book.db, made, until, book.now)
    new = replace(
        old, name=entry.name, routine=entry.routine, rules=entry.rules, nudge=entry.nudge, message=entry.say,
        paused_until=entry.paused_until,
    )  # fmt: skip
    return old if new == old else change_reminder(book.db, new, book.now)
