"""Names of the levels and the evidence each asks for, by preset and axis (domain §4.2, §4.3).

An item has one code in both presets, so that evidence stays readable when the preset changes.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PERSONAL, COMPANY = "personal", "company"
GATE3, LADDER5 = "GATE3", "LADDER5"

OFF_GRID: dict[str, Promise] = {
    PERSONAL: _("Not in touch"),
    COMPANY: _("Not known to them"),
}

NAMES: dict[tuple[str, str], tuple[Promise, ...]] = {
    (GATE3, PERSONAL): (
        _("Acquainted"),
        _("Exchanging facts"),
        _("Views converge"),
        _("Trusts us"),
        _("Allied confidant"),
    ),
    (GATE3, COMPANY): (
        _("Aware of us"),
        _("Knows and accepts us"),
        _("Likes and prefers us"),
        _("Trusts and relies on us"),
        _("Loyal ally"),
    ),
    (LADDER5, PERSONAL): (
        _("Views converge"),
        _("Feelings agree"),
        _("Reliance"),
        _("Interests agree"),
        _("Alliance"),
    ),
    (LADDER5, COMPANY): (
        _("Likes and prefers us"),
        _("First adoption"),
        _("Trusts and puts us first"),
        _("Depends and works with us"),
        _("Strategic alliance"),
    ),
}

EVIDENCE: dict[str, Promise] = {
    "met": _("Greeted or met us"),
    "cards": _("Exchanges contact data"),
    "formal": _("Answers formally"),
    "facts": _("Exchanges factual business information"),
    "calls": _("Takes our calls"),
    "appointments": _("Accepts visits by appointment"),
    "opinions": _("Shares opinions and agrees on problem and approach"),
    "informal": _("Meets outside formal meetings"),
    "inside": _("Tells us internal views"),
    "confides": _("Trusts and confides in us"),
    "warns": _("Warns us of risks and rivals"),
    "introduces": _("Introduces colleagues"),
    "helps": _("Helps to plan the approach"),
    "speaks": _("Speaks for us inside"),
    "goals": _("Ties own goals to our success"),
    "lasting": _("The relation lasts beyond the job"),
    "knows": _("Knows our name and field"),
    "material": _("Has our material"),
    "evaluated": _("Has evaluated us"),
    "listed": _("We are on the vendor list"),
    "trial": _("Sample, trial or small order"),
    "prefers": _("Prefers us at equal terms"),
    "invites": _("Invites us first"),
    "repeats": _("Repeated orders"),
    "departments": _("More than one department says so"),
    "main": _("Primary or preferred supplier"),
    "framework": _("Framework contract"),
    "forecasts": _("Shares forecasts"),
    "levels": _("Several departments and levels are in contact"),
    "agreement": _("Strategic agreement"),
    "joint": _("Joint planning or investment"),
    "no_rival": _("No rival in the key areas"),
    "exit": _("An exit would be hard for both"),
}

ITEMS: dict[tuple[str, str], tuple[tuple[str, ...], ...]] = {
    (GATE3, PERSONAL): (
        ("met", "cards", "formal"),
        ("facts", "calls", "appointments"),
        ("opinions", "informal", "inside"),
        ("confides", "warns", "introduces", "helps"),
        ("speaks", "goals", "lasting"),
    ),
    (GATE3, COMPANY): (
        ("knows", "material"),
        ("evaluated", "listed", "trial"),
        ("prefers", "invites", "repeats", "departments"),
        ("main", "framework", "forecasts", "levels"),
        ("agreement", "joint", "no_rival", "exit"),
    ),
    (LADDER5, PERSONAL): (
        ("opinions", "inside"),
        ("informal", "confides"),
        ("warns", "introduces"),
        ("helps", "goals"),
        ("speaks", "lasting"),
    ),
    (LADDER5, COMPANY): (
        ("prefers", "invites", "departments"),
        ("listed", "trial", "repeats"),
        ("main", "framework"),
        ("forecasts", "levels", "joint"),
        ("agreement", "no_rival", "exit"),
    ),
}

# The eight signs of a partnership (domain §4.7).
PARTNERSHIP: dict[str, Promise] = {
    "top_contact": _("Contact at the top level"),
    "agreement": _("An agreement, formal or informal"),
    "exclusive": _("An exclusive opportunity"),
    "long_contract": _("A long contract"),
    "no_procedure": _("No formal purchase procedure"),
    "price": _("The price is negotiated as part of the agreement"),
    "no_rival": _("No rival in a key area"),
    "admitted": _("Our name is known and the special relation admitted"),
}


def level_name(preset: str, axis: str, level: int) -> Promise:
    """The name of a level, 0 to 5."""
    return NAMES[preset, axis][level - 1] if level else OFF_GRID[axis]


def items(preset: str, axis: str, level: int) -> Mapping[str, Promise]:
    """What may be observed at a level, by code; nothing is asked for level 0."""
    codes = ITEMS[preset, axis][level - 1] if level else ()
    return {code: EVIDENCE[code] for code in codes}
