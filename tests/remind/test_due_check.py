"""One look is a pure function; these are its laws. What a day makes of it is in test_waiting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from coach.remind.due_check import GRACE, LISTED, check_due
from coach.storage.reminders import FOREVER, Reminder

BEGIN = datetime(2026, 10, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def instants(most: int) -> st.SearchStrategy[datetime]:
    """Whole minutes after the beginning, across the end of summer time in Berlin."""
    return st.integers(0, most).map(lambda minutes: BEGIN + minutes * MINUTE)


reminders = st.lists(
    st.builds(
        Reminder, id=st.integers(1, 9), name=st.just("x"), routine=st.just("x"),
        rules=st.lists(st.sampled_from(["at 2:30, 11:00", "every 1 min", "every 45 min", "once 2026-10-25 2:15"]),
                       min_size=1, max_size=2, unique=True).map(tuple),
        nudge=st.just(False), message=st.just(""), paused_until=st.none() | instants(3000) | st.just(FOREVER),
        uid=st.just(""), sequence=st.just(0), since=instants(2000),
    ),
    max_size=4, unique_by=lambda reminder: reminder.id,
)  # fmt: skip


@given(
    reminders,
    st.lists(st.tuples(st.integers(1, 9), instants(3000)), max_size=3, unique_by=lambda snooze: snooze[0]),
    st.sets(instants(3000), max_size=20),
    instants(2000),
    st.integers(0, 1500),
)
def test_the_laws(
    reminders: list[Reminder], snoozes: list[tuple[int, datetime]], taken: set[datetime], since: datetime, later: int
) -> None:
    """At most one of each is spoken, the latest and not late; nothing that is settled, paused or ahead is told."""
    now = since + later * MINUTE
    seen = check_due(reminders, snoozes, lambda _: taken, since, now, ZoneInfo("Europe/Berlin"), ahead=MINUTE)
    ids = [call.reminder.id for call in seen.spoken]
    assert len(ids) == len(set(ids))
    assert seen == check_due(reminders, snoozes, lambda _: taken, since, now, ZoneInfo("Europe/Berlin"), ahead=MINUTE)
    for call in (*seen.spoken, *seen.missed):
        assert call.due.at <= now
        assert call.due.at not in taken
        assert call.snoozed or call.due.at > max(since, call.reminder.since)
        assert call.reminder.paused_until is None or call.due.at >= call.reminder.paused_until
    for call in seen.spoken:
        assert now - call.due.at <= GRACE
        assert all(other.due.at < call.due.at for other in seen.missed if other.reminder.id == call.reminder.id)
    for call in seen.missed:
        assert now - call.due.at > GRACE or call.reminder.id in ids
    assert len(seen.missed) <= len(reminders) * (LISTED + 1)
    assert seen.coming is None or now < seen.coming <= now + MINUTE
