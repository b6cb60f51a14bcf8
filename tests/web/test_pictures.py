"""The pictures in the documentation are of the page as it is."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "docs"))
import make_page


def test_the_pictures_are_of_the_page(
    browser: Browser, tmp_path: Path, shared_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken again, the pictures of the rooms where nothing plays have their sizes and look much the same; all are
    small."""
    monkeypatch.setenv("COACH_CACHE_DIR", str(shared_cache))
    with make_page.visited(browser) as page:
        make_page.take_rooms(page, tmp_path)
    taken = sorted(tmp_path.glob("*.png"))
    assert len(taken) == 6
    for path in taken:
        pictures = [Image.open(each).convert("L") for each in (make_page.FOLDER / path.name, path)]
        assert pictures[0].size == pictures[1].size
        before, now = (np.asarray(picture.resize((32, 32)), float) for picture in pictures)
        assert np.abs(before - now).mean() < 12, path.name
    shown = list(make_page.FOLDER.glob("*.png"))
    assert len(shown) >= 10
    assert all(path.stat().st_size < 60_000 for path in shown)
