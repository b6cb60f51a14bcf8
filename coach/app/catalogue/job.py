"""A job: one session of a catalogue that is to be made, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from coach.export import Exported
    from coach.script import Routine
    from coach.session_request import SessionRequest

Outcome = Literal["made", "there", "out of reach", "failed"]
"""`there`: it was made before, and nothing has changed since. `out of reach`: the routine cannot be that long."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """What all sessions of a catalogue have in common. It is sent to other machines, and holds no secret."""

    out: str
    """The address of the store or the folder for the files."""
    suffix: str
    """Of the files, without a dot."""
    captions: bool = False
    """Whether the words are written beside each file."""
    store: str | None = None
    """The address of the store of clips; None: the audio cache of the machine."""
    bitrate: int | None = None
    """In kbit/s; None: the format's usual one."""
    out_identity: str = ""
    """What `out` must be called where the session is made; empty: not checked."""
    store_identity: str = ""
    """The same of `store`."""
    cache_dir: str | None = None
    """The folder of the audio cache, if this is to be used elsewhere too; None: as set on each machine."""
    voices_dir: str | None = None
    """The same for downloaded voices."""


@dataclass(frozen=True, slots=True)
class CatalogueJob:
    """One session to be made."""

    name: str
    """Of its file, without the suffix."""
    routine: Routine
    request: SessionRequest
    voice: str | None = None
    """The name of the guide's voice; None: as set on the machine, or as the script asks."""
    client_voice: str | None = None
    """The name of the client's voice, or `same`; None: as for `voice`."""
    fingerprint: str = ""
    """What the voices must be, wherever they speak; empty: whatever they are."""
    known: tuple[str, ...] = ()
    """The marks under which its file is recorded as made; empty if the file is gone."""


@dataclass(frozen=True, slots=True)
class ExportSummary:
    """What a person is told about files that were made."""

    length: int
    """Of the session, in milliseconds."""
    bytes: int
    chapters: int
    lufs: float
    """Loudness of the spoken parts."""
    voiced: int
    reused: int
    notes: tuple[str, ...] = ()
    """Sentences about voices that failed, and the like."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """What came of one job."""

    name: str
    outcome: Outcome
    where: str = ""
    """The address of its file."""
    summary: ExportSummary | None = None
    """Of what was made."""
    reason: str = ""
    """Why it was not made, in a sentence."""
    lasting: bool = False
    """Whether what failed would fail for every other session too: nothing can be written."""


def summary_of(exported: Exported) -> ExportSummary:
    """The summary of an export whose files are still there."""
    return ExportSummary(
        exported.plan.length,
        sum(path.stat().st_size for path in exported.paths),
        len(exported.plan.sections),
        exported.lufs,
        exported.voiced,
        exported.reused,
        tuple(note for note in (*exported.notes, exported.trouble) if note is not None),
    )
