"""What a worker of the engine does: one session at a time, with the voices kept loaded between them."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import coach
from coach.app.catalogue.job import CatalogueEntry
from coach.app.catalogue.session_maker import SessionMaker
from coach.cores import limit_cores
from coach.errors import CoachError, EngineError
from coach.settings import load_settings

if TYPE_CHECKING:
    from coach.app.catalogue.job import CatalogueJob, Workplace

_makers: dict[Workplace, SessionMaker] = {}
"""The one maker of this process, by its workplace."""


def packed(place: Workplace, job: CatalogueJob) -> bytes:
    """A job as it is sent: the engine takes 40 ms to look into one that is not packed."""
    return pickle.dumps((coach.__version__, pickle.dumps((place, job))))


def unpacked(sent: bytes) -> tuple[Workplace, CatalogueJob]:
    """The job that was sent. Raises CoachError if another version of this program packed it."""
    version, inner = pickle.loads(sent)  # noqa: S301 - from the engine, which may send any code
    if version != coach.__version__:
        raise EngineError(
            f"A worker has Coach {coach.__version__}, and the machine that began {version}: install the same on all."
        )
    found: tuple[Workplace, CatalogueJob] = pickle.loads(inner)  # noqa: S301 - as before
    return found


def make_sent(sent: bytes) -> CatalogueEntry:
    """Make a session. Nothing is raised: the engine would write the error to its log, with all that was sent."""
    limit_cores(1)  # there is a worker for each core
    name = ""
    try:
        place, job = unpacked(sent)
        name = job.name
        return _maker(place).make(job)
    except CoachError as error:
        return CatalogueEntry(name, "failed", reason=str(error), lasting=True)
    except Exception as error:
        why = f"Something went wrong inside the program on a worker ({type(error).__name__})."
        return CatalogueEntry(name, "failed", reason=why)


def _maker(place: Workplace) -> SessionMaker:
    if place not in _makers:
        for other in _makers.values():
            other.close()
        _makers.clear()
        _makers[place] = SessionMaker(place, load_settings())
    return _makers[place]
