"""The identity of an object store: a random name that its first user puts into it."""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING

from coach.errors import ObjectStoreError

if TYPE_CHECKING:
    from coach.storage.object_store import ObjectStore

_IDENTITY = re.compile(r"[0-9a-f]{32}")


def store_identity(objects: ObjectStore, name: str) -> str:
    """The identity kept in the object `name`, which is made if there is none.

    Two machines that find the same one work on the same store; a store that was cleared has another one afterwards.
    Raises ObjectStoreError, also if something else has that name.
    """
    mine = uuid.uuid4().hex
    if objects.create(name, json.dumps({"store": mine}).encode()):
        return mine
    try:
        found = str(json.loads(objects.get(name) or b"")["store"])
    except (ValueError, KeyError, TypeError):
        found = ""
    if not _IDENTITY.fullmatch(found):
        raise ObjectStoreError(
            f"{objects.address} holds something else under the name {name}. Choose another place for it."
        )
    return found
