"""The contract of an object store, and the opening of one by its address."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote, urlsplit

from coach.errors import ObjectStoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_REMOTE = {"s3", "s3a", "gs", "az", "azure", "abfs", "abfss", "adl"}


class ObjectStore(Protocol):
    """Objects of bytes under names such as `clips/x.wav`, shared by any number of machines.

    An object is read whole or not at all. Every method raises ObjectStoreError if the store does not do its work.
    """

    address: str
    """How a person names the store; it holds no secret."""

    def get(self, name: str) -> bytes | None:
        """The content of an object; None if there is none."""
        ...

    def create(self, name: str, data: bytes) -> bool:
        """Store an object unless there is one already; returns whether it was stored: the first one wins."""
        ...

    def replace(self, name: str, data: bytes) -> None:
        """Store an object, whatever was there before."""
        ...

    def swap(self, name: str, old: bytes, new: bytes) -> bool:
        """Store `new` where the content is still `old`; returns whether it was."""
        ...

    def put_file(self, name: str, path: Path) -> None:
        """Store the content of a file, whatever was there before."""
        ...

    def get_file(self, name: str, path: Path) -> bool:
        """Write the content of an object to a file; returns whether there is such an object."""
        ...

    def sizes(self, folder: str) -> Mapping[str, int]:
        """The names and sizes in bytes of the objects directly in a folder of the store; the topmost if it is empty."""
        ...

    def delete(self, name: str) -> None:
        """Delete an object if there is one."""
        ...


def open_object_store(address: str) -> ObjectStore:
    """The store at an address: `s3://bucket/path`, `gs://…`, `az://…`, or a folder that all machines can reach.

    Credentials come from the environment, never from the address. Nothing is read or written yet. Raises
    ObjectStoreError.
    """
    if not _SCHEME.match(address):
        if not address.strip():
            raise ObjectStoreError("The address of the store is empty. Write it like s3://bucket/coach.")
        return _folder(Path(address).expanduser())
    try:
        parts = urlsplit(address)
        secret = parts.username is not None or parts.password is not None or bool(parts.query or parts.fragment)
    except ValueError:
        raise ObjectStoreError("That is not the address of a store. Write it like s3://bucket/coach.") from None
    scheme = parts.scheme.lower()
    # An address is shown, listed among the processes, and sent to the workers: a key in it would be no secret.
    if secret:
        raise ObjectStoreError(
            f"The address of a store must not hold a key or password. Write it like {scheme}://bucket/coach, and give "
            "the credentials in the environment, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        )
    if scheme == "file":
        from urllib.request import url2pathname

        return _folder(Path(url2pathname(unquote(parts.path))))
    if scheme not in _REMOTE:
        known = ", ".join(f"{name}://" for name in ("s3", "gs", "az", "file"))
        raise ObjectStoreError(f"A store cannot begin with {scheme}://. Use one of {known}, or a folder.")
    if not parts.netloc:
        raise ObjectStoreError(f"The address of the store names no bucket. Write it like {scheme}://bucket/coach.")
    from coach.storage.remote_store import RemoteStore

    return RemoteStore(address.rstrip("/"))


def _folder(folder: Path) -> ObjectStore:
    from coach.storage.folder_store import FolderStore

    return FolderStore(folder.absolute())
