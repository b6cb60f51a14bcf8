"""What a worker of the engine does: one session at a time, with the voices kept loaded between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import coach
from coach.app.catalogue.job import CatalogueEntry
from coach.app.catalogue.session_maker import SessionMaker
from coach.cores import limit_cores
from coach.errors import CoachError
from coach.settings import load_settings

if TYPE_CHECKING:
    from coach.app.catalogue.job import CatalogueJob, Workplace

_makers: dict[Workplace, SessionMaker] = {}
"""The one maker of this process, by its workplace."""


def make_on_worker(place: Workplace, job: CatalogueJob) -> CatalogueEntry:
    """Make a session. Nothing is raised: the engine would write the error to its log, with all that was sent."""
    limit_cores(1)  # there is a worker for each core
    if place.version != coach.__version__:
        why = f"A worker has Coach {coach.__version__}, and this is {place.version}: install the same on every machine."
        return CatalogueEntry(job.name, "failed", reason=why, lasting=True)
    try:
        return _maker(place).make(job)
    except CoachError as error:
        return CatalogueEntry(job.name, "failed", reason=str(error), lasting=True)
    except Exception as error:
        why = f"Something went wrong inside the program on a worker ({type(error).__name__})."
        return CatalogueEntry(job.name, "failed", reason=why)


def _maker(place: Workplace) -> SessionMaker:
    if place not in _makers:
        for other in _makers.values():
            other.close()
        _makers.clear()
        _makers[place] = SessionMaker(place, load_settings())
    return _makers[place]
