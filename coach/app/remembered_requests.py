"""How each routine was last prepared: a small file a routine in the data folder, readable by its owner alone."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from coach.errors import OutputError, PlanError, reason
from coach.session_request import SessionRequest, request_from_values
from coach.storage import atomic

if TYPE_CHECKING:
    from pathlib import Path

    from coach.settings import Settings


def remembered_request(settings: Settings, script: Path) -> SessionRequest | None:
    """How a script was last prepared; None if it never was, or the file is damaged."""
    try:
        stored = json.loads(_file(settings, script).read_text("utf-8"))
        return request_from_values(script.stem, stored["request"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError, PlanError):
        return None


def remember_request(settings: Settings, script: Path, request: SessionRequest) -> None:
    """Remember how a script was prepared. Raises OutputError.

    The client's conditions are left out: they belong to a client, not to a routine, and are asked each time.
    """
    kept = replace(request, selection=replace(request.selection, client=()), start_in=0)
    data = json.dumps({"script": str(script), "request": kept.as_values()}).encode()
    file = _file(settings, script)
    try:
        atomic.replace(file, data)
    except OSError as error:
        raise OutputError(f"Cannot write {file}: {reason(error)}.") from error


def forget_request(settings: Settings, script: Path) -> None:
    """Forget how a script was prepared."""
    with suppress(OSError):
        _file(settings, script).unlink(missing_ok=True)


def _file(settings: Settings, script: Path) -> Path:
    name = blake2b(str(script.absolute()).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return settings.data_path() / "prepared" / f"{name}.json"
