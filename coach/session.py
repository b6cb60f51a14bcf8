"""The story on one page: a script is opened, planned and voiced, ready to become one stream of sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import VoiceError
from coach.plan import EVERYTHING, fit_slots, lay_out, outline
from coach.script import find_script, read_routine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from coach.plan import Plan, Selection, Utterance
    from coach.script import Routine
    from coach.settings import Settings
    from coach.speech.voicing import Voicer

    Progress = Callable[[str, int, int], None]
    """Told what is being done, how much of it is done, and how much there is."""


class Session:
    """A routine as it is to be done this time: what of it, and how long."""

    def __init__(self, routine: Routine, choice: Selection = EVERYTHING, target: int | None = None) -> None:
        """`target` is the length asked for in milliseconds; None: as written. Raises PlanError."""
        self.routine = routine
        self.target = target
        self.outline = outline(routine, choice)

    def slots(self, lengths: Mapping[Utterance, int] | None = None) -> list[int | None] | None:
        """What each step is to last so that the target is met; None where there is no target."""
        return None if self.target is None else fit_slots(self.outline, self.target, lengths)

    def plan(
        self,
        lengths: Mapping[Utterance, int] | None = None,
        slots: Sequence[int | None] | None = None,
        added: Mapping[int, int] | None = None,
    ) -> Plan:
        """The session on the clock, with the lengths of the clips that are known, and the time added to steps."""
        return lay_out(self.outline, lengths, slots or self.slots(lengths), added)


def open_session(name: str, settings: Settings, choice: Selection = EVERYTHING, target: int | None = None) -> Session:
    """The session of the routine that `name` means. Raises UnknownRoutine, ScriptError, PlanError."""
    return Session(read_routine(find_script(name, settings.scripts_path())), choice, target)


def open_voicer(session: Session, settings: Settings) -> Voicer:
    """The voice for a session, with its cache. Raises VoiceError."""
    from coach.speech.cache import ClipCache
    from coach.speech.voices import choose_voice
    from coach.speech.voicing import Voicer

    voice = choose_voice(settings, session.routine.header.language)
    return Voicer(voice, ClipCache(settings.cache_path()))


def planned(session: Session, settings: Settings) -> Plan:
    """The plan as far as it can be known without speaking: exact once every clip is cached."""
    try:
        with open_voicer(session, settings) as voicer:
            return session.plan(voicer.lengths(session.outline.utterances()))
    except VoiceError:
        return session.plan()


def voiced(session: Session, voicer: Voicer, progress: Progress) -> Plan:
    """The exact plan, every clip of it made. Raises VoiceError, OutOfReach."""
    utterances = session.outline.utterances()
    session.slots(voicer.lengths(utterances))  # a length out of reach is refused before an hour is voiced
    lengths = {}
    for done, utterance in enumerate(utterances):
        progress("Voicing", done, len(utterances))
        lengths[utterance] = voicer.make(utterance)
    progress("Voicing", len(utterances), len(utterances))
    # What is called out depends on how long the rest takes to say.
    while not (plan := session.plan(lengths)).exact:
        lengths |= {
            each: voicer.make(each) for segment in plan.segments for each in segment.clips if each not in lengths
        }
    return plan
