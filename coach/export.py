"""Export a session to sound files: one, or one for each area, with chapters, captions and a cover."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.output.formats.format import Caption, Chapter, Tags
from coach.output.formats.formats import check_target, write_sound
from coach.sound import Stream
from coach.speech.voicing import voiced
from coach.units import SAMPLES_PER_MS, samples

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.plan import Plan, SectionSpan
    from coach.plan.planner import Planner
    from coach.script import Routine
    from coach.session_request import SessionRequest
    from coach.settings import Settings
    from coach.speech.voicing import Progress, Voicer

NOTE = "General education, not medical advice."
ARTIST = "Coach"
_ISO_639_2 = {"en": "eng", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "nl": "nld", "pt": "por"}


@dataclass(frozen=True, slots=True)
class Exported:
    """The result of an export."""

    plan: Plan
    paths: tuple[Path, ...]
    lufs: float
    """Loudness of the spoken parts in LUFS, as written to the file: the words and the bed or music under them.

    Most of a session is quiet, or breaths that are softer than a voice by design. The loudness of the whole would
    measure how much is said, rather than how loud it sounds.
    """
    voiced: int
    """How many clips were synthesised."""
    reused: int
    """How many clips came from the cache."""
    trouble: str | None = None
    """Why the clips could not be cached, in a sentence."""
    notes: tuple[str, ...] = ()
    """Sentences about voices that failed, and the voices used instead."""
    others: tuple[Path, ...] = ()
    """Files of areas that were in the folder before, left by an earlier export."""


def export(
    planner: Planner,
    voicer: Voicer,
    path: Path,
    request: SessionRequest,
    settings: Settings,
    progress: Progress,
    *,
    captions: bool = False,
) -> Exported:
    """Write the session to a sound file; its suffix sets the format.

    `captions`: also write the words to an `.lrc` and a `.vtt` file beside it. Raises OutputError, VoiceError,
    MusicError.
    """
    check_target(path, settings.bitrate, request.channels)
    plan = voiced(planner, voicer, progress)
    with _Sound(plan, voicer, request, settings, progress) as sound:
        file_tags = tags(planner.routine, plan)
        write_sound(path, sound.until(plan.length), samples(plan.length), file_tags, settings.bitrate, request.channels)
        beside = _captions(path, file_tags, plan.length) if captions else ()
        return _exported(plan, [path, *beside], sound, voicer)


def export_areas(
    planner: Planner,
    voicer: Voicer,
    folder: Path,
    suffix: str,
    request: SessionRequest,
    settings: Settings,
    progress: Progress,
    *,
    captions: bool = False,
) -> Exported:
    """Write a numbered file for each area into a folder, and an `.m3u8` playlist of them in order.

    Joined, the files are the samples of the whole session. What else is in the folder stays; files that may be taken
    for areas of this session are told as `others`. Raises OutputError, VoiceError, MusicError.
    """
    from coach.output.formats.area_files import area_names, other_areas
    from coach.output.formats.file_names import file_name, make_folder
    from coach.output.formats.m3u import SUFFIX, write_playlist

    make_folder(folder)
    names = area_names([span.name for span in planner.plan().sections])
    paths = [folder / f"{name}{suffix}" for name in names]
    for path in paths:
        check_target(path, settings.bitrate, request.channels)
    plan = voiced(planner, voicer, progress)
    whole = tags(planner.routine, plan)
    made: list[Path] = []
    with _Sound(plan, voicer, request, settings, progress) as sound:
        for number, (path, span) in enumerate(zip(paths, plan.sections, strict=True), 1):
            file_tags = replace(_part(whole, span), track=(number, len(paths)))
            length = span.end - span.start
            write_sound(path, sound.until(span.end), samples(length), file_tags, settings.bitrate, request.channels)
            made += [path, *(_captions(path, file_tags, length) if captions else ())]
        listed = [
            (path.name, span.name, span.end - span.start) for path, span in zip(paths, plan.sections, strict=True)
        ]
        made.append(write_playlist(folder / f"{file_name(planner.routine.name)}{SUFFIX}", listed))
        return replace(_exported(plan, made, sound, voicer), others=other_areas(folder, made))


def _exported(plan: Plan, paths: Sequence[Path], sound: _Sound, voicer: Voicer) -> Exported:
    trouble = str(voicer.trouble) if voicer.trouble else None
    return Exported(plan, tuple(paths), sound.lufs, voicer.made, voicer.reused, trouble, tuple(voicer.take_notes()))


def tags(routine: Routine, plan: Plan) -> Tags:
    """The tags of a file of this plan."""
    from coach.output.formats.cover import cover

    return Tags(
        routine.title,
        f"{routine.header.summary} {NOTE}".strip(),
        _ISO_639_2.get(routine.header.language[:2].lower(), "und"),
        tuple(Chapter(span.name, span.start, span.end) for span in plan.sections),
        tuple(
            Caption(cue.start, cue.end, cue.text, cue.side, cue.to, cue.caution)
            for cue in plan.cues
            if cue.text and cue.utterance is not None
        ),
        cover(plan),
        album=routine.title,
        artist=ARTIST,
    )


def _part(whole: Tags, span: SectionSpan) -> Tags:
    """The tags of the file of one area."""
    words = [word for word in whole.words if span.start <= word.start < span.end]
    moved = [replace(word, start=word.start - span.start, end=word.end - span.start) for word in words]
    chapter = Chapter(span.name, 0, span.end - span.start)
    return replace(whole, title=span.name, chapters=(chapter,), words=tuple(moved))


def _captions(path: Path, file_tags: Tags, length: int) -> tuple[Path, ...]:
    from coach.output.formats.captions import LRC, VTT, lrc, vtt
    from coach.storage import atomic

    texts = {LRC: lrc(file_tags.words, length, file_tags.title), VTT: vtt(file_tags.words)}
    for suffix, text in texts.items():
        with atomic.replacing(path.with_suffix(suffix)) as temporary:
            temporary.write_text(text, "utf-8")
    return tuple(path.with_suffix(suffix) for suffix in texts)


class _Sound:
    """The session's sound, read once from beginning to end, in one part for each file."""

    def __init__(
        self, plan: Plan, voicer: Voicer, request: SessionRequest, settings: Settings, progress: Progress
    ) -> None:
        self._plan, self._voicer, self._request, self._settings = plan, voicer, request, settings
        self._progress = progress
        self._closing = ExitStack()
        self._drawn = 0

    def __enter__(self) -> _Sound:
        from coach.audio.loudness_meter import LoudnessMeter

        music = None
        if self._request.music is not None:
            from coach.sound.music.music import open_music

            music = self._closing.enter_context(open_music(self._request.music, self._settings.music_path(), wait=True))
        self._stream = Stream(
            self._plan, self._voicer, routing=self._request.routing, music=music, bed=self._request.bed or "air"
        )
        self._meter = LoudnessMeter(self._stream.channels)
        needed = [cue.utterance for cue in self._plan.cues if cue.utterance is not None]
        self._lengths = self._voicer.lengths(needed)
        return self

    def __exit__(self, *_error: object) -> None:
        self._closing.close()

    @property
    def lufs(self) -> float:
        """The loudness in LUFS of the spoken parts read so far."""
        return self._meter.lufs()

    def until(self, end: int) -> Iterator[NDArray[np.int16]]:
        """The next blocks up to `end`, in milliseconds of the plan."""
        for block in self._stream.blocks(end):
            for start, stop in self._words(self._drawn, len(block)):
                self._meter.add(block[start:stop])
            yield block
            self._drawn += len(block)
            self._progress("Writing", self._drawn, samples(self._plan.length))

    def _words(self, start: int, count: int) -> Iterator[tuple[int, int]]:
        """Where words sound within the `count` samples from sample `start`. Spoken counts are left out: they are
        softer."""
        for cue in self._plan.between(start // SAMPLES_PER_MS, -(-(start + count) // SAMPLES_PER_MS)):
            if cue.utterance is not None and cue.role != "count":
                first = samples(cue.start) - start  # a cue of a breath lasts longer than its words
                last = first + samples(self._lengths[cue.utterance])
                if max(first, 0) < min(last, count):
                    yield max(first, 0), min(last, count)
