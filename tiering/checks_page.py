"""The consistency checks in words, with the accounts behind each and what mends them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from accounts.models import Account
from accounts.models.rating import RatingKind
from kam.lib.days import full_day
from kam.lib.numbers import number
from staff.models import User
from staff.permissions import Permission, has_permission
from tiering import candidate_words as words
from tiering.checks import Checks, Code
from tiering.engine import Policy
from tiering.services.population import EPOCH

TITLES: dict[Code, Promise] = {
    Code.CORE_RIB: gettext_lazy("Core account of type Rib"),
    Code.RIB_HOURS: gettext_lazy("Rib that takes more time than a Platinum"),
    Code.PLATINUM_PRE: gettext_lazy("Platinum account before the first stage of the relationship"),
    Code.CORE_WEAK: gettext_lazy("Core account whose relationship is weaker than a partnership"),
    Code.NO_OWNER: gettext_lazy("Key account without an owner"),
    Code.NO_SPONSOR: gettext_lazy("Key account without a sponsor"),
    Code.NOT_RATED: gettext_lazy("Recognised, but rated by nobody for a year"),
    Code.OLD_ALIGNMENT: gettext_lazy("Core or important by an old rating of alignment"),
    Code.MANY_PER_OWNER: gettext_lazy("More key accounts than one person can look after"),
}
WHY: dict[Code, Promise] = {
    Code.CORE_RIB: gettext_lazy(
        "It gets the most we can give, and brings neither profit nor strategic value: one of the "
        "two classes is wrong, or the account needs a plan."
    ),
    Code.RIB_HOURS: gettext_lazy(
        "Selling time goes where it brings little, and is missing where it brings much."
    ),
    Code.PLATINUM_PRE: gettext_lazy(
        "It brings much and pays well, and nobody there stands by us: whoever does can take it."
    ),
    Code.CORE_WEAK: gettext_lazy(
        "It gets the most we can give without giving a partnership back: raise the relation, or "
        "look at the class again."
    ),
    Code.NO_OWNER: gettext_lazy("Nobody is responsible: nobody visits, and nobody notices."),
    Code.NO_SPONSOR: gettext_lazy(
        "Nobody of our management stands in for it, and its management has nobody to talk to."
    ),
    Code.NOT_RATED: gettext_lazy("What makes it a key account was judged too long ago to rely on."),
    Code.OLD_ALIGNMENT: gettext_lazy(
        "Whether it agrees with us decides between core and important, and may have changed."
    ),
    Code.MANY_PER_OWNER: gettext_lazy(
        "Key accounts need somebody who knows them well; hand some of them to others."
    ),
}
LATER: tuple[Promise, ...] = (
    gettext_lazy("Strategic account with a red alert"),
    gettext_lazy("Key account without a plan"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """An account behind a check. `mend` leads to where it is put right, empty if not for them."""

    account: Account
    opens: bool
    detail: str
    mend: str
    mend_label: str


@dataclass(frozen=True, slots=True)
class Check:
    code: Code
    title: Promise
    why: Promise
    ids: list[int]
    note: str = ""
    rows: list[Row] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.ids)


def checks_with_rows(
    found: Checks, user: User, policy: Policy, parts: Callable[[Code, list[int]], list[int]]
) -> list[Check]:
    """Every check that was made, with rows for the ids that `parts` chooses of it; two queries."""
    wanted = {code: parts(code, ids.tolist()) for code, ids in found.found.items()}
    ids = sorted({pk for part in wanted.values() for pk in part})
    accounts: dict[int, Account] = Account.objects.select_related("owner").in_bulk(ids)
    opens = Account.objects.that_open(user, ids)
    return [
        Check(
            code,
            TITLES[code],
            WHY[code],
            found.found[code].tolist(),
            _note(code, found, policy),
            [_row(code, accounts[pk], pk in opens, found, user) for pk in part if pk in accounts],
        )
        for code, part in wanted.items()
    ]


def _note(code: Code, found: Checks, policy: Policy) -> str:
    if code == Code.RIB_HOURS and found.twice_median >= 0:
        said = _("The median of the Platinum accounts is %(hours)s h in 12 months.")
        return said % {"hours": words.hours(found.twice_median // 2)}
    if code == Code.MANY_PER_OWNER:
        most = policy.key_account.max_accounts_per_kam
        said = ngettext("At most %(n)s per person.", "At most %(n)s per person.", most)
        return said % {"n": number(most)}
    return ""


def _row(code: Code, account: Account, opens: bool, found: Checks, user: User) -> Row:
    url, label = _mend(code, account, user) if opens else ("", "")
    return Row(account, opens, _detail(code, account.pk, found), url, label)


def _detail(code: Code, pk: int, found: Checks) -> str:
    if code == Code.RIB_HOURS:
        return _("%(n)s h") % {"n": words.hours(found.hours[pk])}
    if code == Code.MANY_PER_OWNER:
        held = found.held[pk]
        said = ngettext("owner of %(n)s key account", "owner of %(n)s key accounts", held)
        return said % {"n": number(held)}
    days: dict[Code, dict[int, int]] = {
        Code.NOT_RATED: found.judged,
        Code.OLD_ALIGNMENT: found.aligned,
    }
    return _rated(days[code][pk]) if code in days else ""


def _rated(day: int) -> str:
    if not day:
        return pgettext("rating", "never rated")
    return _("last rated %(day)s") % {"day": full_day(EPOCH + timedelta(days=day))}


def _mend(code: Code, account: Account, user: User) -> tuple[str, str]:
    """Where it is put right, for those who may."""
    pages: dict[Code, tuple[Permission, str, Any]] = {
        Code.CORE_RIB: (Permission.TIER_VIEW, "account_evidence", _("Evidence")),
        Code.RIB_HOURS: (Permission.VISIT_VIEW, "account_visits", _("Visits")),
        Code.PLATINUM_PRE: (Permission.VISIT_VIEW, "account_relationship", _("Relationship")),
        Code.CORE_WEAK: (Permission.VISIT_VIEW, "account_relationship", _("Relationship")),
        Code.NO_OWNER: (Permission.ACCOUNT_TRANSFER, "account_edit", _("Choose an owner")),
        Code.NO_SPONSOR: (Permission.ACCOUNT_EDIT, "account_edit", _("Choose a sponsor")),
        Code.NOT_RATED: (Permission.FACT_EDIT, "account_facts", _("Rate")),
        Code.OLD_ALIGNMENT: (Permission.FACT_EDIT, "fact_create", _("Rate")),
        Code.MANY_PER_OWNER: (Permission.ACCOUNT_TRANSFER, "account_edit", _("Hand over")),
    }
    needs, name, label = pages[code]
    edits = name != "account_edit" or has_permission(user, Permission.ACCOUNT_EDIT)
    if not (has_permission(user, needs) and edits):
        return "", ""
    if name == "fact_create":
        kind = f"?kind={RatingKind.IDEA_ALIGNMENT}"
        return reverse(name, args=[account.pk, "rating"]) + kind, label
    return reverse(name, args=[account.pk]), label
