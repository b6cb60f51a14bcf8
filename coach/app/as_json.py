"""Data for other programs: every JSON shape that commands print. Their keys are stable.

Times in a plan are seconds, exact to the millisecond; instants are ISO 8601 with their offset. `docs/json.md`
shows each.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC
from typing import TYPE_CHECKING, Any

from coach.settings import variable
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime, tzinfo
    from pathlib import Path

    from coach.app.history import SessionHistory
    from coach.app.reminders.book import Coming, ReminderBook
    from coach.app.routine_summary import RoutineSummary
    from coach.plan import Plan
    from coach.plan.cue import VoicePart
    from coach.script.routine import Diagnostic, Unspoken
    from coach.settings import Settings, SettingSource
    from coach.speech.cache import CacheInfo
    from coach.storage.firings import Firing
    from coach.storage.reminders import Reminder
    from coach.storage.session_records import SessionRecord

Data = dict[str, Any]


def plan(plan: Plan, voices: Mapping[VoicePart, str] | None = None) -> Data:
    """A plan: `coach show --json`. `voices`: the name of each speaker's voice, if known."""
    return {
        "routine": plan.name,
        "title": plan.title,
        "seconds": plan.length / SECOND,
        "exact": plan.exact,
        "sections": [
            {
                "title": section.title,
                "side": section.side,
                "start": section.start / SECOND,
                "end": section.end / SECOND,
            }
            for section in plan.sections
        ],
        "cues": [
            {
                "start": cue.start / SECOND,
                "end": cue.end / SECOND,
                "kind": cue.kind,
                "to": cue.to,
                "text": cue.text,
                "caution": cue.caution,
                "section": cue.section,
                "side": cue.side,
                "file": cue.location.file,
                "line": cue.location.line,
                "voice": (voices or {}).get(cue.utterance.speaker) if cue.utterance is not None else None,
            }
            for cue in plan.cues
        ],
    }


def routine(routine: RoutineSummary) -> Data:
    """A routine: `coach list --json`."""
    return {
        "routine": routine.name,
        "title": routine.title,
        "seconds": routine.length / SECOND,
        "for": routine.speaker,
        "tags": list(routine.tags),
        "summary": routine.summary,
        "position": routine.position,
        "optional": list(routine.optional),
        "file": str(routine.path),
    }


def session_record(record: SessionRecord, history: SessionHistory, zone: tzinfo, resumable: Collection[int]) -> Data:
    """A played session: `coach history --json`. `resumable`: the ids of the sessions that can be resumed."""
    return {
        "id": record.id,
        "routine": record.routine,
        "title": record.title,
        "path": record.path,
        "began": instant(record.began, zone),
        "at": instant(record.at, zone),
        "outcome": history.outcome(record),
        "seconds": round(record.played, 1),
        "of_seconds": round(record.length, 1),
        "section": record.section,
        "words": record.words,
        "resumable": record.id in resumable,
        "note": record.note,
        "rating": record.rating,
    }


def reminder(reminder: Reminder, book: ReminderBook) -> Data:
    """A reminder: `coach remind list --json`, and the output of every command that changes one."""
    paused = book.is_paused(reminder)
    until = reminder.paused_until if paused and not book.is_paused_for_good(reminder) else None
    first = book.first(reminder)
    return {
        "reminder": reminder.name,
        "routine": reminder.routine,
        "when": list(reminder.rules),
        "nudge": reminder.nudge,
        "say": reminder.message,
        "paused": paused,
        "paused_until": instant(until, book.zone) if until else None,
        "next": instant(first.at, book.zone) if first else None,
    }


def coming(coming: Coming, zone: tzinfo, why: str) -> Data:
    """A time at which a reminder will speak, and the reason in words: `coach remind next --json`."""
    return {
        "reminder": coming.reminder.name,
        "routine": coming.reminder.routine,
        "at": instant(coming.at, zone),
        "why": why,
    }


def firing(firing: Firing, zone: tzinfo) -> Data:
    """One occurrence of a reminder, and its outcome: `coach remind history --json`."""
    return {
        "reminder": firing.reminder,
        "routine": firing.routine,
        "scheduled": instant(firing.scheduled, zone),
        "at": instant(firing.at, zone),
        "outcome": firing.outcome,
        "note": firing.note,
        "seconds": firing.seconds,
    }


def week(monday: date, minutes: float) -> Data:
    """The minutes guided in a week."""
    return {"from": str(monday), "minutes": round(minutes, 1)}


def cache(info: CacheInfo, measured: int) -> Data:
    """The content of the audio cache, and how many music files were measured: `coach cache info --json`."""
    return {
        "folder": str(info.folder), "clips": info.clips, "bytes": info.bytes, "seconds": info.seconds,
        "measured": measured,
    }  # fmt: skip


def diagnostic(found: Diagnostic) -> Data:
    """An error or a doubt about a script: `coach check --json`. Lines and columns count from 1."""
    end = found.end or found.location
    return {
        "level": found.severity,
        "message": str(found),
        "code": found.code,
        "file": found.location.file,
        "line": found.location.line,
        "column": found.location.column,
        "end_line": end.line,
        "end_column": end.column,
        "what": found.message,
        "suggestion": found.suggestion,
    }


def unspoken(silent: Unspoken) -> Data:
    """Text of a script that is not spoken: `coach check --unspoken --json`."""
    return {
        "level": "unspoken",
        "message": f"{silent.location}: {silent.kind}: {silent.text}",
        "code": silent.kind,
        "file": silent.location.file,
        "line": silent.location.line,
        "column": silent.location.column,
        "end_line": silent.location.line,
        "end_column": silent.location.column,
        "what": silent.text,
        "suggestion": None,
    }


def instant(at: datetime, zone: tzinfo) -> str:
    """An instant in whole seconds, with the offset of the zone at that time."""
    try:
        return at.astimezone(zone).isoformat(timespec="seconds")
    except OverflowError:  # at the end of the calendar
        return at.astimezone(UTC).isoformat(timespec="seconds")


def settings(settings: Settings, sources: Mapping[str, SettingSource], file: Path) -> Data:
    """Each setting and where it comes from: `coach settings --json`."""
    return {
        "file": str(file),
        "exists": file.is_file(),
        "settings": [
            {
                "name": one.name,
                "value": settings.value(one.name),
                "source": sources[one.name],
                "variable": variable(one.name),
                "purpose": one.metadata["help"],
            }
            for one in fields(settings)
        ],
    }
