"""When a whole file or a whole step is refused."""

import json
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, override


class ImportRefused(Exception):
    """The file can't be imported, or the step not be taken; `message` says why.

    The message is kept untranslated, since the worker that finds the fault does not know who
    will read it. Parameters may be translatable themselves, alone or in a list.
    """

    def __init__(self, message: str | Promise, **params: Any) -> None:
        with override(None):
            self.frozen = json.dumps([str(message), {k: freeze(v) for k, v in params.items()}])
        super().__init__(self.frozen)

    @classmethod
    def from_frozen(cls, frozen: str) -> "ImportRefused":
        """The refusal that a batch kept in its `error`."""
        refused = cls("")
        refused.frozen = frozen
        return refused

    def __str__(self) -> str:
        return thaw(self.frozen)


def freeze(value: Any) -> Any:
    if isinstance(value, list):
        return [freeze(item) for item in value]
    return {"msgid": str(value)} if isinstance(value, Promise) else value


def thaw(frozen: str) -> str:
    """The message kept by an ImportRefused, in the language of now."""
    if not frozen.startswith("["):
        return gettext(frozen) if frozen else ""
    message, params = json.loads(frozen)
    shown = {key: melt(value) for key, value in params.items()}
    return gettext(message) % shown if shown else gettext(message)


def melt(value: Any) -> Any:
    if isinstance(value, list):
        return gettext(", ").join(str(melt(item)) for item in value)
    if not isinstance(value, dict):
        return value
    message = value["msgid"]
    return gettext(message)
