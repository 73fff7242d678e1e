"""Who made a change, as the audit trail keeps it and as readers of either language read it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from staff.models import User


def maker(user: User) -> dict[str, Any]:
    """What a `pghistory.context` carries of a person."""
    return {"user": user.pk, "user_name": user.name, "user_name_en": user.name_en}


def name_of(context: Mapping[str, Any] | None) -> str:
    """The name then, in the reader's language; empty for what the system did."""
    said = context or {}
    own = said.get("user_name_en") if get_language() == "en" else ""
    return str(own or said.get("user_name") or "")
