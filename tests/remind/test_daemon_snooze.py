"""The waiting process and what is paused, snoozed or both."""

from __future__ import annotations

from coach.remind.delivery import Result
from coach.storage import firings
from coach.storage.reminders import FOREVER, Reminder, pause, remove_reminder, resume
from tests.remind.day import MINUTE, Day, wall


def test_paused(day: Day) -> None:
    """What falls into a pause is neither spoken nor missed; what is due as it ends is spoken."""
    neck = day.remind("neck", "at 10:00, 11:00, 12:00")
    pause(day.db, neck, wall("2026-11-23T11:00"), day.clock.now())
    legs = day.remind("legs", "at 10:30")
    pause(day.db, legs, FOREVER, day.clock.now())
    day.live("2026-11-23T12:30")
    assert day.said == ["neck Mon 11:00:00", "neck Mon 12:00:00"]
    assert day.outcomes == ["done"] * 2
    resume(day.db, legs, day.clock.now())
    day.live("2026-11-24T10:31")
    assert day.said[2:] == ["neck Tue 10:00:00", "legs Tue 10:30:00"]


def test_snoozed_past_midnight(day: Day) -> None:
    """A snooze is an instant: it comes after midnight too, once, and then it is over."""
    neck = day.remind("neck", "at 23:58")
    day.live("2026-11-23T23:59")
    firings.snooze(day.db, neck, day.clock.now() + 5 * MINUTE, day.clock.now())
    day.live("2026-11-24T01:00")
    assert day.said == ["neck Mon 23:58:00", "neck Tue 00:04:00"]
    assert firings.snoozes(day.db) == []


def test_snoozed_while_it_speaks(day: Day) -> None:
    """One that is put off while it speaks comes again five minutes later, and both are in the history."""
    day.remind("neck", "at 11:00")
    day.result = lambda reminder: Result("snoozed" if len(day.spoken) == 1 else "done")
    day.live("2026-11-23T12:00")
    assert day.said == ["neck Mon 11:00:00", "neck Mon 11:05:00"]
    assert day.outcomes == ["snoozed", "done"]


def test_snoozed_and_removed(day: Day) -> None:
    """A reminder that is removed while it is snoozed, or while it speaks, does not come again."""
    neck = day.remind("neck", "at 11:00")
    firings.snooze(day.db, neck, day.clock.now() + 5 * MINUTE, day.clock.now())
    remove_reminder(day.db, neck)
    legs = day.remind("legs", "at 11:00")

    def remove(reminder: Reminder) -> Result:
        remove_reminder(day.db, legs)
        return Result("snoozed")

    day.result = remove
    day.live("2026-11-23T12:00")
    assert day.said == ["legs Mon 11:00:00"]
    assert day.told == []


def test_a_snooze_in_a_pause_or_too_late(day: Day) -> None:
    """A snooze that ends in a pause is dropped, one slept through is missed; neither comes back."""
    neck, legs = day.remind("neck", "at 23:00"), day.remind("legs", "at 23:00")
    pause(day.db, neck, wall("2026-11-23T10:00"), day.clock.now())
    for reminder in (neck, legs):
        firings.snooze(day.db, reminder, day.clock.now() + 5 * MINUTE, day.clock.now())
    day.waiting.tick()
    day.clock.suspend(50 * MINUTE)
    day.live("2026-11-23T11:00")
    assert day.spoken == []
    assert [(row.reminder, row.outcome) for row in day.history()] == [("legs", "missed")]
    assert firings.snoozes(day.db) == []


def test_a_snooze_at_a_due_time(day: Day) -> None:
    """A snooze until the very time a rule says is one call, and is over with it."""
    neck = day.remind("neck", "at 11:00")
    firings.snooze(day.db, neck, wall("2026-11-23T11:00"), day.clock.now())
    day.live("2026-11-23T11:30")
    assert day.said == ["neck Mon 11:00:00"]
    assert firings.snoozes(day.db) == []
