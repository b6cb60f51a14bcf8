"""Text as a TOML string."""

from __future__ import annotations

import json


def toml_text(value: str) -> str:
    """A TOML string: like a JSON string, except for one character that JSON does not escape."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
