"""The story on one page: a script is opened, planned, voiced, and becomes one stream of sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import VoiceError
from coach.output.file import Chapter, Tags
from coach.plan import EVERYTHING, fit_slots, lay_out, outline
from coach.script import find_script, read_routine
from coach.sound import Stream
from coach.units import samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.plan import Choice, Plan, Utterance
    from coach.script import Routine
    from coach.settings import Settings
    from coach.speech.voicing import Voicer

    Progress = Callable[[str, int, int], None]
    """Told what is being done, how much of it is done, and how much there is."""

NOTE = "General education, not medical advice."
_ISO_639_2 = {"en": "eng", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "nl": "nld", "pt": "por"}


class Session:
    """A routine as it is to be done this time: what of it, and how long."""

    def __init__(self, routine: Routine, choice: Choice = EVERYTHING, target: int | None = None) -> None:
        """`target` is the length asked for in milliseconds; None: as written. Raises PlanError."""
        self.routine = routine
        self.target = target
        self.outline = outline(routine, choice)

    def slots(self, lengths: Mapping[Utterance, int] | None = None) -> list[int | None] | None:
        """What each step is to last so that the target is met; None where there is no target."""
        return None if self.target is None else fit_slots(self.outline, self.target, lengths)

    def plan(self, lengths: Mapping[Utterance, int] | None = None, slots: Sequence[int | None] | None = None) -> Plan:
        """The session on the clock, with the lengths of the clips that are known."""
        return lay_out(self.outline, lengths, slots or self.slots(lengths))


def open_session(name: str, settings: Settings, choice: Choice = EVERYTHING, target: int | None = None) -> Session:
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
    return session.plan(lengths)


def export(session: Session, voicer: Voicer, path: Path, bitrate: int, progress: Progress) -> Plan:
    """Write the session to a sound file of the format its suffix names. Raises OutputError, VoiceError."""
    from coach.output.files import check_target, write_sound

    check_target(path, bitrate)
    plan = voiced(session, voicer, progress)
    total = samples(plan.length)

    def blocks() -> Iterator[NDArray[np.int16]]:
        written = 0
        for block in Stream(plan, voicer).blocks():
            yield block
            written += len(block)
            progress("Writing", written, total)

    write_sound(path, blocks(), total, tags(session.routine, plan), bitrate)
    return plan


def tags(routine: Routine, plan: Plan) -> Tags:
    """What a file of this plan says about itself."""
    comment = f"{routine.header.summary} {NOTE}".strip()
    language = _ISO_639_2.get(routine.header.language[:2].lower(), "und")
    chapters = tuple(Chapter(span.name, span.start, span.end) for span in plan.sections)
    return Tags(routine.title, comment, language, chapters)
