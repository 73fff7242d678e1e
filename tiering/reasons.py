"""Why an account has a class, in the reader's words: from the engine's codes to sentences.

A reader who may not see cost and margin gets ranks and bands, never amounts (domain §9.2).
"""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.labels import PATTERN, PYRAMID
from kam.lib.classes import ParetoClass, PyramidTier, TransactionPattern
from kam.lib.numbers import money, number
from tiering import reasons_key, reasons_rfm
from tiering.engine import Finding, Provisional, Rule
from tiering.reader import Facts, Reader, Sentence, amount

PROVISIONAL: dict[str, Promise] = {
    Provisional.PROFILE_INCOMPLETE.name or "": gettext_lazy(
        "The file of this account is not complete."
    ),
    Provisional.PROFILE_UNKNOWN.name or "": gettext_lazy(
        "Nothing is known of this account's file."
    ),
    Provisional.CREDIT_UNKNOWN.name or "": gettext_lazy("The credit score is not known yet."),
    Provisional.CLV_UNKNOWN.name or "": gettext_lazy("The lifetime value is not known yet."),
    Provisional.STRATEGIC_UNKNOWN.name or "": gettext_lazy("The strategic value is not rated yet."),
}


def why(finding: Finding, reader: Reader) -> list[str]:
    """The sentences that lead from the facts to the class; the first names the deciding rule."""
    said = SENTENCES[finding.rule]({**finding.facts}, {**finding.thresholds}, finding, reader)
    return [said] if isinstance(said, str) else list(said)


def provisional(names: Iterable[str]) -> list[str]:
    """Why the ABC type may still change."""
    return [str(PROVISIONAL[name]) for name in names]


# Transaction pattern and loyalty (domain §3.2)


def _no_occasions(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> str:
    if "activity_months" not in limits:
        return _("It has not bought.")
    return _("No purchase in the last %(months)s months.") % {"months": limits["activity_months"]}


def _bought(facts: Facts, limits: Facts) -> str:
    return ngettext(
        "Purchases on %(n)s day in the last %(months)s months.",
        "Purchases on %(n)s days in the last %(months)s months.",
        facts["occasions"],
    ) % {"n": number(facts["occasions"]), "months": limits["activity_months"]}


def _few_occasions(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    least = {"least": limits["repeat_min_occasions"]}
    return [
        _bought(facts, limits),
        _("Repeat buying begins with %(least)s purchases; below that it is one-off.") % least,
    ]


def _rhythm(facts: Facts, limits: Facts) -> str:
    if facts["median_interval"] is None:
        return _("Without a rhythm of its own the limit is %(floor)s days.") % {
            "floor": limits["active_floor_days"]
        }
    return _(
        "The limit is the larger of %(factor)s × its usual interval of %(median)s days"
        " and %(floor)s days."
    ) % {
        "factor": number(limits["active_factor"], _places(limits["active_factor"])),
        "median": number(facts["median_interval"], _places(facts["median_interval"])),
        "floor": limits["active_floor_days"],
    }


def _places(value: float) -> int:
    return 0 if float(value).is_integer() else 1


def _days(facts: Facts, limits: Facts) -> dict[str, str]:
    return {
        "days": number(facts["days_since_last"]),
        "limit": number(limits["active_limit_days"], _places(limits["active_limit_days"])),
    }


def _stopped(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    text = ngettext(
        "The last purchase was %(days)s day ago, later than the limit of %(limit)s days:"
        " a repeat buyer that stopped.",
        "The last purchase was %(days)s days ago, later than the limit of %(limit)s days:"
        " a repeat buyer that stopped.",
        facts["days_since_last"] or 0,
    )
    return [_bought(facts, limits), text % _days(facts, limits), _rhythm(facts, limits)]


def _still_buying(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    if facts["days_since_last"] == 0:
        today = _("It bought on that very day.")
        return [_bought(facts, limits), today, _rhythm(facts, limits)]
    text = ngettext(
        "The last purchase was %(days)s day ago, within the limit of %(limit)s days.",
        "The last purchase was %(days)s days ago, within the limit of %(limit)s days.",
        facts["days_since_last"] or 0,
    )
    return [_bought(facts, limits), text % _days(facts, limits), _rhythm(facts, limits)]


def _has_referred(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    referred = ngettext(
        "%(n)s account it referred has bought.",
        "%(n)s accounts it referred have bought.",
        facts["referred_buyers"],
    ) % {"n": number(facts["referred_buyers"])}
    return [referred, *_still_buying(facts, limits, finding, reader)]


def _has_referred_big(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    text = _(
        "%(big)s of %(n)s referred accounts that bought have large net revenue;"
        " the rule asks for %(ratio)s."
    )
    if reader.sales:
        text = _(
            "%(big)s of %(n)s referred accounts that bought have net revenue of %(amount)s or more;"
            " the rule asks for %(ratio)s."
        )
    big = text % {
        "big": number(facts["referred_big"]),
        "n": number(facts["referred_buyers"]),
        "amount": money(limits["big_deal_amount"]),
        "ratio": f"{limits['big_referral_ratio']:.0%}",
    }
    return [big, *_still_buying(facts, limits, finding, reader)]


def _below_long_term(limits: Facts) -> str:
    """The lowest step is named after one purchase, but many purchases may still be below."""
    return _(
        "Below long-term: that takes repeat buying over at least %(least)s months,"
        " however many purchases there are."
    ) % {"least": limits["tenure_months"]}


def _not_repeating(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    text = _("Its transaction pattern is %(pattern)s: a long-term customer buys repeatedly.")
    said = {"pattern": PATTERN[TransactionPattern(facts["pattern"])]}
    return [text % said, _below_long_term(limits)]


def _tenure(text: str, facts: Facts, limits: Facts) -> str:
    return text % {"months": number(facts["tenure_months"] or 0), "least": limits["tenure_months"]}


def _short_tenure(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    text = _("It has bought without a long break for %(months)s months, less than %(least)s.")
    return [_tenure(text, facts, limits), _below_long_term(limits)]


def _long_tenure(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> str:
    text = _("It has bought without a long break for %(months)s months, at least %(least)s.")
    return _tenure(text, facts, limits)


# Pyramid, Pareto and ABC (domain §3.3, §3.4)


def _poor_credit(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> str:
    return _(
        "Its credit score of %(score)s is below %(least)s: a small customer, whatever it brings."
    ) % {"score": facts["credit_score"], "least": limits["poor_credit_below"]}


def _no_value(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> str:
    metric = {"metric": reader.metric}
    if "top_rank" in limits:
        return _("It brings no %(metric)s: a small customer, whatever its rank.") % metric
    return _("It brings no %(metric)s: class C.") % metric


LAYERS = {
    PyramidTier.TOP: ("top", None),
    PyramidTier.MAJOR: ("major", "top"),
    PyramidTier.ORDINARY: ("ordinary", "major"),
    PyramidTier.SMALL: (None, "ordinary"),
}


def _rank(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    here, above = LAYERS[PyramidTier(finding.code)]
    place = _("Rank %(rank)s of %(count)s by %(metric)s.") % {
        "rank": number(facts["rank"]),
        "count": number(facts["population"]),
        "metric": reader.metric,
    }
    sentences = [place, _layer(limits, finding, here, above)]
    if reader.value:
        sentences.append(_value_and_cut(facts, limits, reader, here, above))
    return sentences


def _layer(limits: Facts, finding: Finding, here: str | None, above: str | None) -> str:
    said = {
        "layer": PYRAMID[PyramidTier(finding.code)],
        "last": number(limits[f"{here}_rank"]) if here else "",
        "cut": number(limits[f"{above}_rank"]) if above else "",
    }
    if above is None:
        return _("%(layer)s reaches to rank %(last)s.") % said
    if here is None:
        return _("%(layer)s begins after rank %(cut)s.") % said
    said["first"] = number(limits[f"{above}_rank"] + 1)
    if said["first"] == said["last"]:
        return _("%(layer)s is rank %(last)s alone.") % said
    return _("%(layer)s is ranks %(first)s to %(last)s.") % said


def _value_and_cut(
    facts: Facts, limits: Facts, reader: Reader, here: str | None, above: str | None
) -> str:
    layer = above or here
    said = {
        "metric": reader.metric,
        "value": amount(facts["value"]),
        "layer": PYRAMID[PyramidTier[str(layer).upper()]],
        "least": amount(limits[f"{layer}_value"] or 0),
    }
    if limits[f"{layer}_value"] is None:
        return _("Its %(metric)s is %(value)s.") % said
    return _("Its %(metric)s is %(value)s; the last of %(layer)s has %(least)s.") % said


def _share_before(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    a, b = (number(limits[name], _places(limits[name])) for name in ("a_share", "b_share"))
    said = {"a": a, "b": b, "metric": reader.metric}
    band = {
        ParetoClass.A: _(
            "It is among the accounts that bring the first %(a)s%% of all %(metric)s."
        ),
        ParetoClass.B: _(
            "It is among the accounts that bring %(a)s%% to %(b)s%% of all %(metric)s."
        ),
        ParetoClass.C: _("It is among the accounts that bring the last part, beyond %(b)s%%."),
    }[ParetoClass(finding.code)] % said
    if not reader.margins or not facts["share_before"]:  # nobody stands above it
        return [band]
    share = {"share": number(facts["share_before"], 1)}
    return [band, _("The accounts above it bring %(share)s%%.") % share]


def _pareto_class(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> str:
    return _("By this policy the type follows the Pareto class, which is %(letter)s.") % {
        "letter": ParetoClass(facts["pareto"]).name
    }


def _top_value(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    sentences = [_("Its Pareto class is A, and nothing speaks against it.")]
    if facts["credit_score"] is not None:
        text = _("Its credit score of %(score)s is at least %(least)s.")
        least = limits["poor_credit_below"]
        sentences.append(text % {"score": facts["credit_score"], "least": least})
    return sentences


def _strategic(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> str:
    return _("Its strategic value of %(value)s is at least %(least)s.") % {
        "value": facts["strategic_value"],
        "least": limits["plum_strategic_min"],
    }


def _neither(facts: Facts, limits: Facts, finding: Finding, reader: Reader) -> list[str]:
    least = limits["plum_strategic_min"]
    return [_not_platinum(facts, limits), _not_plum(facts["strategic_value"], least)]


def _not_platinum(facts: Facts, limits: Facts) -> str:
    if facts["pareto"] != ParetoClass.A:
        letter = {"letter": ParetoClass(facts["pareto"]).name}
        return _("Its Pareto class is %(letter)s; Platinum asks for A.") % letter
    credit, least = facts["credit_score"], limits["poor_credit_below"]
    if credit is not None and credit < least:
        said = {"score": credit, "least": least}
        return (
            _("Its Pareto class is A, but its credit score of %(score)s is below %(least)s.") % said
        )
    return _("Its Pareto class is A, but its lifetime value is not positive.")


def _not_plum(strategic: int | None, least: int) -> str:
    if strategic is None:
        return _("Its strategic value is not rated; Plum asks for %(least)s.") % {"least": least}
    text = _("Its strategic value of %(value)s is below the %(least)s that Plum asks for.")
    return text % {"value": strategic, "least": least}


SENTENCES: dict[Rule, Sentence] = {
    Rule.NO_OCCASIONS: _no_occasions,
    Rule.FEW_OCCASIONS: _few_occasions,
    Rule.STOPPED: _stopped,
    Rule.STILL_BUYING: _still_buying,
    Rule.HAS_REFERRED: _has_referred,
    Rule.HAS_REFERRED_BIG: _has_referred_big,
    Rule.NOT_REPEATING: _not_repeating,
    Rule.SHORT_TENURE: _short_tenure,
    Rule.LONG_TENURE: _long_tenure,
    Rule.POOR_CREDIT: _poor_credit,
    Rule.NO_VALUE: _no_value,
    Rule.RANK: _rank,
    Rule.SHARE_BEFORE: _share_before,
    Rule.PARETO_CLASS: _pareto_class,
    Rule.TOP_VALUE: _top_value,
    Rule.STRATEGIC_VALUE: _strategic,
    Rule.NEITHER: _neither,
    **reasons_rfm.SENTENCES,
    **reasons_key.SENTENCES,
}
