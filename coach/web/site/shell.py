"""The shell: the page's own files that a site needs, found by following the imports of its modules."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

STATIC = Path(__file__).parent.parent / "static"
_ENTRY = "site/main.js"
_ALSO = ("css/tokens.css", "css/base.css", "icon.svg", "icon-192.png", "icon-512.png")
_NAMED = re.compile(
    r"""(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}/[^'"]+)['"]   # import … from './x.js', import('./x.js')
    |['"](\.{1,2}/[^'"]+\.css)['"]                            # '../css/x.css'
    |['"](\.{1,2}/[^'"]+)['"]\s*,\s*import\.meta\.url          # new URL('./x', import.meta.url)""",
    re.VERBOSE,
)


def shell_files() -> dict[str, bytes]:
    """The files by their place from the shell's folder, sorted: the entry, all it imports, styles and icons."""
    found: dict[str, bytes] = {}
    languages = [path.relative_to(STATIC).as_posix() for path in (STATIC / "words").glob("*.js")]
    waiting = [_ENTRY, *_ALSO, *languages]
    while waiting:
        place = waiting.pop()
        if place in found:
            continue
        path = STATIC / place
        found[place] = path.read_bytes()
        if path.suffix == ".js":
            for names in _NAMED.findall(found[place].decode()):
                there = (path.parent / next(filter(None, names))).resolve()
                waiting.append(there.relative_to(STATIC.resolve()).as_posix())
    return dict(sorted(found.items()))


def shell_name(files: dict[str, bytes]) -> str:
    """The name of the shell's folder: it changes with any of its files."""
    marks = json.dumps({place: hashlib.sha256(data).hexdigest() for place, data in files.items()})
    return f"app-{hashlib.sha256(marks.encode()).hexdigest()[:12]}"
