"""Undoing a ledger that made accounts, and importing it again."""

import pghistory
import pytest

from accounts.imports import batches, summary
from accounts.models import Account
from tests import factories
from tests.accounts.imports import checked, imported

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media_in_english")]


def test_undone_the_accounts_it_made_leave_the_book(known, people):
    header = "account,customer name,reference,date,amount\n"
    text = header + "N1,Nouveau SA,A1,2026-01-05,1\nN2,Ancien SA,A2,2026-01-05,1\n"
    batch = imported(text, create_accounts=True, by=people.rep)
    factories.contact(Account.objects.get(code="N2"))

    batches.undo(batch, by=people.rep)

    states = dict(Account.objects.filter(code__in=["N1", "N2"]).values_list("code", "status"))
    assert states == {"N1": "exited", "N2": "active"}  # on N2 somebody has worked


@pytest.fixture
def undone(known, people):
    """Two accounts that an undone import had made; on the second somebody has set the status."""
    text = "account,reference,date,amount\nN1,A1,2026-01-05,1\nN2,A2,2026-01-05,1\n"
    batches.undo(imported(text, create_accounts=True, by=people.rep), by=people.rep)
    with pghistory.context(cause="page"):
        for status in ("active", "exited"):
            Account.objects.filter(code="N2").update(status=status)
    return text


def test_imported_again_what_an_undo_retired_is_active_again(undone, people):
    batch = imported(undone, create_accounts=True, by=people.rep)
    states = dict(Account.objects.filter(code__in=["N1", "N2"]).values_list("code", "status"))
    assert states == {"N1": "active", "N2": "exited"}
    assert batch.counts["accounts_created"] == 0
    said = {note["code"]: note["text"] for note in summary.notes(batch)}
    assert said["accounts_back"].startswith("1 account that an undone import")
    batches.undo(batch, by=people.rep)
    assert Account.objects.get(code="N1").status == "exited"


def test_the_check_says_who_comes_back_and_who_has_left(undone, people):
    batch = checked(undone, by=people.rep)
    assert {note["code"] for note in summary.notes(batch)} >= {"accounts_back", "accounts_exited"}
    assert set(Account.objects.filter(code__in=["N1", "N2"]).values_list("status")) == {("exited",)}


def test_who_left_before_an_undone_import_of_accounts_does_not_come_back(known, people):
    gone = factories.account("旧客户", people.rep, code="N3", status="exited")
    batch = imported("code,name,status\nN3,旧客户,active\n", "accounts", by=people.admin)
    batches.undo(batch, by=people.admin)
    imported("account,reference,date,amount\nN3,A1,2026-01-05,1\n", by=people.rep)
    gone.refresh_from_db()
    assert gone.status == "exited"
