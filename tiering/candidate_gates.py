"""The three gates of a candidate with their calculation (domain §3.7.2)."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from accounts.models import Account
from kam.lib.numbers import from_minor, money_full, number
from tiering import candidate_words as words
from tiering.candidates import Judged
from tiering.engine import Policy
from tiering.engine.clv import multiple
from tiering.engine.exact import FULL
from tiering.services.candidates import House


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate with its calculation as lines of label and value, or why it can't be told."""

    name: str
    rule: str
    state: int
    lines: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    hidden: bool = False

    @property
    def missing_said(self) -> str:
        return _(", ").join(self.missing)


def gates_of(
    account: Account, judged: Judged, house: House, policy: Policy, *, margins: bool
) -> list[Gate]:
    """Of the one candidate that is judged; the first gate is for those who may see margins."""
    return [
        _value_gate(judged, policy) if margins else _hidden_gate(),
        _load_gate(account, judged, house, policy),
        _means_gate(judged, house, policy),
    ]


def _hidden_gate() -> Gate:
    return Gate(_("Lifetime value above zero"), "", 0, hidden=True)


def _value_gate(judged: Judged, policy: Policy) -> Gate:
    """G1 to the cent: what a year brings, for how long, less what is still to be spent."""
    facts = judged.facts
    bought = bool(facts.clv_known[0])
    needed = (
        (facts.profit_known[0], _("gross profit of the first year")),
        (facts.keep_known[0], _("cost to serve in a year")),
        (facts.remaining_known[0], _("cost still to be spent to win it")),
    )
    return Gate(
        _("Lifetime value above zero"),
        _("The customer brings more than it costs, what is still to be spent included."),
        int(judged.value.gate[0]),
        _lines_of_worth(judged, policy),
        [text for known, text in needed if not (known or bought)],
    )


def _lines_of_worth(judged: Judged, policy: Policy) -> list[tuple[str, str]]:
    facts = judged.facts
    if facts.clv_known[0]:
        worth = [(_("Lifetime value by its purchases (run in view)"), _full(int(facts.clv[0])))]
        return worth + (_less_remaining(judged) if facts.remaining_known[0] else [])
    return _worth(judged, policy) if judged.value.expected.known[0] else []


def _less_remaining(judged: Judged) -> list[tuple[str, str]]:
    return [
        (_("less cost still to be spent"), _full(int(judged.facts.remaining[0]))),
        (_("= lifetime value"), _full(int(judged.value.worth.amount[0]))),
    ]


def _worth(judged: Judged, policy: Policy) -> list[tuple[str, str]]:
    facts, value = judged.facts, judged.value
    years, discount = policy.money.clv_horizon_years, policy.money.discount_rate
    factor = multiple(Fraction(int(value.retention[0]), FULL), discount, years)
    worth, remaining = int(value.worth.amount[0]), int(facts.remaining[0])
    times = _("times, for %(years)s years discounted by %(rate)s a year")
    lines = [
        (_("Gross profit of a year"), _full(int(facts.profit[0]))),
        (_("less cost to serve"), _full(int(facts.keep[0]))),
        (_("= contribution of a year (forecast)"), _full(int(value.expected.amount[0]))),
        (_("kept from year to year, by the tier assumed"), _percent(int(value.retention[0]))),
        (
            times % {"years": years, "rate": _percent(int(discount * FULL))},
            number(Decimal(factor.numerator) / factor.denominator, 4),
        ),
        (_("= worth of all years"), _full(worth + remaining)),
    ]
    return lines + (_less_remaining(judged) if facts.remaining_known[0] else [])


def _percent(hundredths: int) -> str:
    return f"{number(Decimal(hundredths) / 100, 2)}%"


def _full(minor: int) -> str:
    return money_full(from_minor(minor))


def _load_gate(account: Account, judged: Judged, house: House, policy: Policy) -> Gate:
    load, tier = judged.load, int(judged.facts.tier[0])
    rule = _("Whoever is responsible has the time, the account included.")
    name = _("Time of the owner")
    if not judged.facts.owner[0]:
        return Gate(name, rule, int(load.gate[0]), [], [_("an owner: nobody is responsible")])
    added = house.each.get(tier, 0)
    after = int(load.own[0])
    lines = [
        (_("Hours a year %(owner)s needs now") % {"owner": account.owner}, _hours(after - added)),
        (_("this account, by the tier assumed"), _hours(added)),
        (_("= hours needed"), _hours(after)),
        (_("of hours one person has"), _hours_of(policy.hours.capacity_per_rep)),
        (_("= time used"), _percent(int(load.used[0]))),
    ]
    return Gate(name, rule, int(load.gate[0]), lines)


def _means_gate(judged: Judged, house: House, policy: Policy) -> Gate:
    means, load = judged.means, judged.load
    cap = policy.key_account.alarm_count
    budget = {0: _("nobody has said"), 1: _("is there"), 2: _("is not there")}
    lines = [
        (_("Hours a year all accounts need, this one included"), _hours(int(load.house[0]))),
        (
            _("hours that %(n)s people have") % {"n": number(house.people)},
            _hours(means.available),
        ),
        (
            _("key accounts after it, of at most %(cap)s") % {"cap": number(cap)},
            number(int(means.key_count[0])),
        ),
        (_("budget"), budget[int(means.budget[0])]),
    ]
    missing = []
    if not means.budget[0]:
        missing = [_("whether the budget is there: no budgets are kept here, a manager says it")]
    rule = _("The company has the hours, the budget, and room for another key account.")
    return Gate(_("Resources of the company"), rule, int(means.gate[0]), lines, missing)


def _hours(units: int) -> str:
    return _("%(n)s h") % {"n": words.hours(units)}


def _hours_of(hours: Decimal) -> str:
    return _("%(n)s h") % {"n": number(hours, words.places(hours))}
