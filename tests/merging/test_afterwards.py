"""What others make of merged records: imports, back-tests, the night."""

from datetime import UTC, date

import pytest
from django.db import connection

from accounts.models import Account, Contact
from kam.merging.accounts import merge_accounts
from kam.merging.people import merge_contacts
from kam.merging.undo import undo_merge
from tests import factories
from tests.accounts.imports import imported
from tests.merging.world import two_accounts
from tiering.models import PolicyVersion, Score
from tiering.services.past import read_past
from tiering.services.runs import execute_run, request_run
from tiering.services.windows import Windows


@pytest.fixture
def world(people):
    return two_accounts(people)


def merged(world, by, *taken):
    return merge_accounts(kept=world.kept, lost=world.lost, by=by, taken=taken)


def test_a_ledger_file_of_the_old_system_reaches_the_one(world, people):
    merged(world, people.manager)
    imported(
        "account,reference,date,amount\nL1,N1,2026-06-01,5\nK1,N2,2026-06-01,6\n", by=people.rep
    )
    assert world.kept.ledger.filter(reference__in=["N1", "N2"]).count() == 2
    assert not Account.objects.filter(code="L1").exists()


def test_an_account_file_of_the_old_system_does_not_rename_the_one(world, people):
    merged(world, people.manager)
    imported("code,name,region\nL1,澄江重型机械,西南\n", "accounts", by=people.rep)
    account = Account.objects.get(pk=world.kept.pk)
    assert (account.code, account.name, account.region) == ("K1", "澄江重工", "西南")


def test_a_contact_file_finds_the_person_by_the_old_number(people):
    account = factories.account("澄江", people.rep, code="K1")
    kept, lost = (factories.contact(account, name, code=name) for name in ("甲", "乙"))
    merge_contacts(kept=kept, lost=lost, by=people.rep)
    imported("account,code,name,title\nK1,乙,乙,厂长\n", "contacts", by=people.rep)
    person = Contact.objects.get()
    assert (person.pk, person.code, person.name, person.title) == (kept.pk, "甲", "甲", "厂长")


def active_on(account, day):
    policy = PolicyVersion.objects.published().policy
    past = read_past(windows=Windows.of(policy), zone=UTC)
    found = past.population(day, policy)
    return account.pk in found.account_id


def test_a_back_test_sees_one_customer_that_was_active_when_either_was(people):
    """The kept record was a prospect while the lost one bought."""
    kept = factories.account("澄江", people.rep, status="prospect")
    lost = factories.account("澄江二", people.rep)
    factories.sale(lost, "2026-01-05", 100)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_accountevent SET pgh_created_at = '2026-01-01T00:00Z'")
    day = date(2026, 3, 31)
    assert (active_on(kept, day), active_on(lost, day)) == (False, True)
    merge = merge_accounts(kept=kept, lost=lost, by=people.manager, taken=["status"])
    assert (active_on(kept, day), active_on(lost, day)) == (True, False)
    undo_merge(merge=merge, by=people.manager)
    assert (active_on(kept, day), active_on(lost, day)) == (False, True)


def test_the_night_scores_the_sums_of_the_one(people):
    kept, lost = (factories.account(name, people.rep) for name in ("甲", "乙"))
    factories.sale(kept, "2026-01-05", 100)
    factories.sale(lost, "2026-02-05", 200)
    first, second = date(2026, 6, 29), date(2026, 6, 30)
    execute_run(run=request_run(as_of=first, by=None))
    merge_accounts(kept=kept, lost=lost, by=people.manager)
    run = execute_run(run=request_run(as_of=second, by=None))
    scored = dict(Score.objects.filter(run=run).values_list("account", "net_revenue"))
    assert scored == {kept.pk: 300_00}
