"""The QR code of a link, for a page, and drawn in a terminal."""

from __future__ import annotations

_QUIET = 4
"""The light modules around the code that a camera needs to find it."""
_BLACK_ON_WHITE, _PLAIN = "\x1b[38;5;16;48;5;231m", "\x1b[0m"
"""Colours that no theme changes, for dark and light terminals."""
_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def modules(link: str) -> list[str]:
    """The rows of the code, `1` for dark, with the light border that a camera needs."""
    import segno

    code = segno.make_qr(link, error="l")
    return ["".join("1" if module else "0" for module in row) for row in code.matrix_iter(border=_QUIET)]


def draw(link: str) -> list[str]:
    """The lines of the code, each two modules high, dark on light, without colours."""
    rows = [[module == "1" for module in row] for row in modules(link)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    return ["".join(_BLOCKS[pair] for pair in zip(*rows[top : top + 2], strict=True)) for top in range(0, len(rows), 2)]


def painted(lines: list[str]) -> str:
    """The lines with colours."""
    return "\n".join(f"{_BLACK_ON_WHITE}{line}{_PLAIN}" for line in lines)


def can_show(lines: list[str], columns: int, rows: int, encoding: str | None, environ: dict[str, str]) -> bool:
    """Whether a terminal with this size, encoding and environment can show the code."""
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb":
        return False
    try:
        "".join(_BLOCKS.values()).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return len(lines[0]) <= columns and len(lines) < rows
