"""Why an account is a key account, and of which class, in words (domain §3.5, §3.6)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tiering.engine import Finding, Need, Rule
from tiering.reader import Facts, Reader, Sentence, points


def _known(facts: Facts) -> str:
    text = ngettext(
        "%(n)s of the seven aspects is known.",
        "%(n)s of the seven aspects are known.",
        facts["known_aspects"],
    )
    return text % {"n": facts["known_aspects"]}


def _quality(facts: Facts, limits: Facts) -> str:
    said = {"quality": points(facts["quality"] or 0), "least": points(limits["quality"])}
    return _("They are met to %(quality)s%%; the rule asks for %(least)s%%.") % said


def _qualified(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    rest = _("Business is among them, it buys repeatedly, and its credit is not poor.")
    return [_known(facts), _quality(facts, limits), rest]


def _lacking(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    missing = {
        Need.BUSINESS_ASPECT: _(
            "None of big orders, large sales or potential, and a strategic project is met."
        ),
        Need.REPEAT_PATTERN: _("It does not buy repeatedly."),
        Need.CREDIT: _("Its credit is poor."),
    }
    named = [missing[gap.need] for gap in finding.gaps if gap.need in missing]
    return [_known(facts), _quality(facts, limits), *named]


def _few_aspects(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    least = {"least": limits["known_aspects"]}
    return [_known(facts), _("Before %(least)s are known nothing can be said.") % least]


def _not_recognised(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> str:
    return _("Only key accounts have a class.")


def _not_assessed(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> str:
    return _("A key account, but its class hangs on something that is not rated yet.")


def _against(facts: Facts, limits: Facts) -> list[str]:
    """Each fact beside its line, unknown ones by that word."""
    lines = (
        ("alignment", _("Alignment %(fact)s of %(line)s.")),
        ("strength", _("Strength %(fact)s of %(line)s.")),
        ("idea", _("Agreement of ideas %(fact)s of %(line)s.")),
        ("execution", _("Policy execution %(fact)s%% of %(line)s%%.")),
    )
    return [
        text % {"fact": points(facts[name]), "line": points(limits[name])}
        for name, text in lines
        if facts[name] is not None
    ]


def _aligned(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    return [
        _("It is strong, thinks as we do and carries out what was agreed."),
        *_against(facts, limits),
    ]


def _not_aligned(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    said = _("It is strong, but not aligned with us in everything.")
    return [said, *_against(facts, limits)]


def _weak(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    return [
        _("It is not strong enough for a class: a key account under review."),
        *_against(facts, limits),
    ]


SENTENCES: dict[Rule, Sentence] = {
    Rule.QUALIFIED: _qualified,
    Rule.LACKING: _lacking,
    Rule.FEW_ASPECTS: _few_aspects,
    Rule.NOT_RECOGNISED: _not_recognised,
    Rule.NOT_ASSESSED: _not_assessed,
    Rule.ALIGNED: _aligned,
    Rule.NOT_ALIGNED: _not_aligned,
    Rule.WEAK: _weak,
}
