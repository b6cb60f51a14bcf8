"""Documents that are zip archives: their parts are read within limits, so that none can fill the memory."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from coach.errors import IntakeError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

MOST_PARTS = 5000
MOST_XML = 24 * 1024 * 1024
"""Bytes in all parts that are XML, unpacked: a book of 300 pages has a fifth of it."""
MOST_UNPACKED = 400 * 1024 * 1024
"""Bytes in all parts, pictures too, which are never unpacked."""


def open_archive(raw: bytes, name: str) -> zipfile.ZipFile:
    """The archive, after checking that its list of parts is within limits. Raises IntakeError."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise damaged(name) from error
    xml = sum(part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels")))
    if len(parts) > MOST_PARTS or xml > MOST_XML or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise IntakeError(
            f"{name} unpacks to more than a document of text needs, so it is not opened. "
            "Copy the words you need into a new document and import that."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise IntakeError(f"{name} is protected by a password. Save it without one and import it again.")
    return archive


def read_xml(archive: zipfile.ZipFile, part: str, name: str) -> Element:
    """One part of an archive as XML; one whose size is not what its list says is refused. Raises IntakeError."""
    try:
        return ElementTree.fromstring(archive.read(part))  # noqa: S314 - expat bounds entities, the archive its size
    except (
        ElementTree.ParseError,
        KeyError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise damaged(name) from error


def has_part(archive: zipfile.ZipFile, parts: Iterable[str]) -> bool:
    """Whether the archive holds any of these parts."""
    return not set(parts).isdisjoint(archive.namelist())


def damaged(name: str) -> IntakeError:
    """The error for a document that cannot be opened."""
    return IntakeError(
        f"{name} is damaged or not what its name says. Open it where it was made, save it anew, and import that."
    )
