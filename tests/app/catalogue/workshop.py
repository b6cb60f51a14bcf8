"""A small catalogue of its own for a test: two routines, quick to make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from coach.app.catalogue.catalogue import Catalogue, Jobs, make_here
from coach.app.catalogue.job import CatalogueEntry, Workplace
from coach.plan import EVERYTHING
from coach.session_request import SessionRequest
from coach.settings import Settings
from coach.speech import hibari
from tests.conftest import require

SCRIPTS = {
    "one": "---\nfor: self\n---\n- Step one, deep and still. (10s, 5-20s)\n- Now rest. (3s)\n",
    "two": "---\nfor: self\n---\n- Step two. (5s, 5-40s)\n- Now rest. (3s)\n- This line explains it. (3s, learn)\n",
}


@dataclass(frozen=True)
class OnlyThese(Settings):
    """Settings whose one folder of scripts is `scripts_dir`."""

    def scripts_path(self) -> list[Path]:
        assert self.scripts_dir is not None
        return [self.scripts_dir]


def settings(folder: Path) -> OnlyThese:
    """Two scripts, and an audio cache, in a folder; and a voice that says the same words the same way each time."""
    require(hibari.is_available(), "the natural voice is not installed")
    (folder / "scripts").mkdir(exist_ok=True)
    for name, text in SCRIPTS.items():
        (folder / "scripts" / f"{name}.md").write_text(text, "utf-8")
    return OnlyThese(scripts_dir=folder / "scripts", cache_dir=folder / "cache", voice="hibari:heart")


def requests(*seconds: int | None, guidances: tuple[str, ...] = ("learn",)) -> tuple[SessionRequest, ...]:
    """A request for each length and guidance."""
    return tuple(
        SessionRequest(replace(EVERYTHING, guidance=guidance), length and length * 1000)  # type: ignore[arg-type]
        for length in seconds
        for guidance in guidances
    )


def made(catalogue: Catalogue, given: Settings) -> Iterator[CatalogueEntry]:
    """Make it on this machine, yielding what came of each session."""
    return make_here(Jobs(catalogue, given), catalogue.place, given, lambda *_: None)


def outcomes(catalogue: Catalogue, given: Settings) -> dict[str, str]:
    """What came of each session."""
    return {entry.name: entry.outcome for entry in made(catalogue, given)}


def local_files(folder: Path, asked: tuple[SessionRequest, ...] = (SessionRequest(),)) -> dict[str, bytes]:
    """The files of the small catalogue as one machine makes them, with a cache of its own."""
    here = Workplace(str(folder / "local"), "flac", cache_dir=str(folder / "local cache"))
    list(made(Catalogue(here, asked), settings(folder)))
    return {path.name: path.read_bytes() for path in (folder / "local").glob("*.flac")}
