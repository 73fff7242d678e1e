"""Every address with every role. A new address joins the table or this test fails.

One account of rep's in unit East: kam and service are on its team, sponsor sponsors it, manager
leads East, head the whole company. `other` is a rep of another unit. 200 may, 403 the role may
not, 404 the row is out of sight, 302 leads on. A second
table says what addresses that take POST only answer to those who may not.
"""

from datetime import date

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from relationships.models import Handover
from tests import factories
from tests.rights_tables import GET, POST

ROLES = "rep other kam manager head sponsor service admin auditor".split()

PUBLIC = {
    "health",
    "calendar_feed",
    "worker",
    "manifest",
    "offline",
    "set_language",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}
ELSEWHERE = {"account_change_password", "gallery"}  # one's own; support only


def table(text):
    lines = [line.split() for line in text.strip().splitlines()]
    assert lines[0] == ROLES
    return [(row[0], dict(zip(ROLES, row[1:], strict=True))) for row in lines[1:]]


def names(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if not str(pattern.pattern).startswith("support/"):
                yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name


@pytest.fixture
def world(people):
    """The people of the tables and one row of everything."""
    account = factories.account("澄江重工", owner=people.rep, sponsor=people.sponsor)
    account.members.add(people.kam, people.service)
    contact = factories.contact(account)
    visit = factories.visit(account, "2026-10-01", people.rep, [contact])
    return {
        "rep": people.rep,
        "other": people.other_rep,
        "kam": people.kam,
        "manager": people.manager,
        "head": people.head,
        "sponsor": people.sponsor,
        "service": people.service,
        "admin": people.admin,
        "auditor": people.auditor,
        "objects": {
            "account": [account.pk],
            "contact": [contact.pk],
            "visit": [visit.pk],
            "influence": [factories.influence(contact, factories.contact(account)).pk],
            "level": [factories.level(account, 3, "2026-10-01", needs_word=True).pk],
            "attachment": [factories.attachment(visit).pk],
            **_file(account),
            "action": [factories.action(visit, "2026-10-08").pk],
            "scenario": ["technical"],
            "purpose": ["new"],
            "template": ["new", 1],
            **_handover(contact, people),
            "change": [factories.standard_change(people.admin).pk],
            **_facts(account),
            **_care(contact, people.rep),
            "run": [_run().pk],
            "policy": [1],
            "proposal": [_proposal(account).pk],
            "pin": [_pin(account, people.manager).pk],
            "draft": [_draft(people.admin).number],
            "strategy": [_strategy().pk],
            "batch": [_batch(people.rep).pk],
            "rate": [_rate().pk],
            "user": [people.other_rep.pk],
            "unit": [people.west.pk],
            "view": [_view(people.rep).pk],
            "notice": [factories.notice(people.rep).pk],
            **_plan(account, people.rep),
            "problem": [factories.problem(account, people.rep).pk],
            "merge": [_merge(account, people.head).pk],
            "accounts": [account.pk, f"?with={factories.account(owner=account.owner).pk}"],
            "contacts": [contact.pk, f"?with={factories.contact(account).pk}"],
        },
    }


def _care(contact, person):
    """One of each; the gift is the rep's own."""
    return {
        "care_date": [factories.care_date(contact).pk],
        "care_task": [factories.care_task(contact, person).pk],
        "gift": [factories.gift(contact, person, status="waiting").pk],
    }


def _file(account):
    file = factories.account_file(account)
    gone = factories.account_file(account, removed_on=date(2026, 11, 2), removed_by=account.owner)
    return {
        "file": [file.pk],
        "account_file": [account.pk, file.pk],
        "gone_file": [account.pk, gone.pk],
    }


def _plan(account, person):
    """A draft with one of each part, and an older revision."""
    plan = factories.plan(account, person)
    return {
        "plan": [plan.pk],
        "part": [plan.pk, "focus"],
        "goal": [factories.goal(plan).pk],
        "risk": [plan.risks.create(risk="降价", counter="价值证明").pk],
        "milestone": [
            plan.milestones.create(place=1, zh="首单", en="First order", due_on=plan.ends_on).pk
        ],
        "check": [plan.checks.create(place=1, zh="圈子", en="Circle").pk],
        "plan_file": [plan.pk, factories.plan_file(plan).file_id],
        "plan_gone": [
            plan.pk,
            factories.plan_file(plan, removed_on=date(2026, 11, 2), removed_by=person).file_id,
        ],
        "review": [factories.review(account, person).pk],
        "revision": [plan.pk, factories.revision(plan, person).number],
    }


def _run():
    from tiering.services.runs import request_run

    return request_run(as_of=date(2026, 10, 31), by=None)


def _proposal(account):
    from tiering.models import Proposal

    values = {"system": "pyramid", "old": 2, "new": 1, "computed": 1, "raised_on": "2026-10-01"}
    return Proposal.objects.create(account=account, run=_run(), **values)


def _pin(account, person):
    from tiering.models import Pin

    return Pin.objects.create(
        account=account, system="abc", value=1, until="2030-01-01", reason="merger", by=person
    )


def _draft(person):
    from tiering.models import PolicyVersion
    from tiering.services.policy_life import create_draft

    return create_draft(base=PolicyVersion.objects.published(), by=person)


def _strategy():
    from tiering.models import Strategy

    return Strategy.objects.in_use()[0]


def _handover(contact, people):
    """To the rep, who has it now, with one line."""
    made = Handover.objects.create(
        account=contact.account, cause="owner", former=people.other_rep, to=people.rep,
        by=people.head, on="2026-10-01",
    )  # fmt: skip
    return {"handover": [made.pk], "item": [made.items.create(kind="contact", contact=contact).pk]}


def _facts(account):
    """Row and kind of each fact; a new rating says in the address what it rates."""
    return {
        "ratings": [account.pk, "rating"],
        "new_rating": [account.pk, "rating", "?kind=operating"],
        "new_credit": [account.pk, "rating", "?kind=credit_score"],
        "payments": [account.pk, "payment"],
        "costs": [account.pk, "cost"],
        "rating": ["rating", factories.rating(account).pk],
        "cost": ["cost", factories.cost(account, "2026-05-01", 10).pk],
        "project": [factories.project(account).pk],
    }


def _rate():
    from accounts.models import ExchangeRate

    return ExchangeRate.objects.create(currency="USD", date="2026-01-01", rate="7.1")


def _batch(person):
    from accounts.models import ImportBatch

    return ImportBatch.objects.create(
        kind="ledger",
        source="erp",
        file_name="a.csv",
        sha256="0" * 64,
        created_by=person,
        state="discarded",
    )


def _merge(account, person):
    from kam.merging.accounts import merge_accounts

    return merge_accounts(kept=account, lost=factories.account("澄江", account.owner), by=person)


def _view(person):
    from accounts.models import SavedView

    return SavedView.objects.create(user=person, name="mine")


def address(name, world):
    name, _, thing = name.partition(":")
    return url_of(name, world["objects"][thing] if thing else [])


def url_of(name, arguments):
    """The address; arguments that start with a question mark are its query string."""
    query = "".join(each for each in arguments if str(each).startswith("?"))
    return reverse(name, args=[each for each in arguments if each != query]) + query


@pytest.mark.parametrize(("name", "answers"), table(GET))
def test_get(name, answers, world, as_user):
    url = address(name, world)
    assert {role: str(as_user(world[role]).get(url).status_code) for role in ROLES} == answers


@pytest.mark.parametrize(("name", "answers"), table(POST))
def test_post_is_refused(name, answers, world, as_user):
    url = address(name, world)
    refused = {role: answer for role, answer in answers.items() if answer != "."}
    assert {role: str(as_user(world[role]).post(url).status_code) for role in refused} == refused


@pytest.mark.parametrize("name", sorted({row[0] for row in table(GET) + table(POST)}))
def test_strangers_are_asked_to_log_in(name, world, client):
    response = client.get(address(name, world))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_every_address_is_in_a_table():
    known = {row[0].partition(":")[0] for row in table(GET) + table(POST)} | PUBLIC | ELSEWHERE
    assert set(names(get_resolver().url_patterns)) - known == set()
