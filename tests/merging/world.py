"""Two records of one customer with something of everything, and a third one beside them."""

from types import SimpleNamespace

from django.utils import timezone

from accounts.models import LedgerEntry
from relationships.services import coverage, relations
from tests import factories
from tiering.models import ClassChange, Decision, Pin, Proposal, Track
from tiering.services.runs import request_run

STANDING = {"pyramid": 2, "pareto": 1, "since": "2026-01-01"}


def two_accounts(people):
    """`kept` and `lost`, both of the East; `other` is somebody else's customer."""
    kept = factories.account(
        "澄江重工",
        people.rep,
        code="K1",
        registry_number="91AAA",
        standing=STANDING,
        domain="cj.cn",
    )
    lost = factories.account(
        "澄江重型机械", people.rep, code="L1", registry_number="91BBB", name_en="Chengjiang",
        aliases=["老澄江"], industry="机械", standing=STANDING,
        profile={"scale": "大", "demand": "多"},
    )  # fmt: skip
    other = factories.account("别家", people.other_rep)
    kept.members.add(people.kam)
    lost.members.add(people.kam, people.service)
    for account, name in ((kept, "k"), (lost, "l")):
        hang_everything(account, name, people, other)
    coverage.rebuild()
    return SimpleNamespace(kept=kept, lost=lost, other=other)


def hang_everything(account, name, people, other):
    person = factories.contact(
        account, f"何{name}", code="C1", decision_role="economic", influence=3
    )
    factories.sale(account, "2026-01-05", 100, cost=60, reference=f"{name}1")
    factories.sale(account, "2026-02-05", 200, cost=90, reference="SAME")
    factories.sale(account, "2026-03-05", -200, kind="return", reference=f"{name}2", returns="SAME")
    factories.sale(account, "2026-03-08", 70, reference=f"{name}3", known_to="2026-04-01T00:00Z")
    factories.visit(account, "2026-05-01", people.rep, [person])
    factories.rating(account, rater=people.rep)
    factories.policy_check(account, "2026-05-01")
    factories.payment(account, "2026-05-01")
    factories.cost(account, "2026-05-01", 10)
    factories.wallet(account, "2026-05-01", 1000)
    factories.contract(account, "2026-05-01", "2026-05-01", "2027-05-01")
    factories.project(account, f"项目{name}", value=5)
    factories.referral(other, "2026-05-01", account, from_contact=person, direction="to_customer")
    factories.assumption(account, year_profit=5)
    factories.level(account, 3, "2026-05-01", person, people.rep)
    factories.level(account, 3, "2026-05-01", by=people.manager)
    relations.refresh(accounts=[account.pk], today=timezone.localdate())
    classes(account, people)


def classes(account, people):
    run = request_run(as_of="2026-10-31", by=None)
    Track.objects.create(account=account, pyramid=2, pyramid_since="2026-01-01")
    Pin.objects.create(
        account=account, system="abc", value=1, until="2030-01-01", reason="x", by=people.head
    )
    Proposal.objects.create(
        account=account, run=run, system="pyramid", old=2, new=1, computed=1, raised_on="2026-10-01"
    )
    ClassChange.objects.create(account=account, system="pyramid", as_of="2026-01-01", old=0, new=2)
    Decision.objects.create(
        account=account, decision=1, reason="x", score=0, coverage=0, tier=1, policy_id=1,
        as_of="2026-10-01", by=people.head,
    )  # fmt: skip


def sums(*accounts):
    """Current sales, their cost, and all rows ever known."""
    rows = LedgerEntry.objects.filter(account__in=accounts)
    current = rows.filter(known_to=None).values_list("amount_base", "cost_base")
    return (
        sum(amount for amount, _cost in current),
        sum(cost or 0 for _amount, cost in current),
        rows.count(),
    )
