"""The text of a notice in the reader's language, from the codes and days it carries."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kam.lib.days import full_day
from kam.lib.numbers import DASH
from kam.lib.relations import Stage

STAGES = {
    Stage.PRE: _("before the first stage"),
    Stage.GESTATION: _("Gestation"),
    Stage.EARLY: _("Early stage"),
    Stage.MID: _("Middle stage"),
    Stage.HIGH: _("High stage"),
    Stage.PARTNER: _("Partner"),
}
OUTCOMES = {
    "approved": pgettext_lazy("gift", "approved"),
    "refused": pgettext_lazy("gift", "refused"),
    "confirmed": pgettext_lazy("change", "confirmed"),
    "active": pgettext_lazy("plan", "approved, it is active"),
    "draft": pgettext_lazy("plan", "sent back"),
}
OCCASIONS = {
    "birthday": pgettext_lazy("notice", "birthday"),
    "family": pgettext_lazy("notice", "birthday in the family"),
    "founding": pgettext_lazy("notice", "founding day"),
    "cooperation": pgettext_lazy("notice", "anniversary of working together"),
}
WHOSE = {"company": _("the company relation")}
SEATS = {
    "kam": pgettext_lazy("seat", "a key account manager"),
    "sponsor": pgettext_lazy("seat", "an executive sponsor"),
}
SUBJECTS = {"squares": _("25 squares"), "coverage": _("Coverage standards")}
CODED: Mapping[str, Mapping[str, Any]] = {
    "outcome": OUTCOMES, "occasion": OCCASIONS, "subject": SUBJECTS, "whose": WHOSE,
    "seat": SEATS,
}  # fmt: skip
STAGED = ("before", "after")
DATED = ("date", "until")


class Named(Protocol):
    """An account, a person: with a name in Chinese and perhaps one in English."""

    name: str
    name_en: str


def both(named: Named) -> dict[str, str]:
    """The name as a param of a notice, so that each reader gets the own language's."""
    return {"zh-hans": named.name, "en": named.name_en or named.name}


class _Words(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return DASH


def filled(text: str, params: Mapping[str, Any]) -> str:
    """`text` with its `params`; a dash where one is missing, so that no inbox fails over it."""
    said = text % _Words({name: word(name, value) for name, value in params.items()})
    return re.sub(r"(?<!\.)\.\.$", ".", said)  # a name that ends like the sentence: "Co., Ltd.."


def word(name: str, value: Any) -> str:
    """Stages by their code, days as ISO texts, names as `{"en": …, "zh-hans": …}` or plain."""
    if isinstance(value, dict):
        return str(value.get(get_language() or "") or next(iter(value.values()), DASH))
    if name in STAGED and str(value).isdecimal() and int(value) in STAGES:
        return str(STAGES[Stage(int(value))])
    if name in CODED:
        return str(CODED[name].get(str(value), value))
    if name in DATED:
        return _day(str(value))
    return str(value)


def _day(value: str) -> str:
    try:
        return full_day(date.fromisoformat(value))
    except ValueError:
        return value
