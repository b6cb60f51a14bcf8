"""docs/web.md says what can be asked for."""

from __future__ import annotations

import re

from coach.web.application import ROUTES
from tests.conftest import ROOT


def test_every_route_is_documented() -> None:
    """The tables of docs/web.md and the routes name the same requests."""
    said = re.findall(r"^\| `([A-Z]+ /[^`]*)` \|", (ROOT / "docs" / "web.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(said) == sorted(getattr(route, "name", "") for route in ROUTES)
