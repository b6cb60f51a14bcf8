"""The pictures in the documentation are of the page as it is."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from tests.conftest import ROOT, require

sys.path.insert(0, str(ROOT / "docs"))
from make_page_pictures import PICTURES, SIZES, take


def test_the_pictures_are_of_the_page(tmp_path: Path, shared_cache: Path) -> None:
    """Taken again, each has the size and looks much like the one that is shown, which is small."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    require(chromium, "no Chromium here")
    take(tmp_path, str(chromium), shared_cache)
    for name, size in SIZES.items():
        shown, taken = (Image.open(folder / f"{name}.png").convert("L") for folder in (PICTURES, tmp_path))
        assert shown.size == taken.size == size
        coarse = [np.asarray(picture.resize((32, 32)), float) for picture in (shown, taken)]
        assert np.abs(coarse[0] - coarse[1]).mean() < 12, name
        assert (PICTURES / f"{name}.png").stat().st_size < 90_000


def test_the_readme_shows_pictures_that_there_are() -> None:
    """Each picture that the README shows is in the repository."""
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert shown
    assert all((ROOT / place).is_file() for place in shown)
