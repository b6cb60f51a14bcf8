"""The libraries of the extra `documents`: loaded when a document needs one; if one is missing, a sentence says so."""

from __future__ import annotations

import importlib
from typing import Any

from coach.errors import IntakeError
from coach.extras import install_extra

INSTALL = install_extra("documents")
"""The command that installs them (the extra `documents`) where this program is installed."""


def library(module: str, document: str) -> Any:
    """The module of that name. Raises IntakeError, which names the command that installs it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise IntakeError(
            f"To read {document}, the library {module.partition('.')[0]} is needed. Install it: {INSTALL}"
        ) from error
