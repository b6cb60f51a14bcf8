"""The pictures in the documentation are of the page as it is."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.conftest import ROOT, require

sys.path.insert(0, str(ROOT / "docs"))
import make_page


def test_the_pictures_are_of_the_page(tmp_path: Path, shared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken again, each picture that is shown has its size, and looks much like it; all are small."""
    require(shutil.which("chromium") or shutil.which("google-chrome"), "no Chromium here")
    monkeypatch.setenv("COACH_CACHE_DIR", str(shared_cache))
    make_page.take_all(tmp_path)
    shown = sorted(make_page.FOLDER.glob("*.png"))
    assert len(shown) >= 10
    for path in shown:
        pictures = [Image.open(each).convert("L") for each in (path, tmp_path / path.name)]
        assert pictures[0].size == pictures[1].size
        before, now = (np.asarray(picture.resize((32, 32)), float) for picture in pictures)
        assert np.abs(before - now).mean() < 12, path.name
        assert path.stat().st_size < 60_000
