"""An object store in a service: S3 and what is compatible with it, Google Cloud Storage, Azure; through obstore."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from coach.errors import ObjectStoreError
from coach.extras import install_extra
from coach.storage import atomic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_RETRIES = 20
_PATIENCE = timedelta(seconds=60)
"""How long a request is tried again, at growing intervals, where the server answers with an error or not at all."""
_LONGEST_REQUEST = timedelta(seconds=30)
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
_STATUS = re.compile(r"status code: (\d{3})")
_CODE = re.compile(r"<Code>(\w{1,60})</Code>")
_CLOCK = {"RequestTimeTooSkewed", "RequestExpired"}


class RemoteStore:
    """Implements ObjectStore.

    The messages of the service are never shown: they quote requests, which may hold keys. Only its status number and
    its code, such as `AccessDenied`, are taken from them.
    """

    def __init__(self, address: str) -> None:
        """`address` holds no secret. Raises ObjectStoreError."""
        self.address = address
        try:
            import obstore
            from obstore.store import from_url
        except ImportError:
            raise ObjectStoreError(
                f"The store {address} needs the package obstore. Install it: {install_extra('cluster')}"
            ) from None
        self._obstore: Any = obstore
        options: Any = {"timeout": _LONGEST_REQUEST, "connect_timeout": timedelta(seconds=5)}
        if any(os.environ.get(name, "").startswith("http://") for name in _ENDPOINTS):
            options["allow_http"] = True  # asked for by name
        retries: Any = {"max_retries": _RETRIES, "retry_timeout": _PATIENCE,
                        "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=10),
                                    "base": 2}}  # fmt: skip
        with self._telling("opened"):
            self._store: Any = from_url(address, client_options=options, retry_config=retries)

    def get(self, name: str) -> bytes | None:
        """The content of an object; None if there is none."""
        found = self._got(name)
        return None if found is None else found[0]

    def create(self, name: str, data: bytes) -> bool:
        """Store an object unless there is one already; returns whether it was stored."""
        return self._put(name, data, "create")

    def replace(self, name: str, data: bytes) -> None:
        """Store an object, whatever was there before."""
        self._put(name, data, "overwrite")

    def swap(self, name: str, old: bytes, new: bytes) -> bool:
        """Store `new` where the content is still `old`; returns whether it was."""
        found = self._got(name)
        if found is None or found[0] != old:
            return False
        return self._put(name, new, {"e_tag": found[1]} if found[1] else "overwrite")

    def put_file(self, name: str, path: Path) -> None:
        """Store the content of a file, whatever was there before."""
        self._put(name, path, "overwrite")

    def get_file(self, name: str, path: Path) -> bool:
        """Write the content of an object to a file; returns whether there is such an object."""
        with self._telling("read"):
            try:
                found = self._obstore.get(self._store, name)
            except FileNotFoundError:
                return False
            with atomic.replacing(path) as temporary, temporary.open("wb") as file:
                for piece in found.stream():
                    file.write(piece)
        return True

    def sizes(self, folder: str) -> dict[str, int]:
        """The names and sizes of the objects directly in a folder: a request for each thousand."""
        with self._telling("listed"):
            found = self._obstore.list_with_delimiter(self._store, folder or None)["objects"]
            return {str(each["path"]): int(each["size"]) for each in found}

    def delete(self, name: str) -> None:
        """Delete an object if there is one."""
        with self._telling("written"):
            try:
                self._obstore.delete(self._store, name)
            except FileNotFoundError:
                return

    def _got(self, name: str) -> tuple[bytes, str | None] | None:
        """The content of an object, and the tag of this version of it."""
        with self._telling("read"):
            try:
                found = self._obstore.get(self._store, name)
                return bytes(found.bytes()), found.meta["e_tag"]
            except FileNotFoundError:
                return None

    def _put(self, name: str, content: bytes | Path, mode: Any) -> bool:
        """Store an object; returns whether its condition held."""
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        with self._telling("written"):
            try:
                self._obstore.put(self._store, name, content, mode=mode)
            except (AlreadyExistsError, PreconditionError):
                return False
            return True

    @contextmanager
    def _telling(self, done: str) -> Iterator[None]:
        from obstore.exceptions import BaseError

        try:
            yield
        except (BaseError, FileNotFoundError, ValueError) as error:
            # Without the cause: its text may hold what is secret, and a traceback would show it.
            raise ObjectStoreError(_sentence(self.address, done, error)) from None


def _sentence(address: str, done: str, error: Exception) -> str:
    """What went wrong, without the words of the service."""
    from obstore.exceptions import PermissionDeniedError, UnauthenticatedError

    told = str(error)
    status = found[1] if (found := _STATUS.search(told)) else ""
    code = found[1] if (found := _CODE.search(told)) else ""
    what = f"The store {address} cannot be {done}"
    named = ", ".join(filter(None, (code, f"status {status}" if status else "")))
    why = f" ({named})" if named else ""
    if code in _CLOCK:
        return f"{what}{why}: the clock of this machine is wrong. Set it, and run the command again."
    if isinstance(error, (PermissionDeniedError, UnauthenticatedError)) or status in ("401", "403"):
        return (
            f"{what}{why}: it refuses the credentials. Set those in the environment of this machine, such as "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and check that they may read and write there."
        )
    if isinstance(error, FileNotFoundError):
        return f"{what}{why}: there is no such bucket. Create it, or correct the address."
    if status:
        return f"{what}{why}. What is there stays; run the command again when the store works."
    return (
        f"{what}: it does not answer, or not without credentials. Check the address, the network, AWS_ENDPOINT_URL and "
        "the credentials in the environment, then run the command again."
    )
