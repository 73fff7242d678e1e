"""Files of accounts, contacts and exchange rates."""

import pytest
from django.utils.translation import override

from accounts.imports import batches, mapping
from accounts.imports.refusal import ImportRefused
from accounts.models import Account, Contact, ExchangeRate
from tests import factories
from tests.accounts.imports import checked, imported, reasons, saved

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media_in_english(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    with override("en"):
        yield


def accounts_file(*rows):
    return "code,name,alias,registry number,parent,owner,unit,type\n" + "".join(
        f"{r}\n" for r in rows
    )


def test_accounts_are_created_with_group_owner_and_unit(people):
    imported(
        accounts_file(
            "S1,子公司一,一号;甲,,G1,rep@example.com,,",
            "G1,集团,,9144,,,销售部/华东区,channel",
            "S2,孙公司,,,S1,,,",
        ),
        "accounts",
        by=people.admin,
    )

    head, child, grandchild = Account.objects.order_by("code")
    assert (head.unit, head.type, head.status, head.top) == (people.east, "channel", "active", head)
    assert (child.owner, child.unit, child.aliases) == (people.rep, people.east, ["一号", "甲"])
    assert (child.parent, child.top, grandchild.parent, grandchild.top) == (head, head, child, head)
    assert "ZGS" in child.search_text


def test_accounts_change_field_by_field_and_empty_cells_say_nothing(people):
    account = factories.account("旧名", code="A1", industry="制造")
    text = "code,name,industry,note\nA1,新名,,\n"

    batch = imported(text, "accounts", by=people.admin)

    account.refresh_from_db()
    assert (account.name, account.industry, account.normalised_names) == ("新名", "制造", ["新名"])
    assert batch.counts["changed"] == 1
    assert imported(text, "accounts", by=people.admin).counts["unchanged"] == 1

    batches.undo(batch)
    account.refresh_from_db()
    assert (account.name, account.normalised_names) == ("旧名", ["旧名"])


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("N1,,,,,,,", "name", "empty"),
        ("N1,甲,,,NOPE,,,", "parent", "unknown_parent"),
        ("N1,甲,,,N1,,,", "parent", "circle"),
        ("N1,甲,,,,nobody@example.com,,", "owner", "unknown_owner"),
        ("N1,甲,,,,sponsor@example.com,,", "owner", "unknown_owner"),
        ("N1,甲,,,,,火星区,", "unit", "unknown_unit"),
        ("N1,甲,,,,,,bank", "type", "unknown_choice"),
        ("N1,=1+1,,,,,,", "name", "formula"),
        (f"N1,{'甲' * 201},,,,,,", "name", "too_long"),
        ("N1,甲", "", "ragged"),
    ],
)
def test_a_bad_row_of_accounts_says_why(people, row, column, reason):
    batch = checked(accounts_file(row), "accounts", by=people.admin)

    assert reasons(batch) == {2: (column, reason)}
    assert not Account.objects.exists()


def test_a_ring_through_what_is_known_is_refused(people):
    head = factories.account(code="G1")
    factories.account(code="S1", parent=head)

    batch = checked("code,parent\nG1,S1\n", "accounts", by=people.admin)

    assert reasons(batch) == {2: ("parent", "circle")}


def test_two_rows_about_one_account_are_not_both_saved(people):
    batch = checked("code,name\nA1,甲\nA1,乙\n", "accounts", by=people.admin)

    assert reasons(batch) == {3: ("", "twice")}


def test_a_rep_imports_own_accounts_only(people):
    factories.account("别人的", owner=people.other_rep, code="X1")
    factories.account("自己的", owner=people.rep, code="M1")
    text = (
        "code,name,owner\nX1,抢走,\n别,别人的,\nM1,改名,\nN1,新的,\nN2,给别人,other@example.com\n"
    )

    batch = imported(text, "accounts", by=people.rep)

    assert reasons(batch) == {
        2: ("code", "unknown_account"),
        3: ("code", "unknown_account"),
        6: ("owner", "not_yours"),
    }
    assert Account.objects.get(code="N1").owner == people.rep
    assert Account.objects.get(code="M1").name == "改名"
    assert Account.objects.get(code="X1").name == "别人的"


def test_undo_removes_the_accounts_it_made_unless_they_are_used_by_now(people):
    batch = imported("code,name,parent\nA1,甲,\nA2,乙,A1\n", "accounts", by=people.admin)
    contact = factories.contact(Account.objects.get(code="A2"))

    with pytest.raises(ImportRefused, match=r"1 record .* is in use .*: 乙 \(contacts\)\."):
        batches.undo(batch)
    assert Account.objects.count() == 2

    contact.delete()
    batches.undo(batch)
    assert not Account.objects.exists()


def test_a_save_is_refused_if_the_accounts_changed_since_the_preview(people):
    account = factories.account("旧名", code="A1")
    waiting = checked("code,name\nA1,新名\n", "accounts", by=people.admin)
    Account.objects.filter(pk=account.pk).update(name="别人改的")

    assert saved(waiting).state == "failed"
    account.refresh_from_db()
    assert account.name == "别人改的"


CONTACTS = "account,code,contact,email,influence,consent,role\n"


def test_contacts_are_matched_by_number_then_name(people):
    account = factories.account(owner=people.rep, code="A1")
    factories.contact(account, "张三")
    text = CONTACTS + "A1,P1,张三,zs@example.com,5,2026-01-05,economic\nA1,,李四,,,,\n"

    batch = imported(text, "contacts", by=people.rep)

    first, second = Contact.objects.order_by("pk")
    assert (first.code, first.email, first.influence, first.decision_role) == (
        "P1",
        "zs@example.com",
        5,
        "economic",
    )
    assert (second.name, second.source, second.account) == ("李四", "import", account)
    assert imported(text, "contacts", by=people.rep).counts["unchanged"] == 2
    batches.undo(batch)
    person = Contact.objects.get()
    assert (person.name, person.code, person.email) == ("张三", "", "")


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("B1,,张三,,,,", "account", "unknown_account"),
        ("A1,,,,,,", "name", "empty"),
        ("A1,,张三,not-an-address,,,", "email", "not_an_email"),
        ("A1,,张三,,6,,", "influence", "not_1_to_5"),
        ("A1,,张三,,,2026-02-30,", "consent_on", "no_such_day"),
        ("A1,,张三,,,,boss", "decision_role", "unknown_choice"),
    ],
)
def test_a_bad_row_of_contacts_says_why(people, row, column, reason):
    factories.account(owner=people.rep, code="A1")
    factories.account(owner=people.other_rep, code="B1")

    batch = checked(CONTACTS + row + "\n", "contacts", by=people.rep)

    assert reasons(batch) == {2: (column, reason)}
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("kind", "who"), [("contacts", "admin"), ("rates", "rep"), ("ledger", "auditor")]
)
def test_who_may_not_write_it_may_not_import_it(people, kind, who):
    with pytest.raises(ImportRefused, match="role"):
        checked("account,name\n", kind, by=getattr(people, who))


def test_rates_are_imported_changed_and_undone(people):
    ExchangeRate.objects.create(currency="USD", date="2026-01-01", rate="7")

    batch = imported(
        "currency,date,rate\nUSD,2026-01-01,7.1\nusd,2026-02-01,7.2\nCNY,2026-01-01,1\n"
        "EUR,2026-01-01,zero\nEUR,2026-02-30,8\n",
        "rates",
        by=people.admin,
    )

    assert reasons(batch) == {
        4: ("currency", "base_currency"),
        5: ("rate", "not_a_rate"),
        6: ("date", "no_such_day"),
    }
    rates = ExchangeRate.objects.order_by("date").values_list("date", "rate")
    assert [(d.isoformat(), str(r.normalize())) for d, r in rates] == [
        ("2026-01-01", "7.1"),
        ("2026-02-01", "7.2"),
    ]
    batches.undo(batch)
    assert str(ExchangeRate.objects.get().rate.normalize()) == "7"


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (["account", "sector"], {"name": "account", "industry": "sector"}),
        (["customer", "area"], {"name": "customer", "region": "area"}),
        (["account", "name"], {"code": "account", "name": "name"}),
        (["customer code", "area"], {"code": "customer code", "region": "area"}),
    ],
    ids=["account", "customer", "with-a-name", "a-code"],
)
def test_a_lone_account_column_is_taken_as_names(header, columns):
    assert mapping.recognise("accounts", header) == columns
