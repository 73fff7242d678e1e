"""Sales ledger files: what is understood, what is refused, what is saved and undone (design §8)."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.imports import batches, statistics, summary
from accounts.imports.refusal import ImportRefused
from accounts.models import Account, ExchangeRate, LedgerEntry
from tests import factories
from tests.accounts.imports import HEADER, checked, imported, orders, reasons, saved, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media_in_english")]


@pytest.mark.parametrize(
    "customer",
    ["C1", "9144", "华为技术有限公司", "华为技术", "HWJS Trading", "Huawei Technologies"],
)
def test_an_account_is_found_by_number_registry_number_name_or_other_name(known, customer):
    known.aliases, known.name_en = ["HWJS Trading Ltd."], "Huawei Technologies Co., Ltd."
    known.refresh_names()
    known.save()

    imported(f"{HEADER}{customer},A1,2026-01-05,1\n")

    assert LedgerEntry.objects.get().account == known


def test_a_name_that_two_accounts_have_is_no_match(known):
    factories.account("华为技术")

    batch = checked(f"{HEADER}华为技术,A1,2026-01-05,1\n")

    assert reasons(batch) == {2: ("account", "ambiguous_account")}


def test_an_unknown_customer_number_does_not_match_a_numbered_account_by_name(known):
    batch = checked("account,customer name,reference,date,amount\nC9,华为技术,A1,2026-01-05,1\n")

    assert reasons(batch) == {2: ("account", "unknown_account")}


def test_a_missing_account_hides_nothing_else(people):
    batch = checked(f"{HEADER}X9,A1,2026-02-30,1\nX9,A2,2026-01-05,abc\nX9,A3,2026-01-05,1\n")
    found = {line: field for line, (field, _reason) in reasons(batch).items()}
    assert found == {2: "date", 3: "amount", 4: "account"}


def test_unknown_accounts_are_rejected_or_created_as_asked(people):
    header = "account,customer name,reference,date,amount\n"
    text = header + "N1,Nouveau SA,A1,2026-01-05,1\n,,A2,2026-01-05,1\n"

    assert reasons(checked(text)) == {
        2: ("account", "unknown_account"),
        3: ("account", "no_account"),
    }
    batch = imported(text, create_accounts=True, by=people.rep)

    made = Account.objects.get()
    assert (made.code, made.name, made.status, made.owner, made.unit) == (
        "N1",
        "Nouveau SA",
        "active",
        people.rep,
        people.east,
    )
    assert made.top == made
    assert batch.counts["accounts_created"] == 1


def test_lines_are_summed_exactly_and_rounded_once_per_order(known):
    lines = "".join(f"C1,A1,2026-01-0{day},1,0.335,0.5\n" for day in (7, 5, 6))

    batch = imported("account,reference,date,quantity,unit_price,discount\n" + lines)

    # 3 × 0.1675 = 0.5025; rounded line by line it would be 0.51
    assert orders() == [("C1", "A1", "2026-01-05", "sale", "0.50", "CNY")]
    assert (batch.counts["read"], batch.counts["accepted"], batch.counts["created"]) == (3, 3, 1)
    assert batch.counts["summed"] == 1


def test_an_order_with_a_bad_line_is_rejected_whole(known):
    batch = checked(
        "account,reference,date,quantity,unit_price\n"
        "C1,A1,2026-01-05,1,10\nC1,A1,2026-01-05,one,10\nC1,A2,2026-01-05,1,10\n"
    )

    assert reasons(batch) == {2: ("", "other_line"), 3: ("quantity", "not_a_number")}
    saved(batch)
    assert [row[1] for row in orders()] == ["A2"]


def test_of_equal_rows_in_a_file_of_orders_the_first_counts_unless_said_otherwise(known):
    row = "C1,A1,2026-01-05,10\n"
    text = f"{HEADER}{row}{row}{row}C1,A1,2026-01-05,5\n"

    batch = imported(text)
    assert reasons(batch) == {3: ("", "repeated"), 4: ("", "repeated")}
    assert [batch.counts[name] for name in ("read", "accepted", "rejected")] == [4, 2, 2]
    assert orders() == [("C1", "A1", "2026-01-05", "sale", "15.00", "CNY")]
    assert "“Equal rows are lines of one order" in " ".join(
        note["text"] for note in summary.notes(batch)
    )

    imported(text, sum_repeated=True)
    assert orders() == [("C1", "A1", "2026-01-05", "sale", "35.00", "CNY")]


@pytest.mark.parametrize(
    ("rows", "rejected"),
    [
        (["2026-01-05,10,", "2026-01-05,10,", "2026-01-05,x,"], {2: "other_line", 3: "repeated"}),
        (["2026-01-05,10,", "2026-01-05,10,", "2026-01-05,1,return"], {2: "mixed_kind"}),
        (["2026-01-05,10,", "2026-01-06,10,"], {}),
    ],
    ids=["a bad line", "two kinds", "another day is another line"],
)
def test_an_order_whose_rows_do_not_fit_together_is_rejected_whole(known, rows, rejected):
    text = "account,reference,date,amount,kind\n" + "".join(f"C1,A1,{row}\n" for row in rows)

    batch = checked(text)

    found = {line: reason for line, (_column, reason) in reasons(batch).items()}
    assert found.items() >= rejected.items()
    assert batch.counts["accepted"] + batch.counts["rejected"] == len(rows)
    assert (batch.counts["accepted"] == 0) == bool(rejected)


def test_an_order_number_of_two_accounts_is_two_orders_and_it_is_said(known):
    factories.account("甲", code="C2")

    batch = imported(f"{HEADER}C1,A1,2026-01-05,10\nC2,A1,2026-01-05,10\nC2,A2,2026-01-05,1\n")

    assert batch.counts["created"] == 3
    assert summary.notes(batch) == [
        {
            "code": "shared_references",
            "doubtful": True,
            "text": "1 order number is used for more than one account: one order each.",
        }
    ]


def test_reasons_name_the_files_column_and_have_no_hole(known):
    text = "Kunde,Beleg,Tag,Wert\nC9,A1,2026-01-05,1\nC1,A2,2026-01-05,1\nC1,A2,2026-01-05,1\n"
    columns = {"account": "Kunde", "reference": "Beleg", "date": "Tag", "amount": "Wert"}

    found = summary.as_document(checked(text, columns=columns))["reasons"]

    assert [(each["column"], each["message"]) for each in found] == [
        ("", "The same as an earlier row."),
        ("Kunde", "Unknown account, or one that you may not see."),
    ]


@pytest.mark.parametrize(("rows", "renewed"), [(600, False), (1001, True)])
def test_after_many_rows_the_planner_is_told(
    known, monkeypatch, django_capture_on_commit_callbacks, rows, renewed
):
    told = []
    monkeypatch.setattr(statistics, "renew", told.append)
    text = HEADER + "".join(f"C1,A{n},2026-01-05,1\n" for n in range(rows))

    with django_capture_on_commit_callbacks(execute=True):
        batch = imported(text)
    assert told == ["ledger"] * renewed
    with django_capture_on_commit_callbacks(execute=True):
        batches.undo(batch)
    assert told == ["ledger", "ledger"] * renewed


def test_statistics_are_those_of_now(known):
    imported(HEADER + "".join(f"C1,A{n},2026-01-05,1\n" for n in range(50)))

    statistics.renew("ledger")

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'accounts_ledgerentry'")
        assert cursor.fetchone()[0] == 50


@pytest.mark.parametrize(
    ("row", "options", "kind", "amount"),
    [
        ("A1,10,", {}, "sale", "10.00"),
        ("A1,-10,", {}, "return", "-10.00"),
        ("C1,-10,", {"return_if": "reference^=C"}, "return", "-10.00"),
        ("C1,10,", {"return_if": "reference^=C"}, "return", "10.00"),
        ("A1,10,", {"return_if": "reference^=C"}, "sale", "10.00"),
        ("A1,-10,sale", {}, "sale", "-10.00"),
        ("A1,-10,返利", {}, "rebate", "-10.00"),
        ("A1,-10,退货", {}, "return", "-10.00"),
        ("A1,10,Credit note", {}, "return", "10.00"),
    ],
)
def test_the_kind_follows_the_file_then_the_rule_then_the_sign_and_no_sign_is_flipped(
    known, row, options, kind, amount
):
    reference, value, word = row.split(",")
    imported(
        f"account,reference,date,amount,kind\nC1,{reference},2026-01-05,{value},{word}\n", **options
    )

    entry = LedgerEntry.objects.get()
    assert (entry.kind, str(entry.amount)) == (kind, amount)


def test_a_rule_for_returns_may_ask_a_column_that_is_no_field(known):
    imported(
        "account,reference,date,amount,Doc\nC1,A1,2026-01-05,-5,CR\nC1,A2,2026-01-05,5,IN\n",
        return_if="Doc^=CR",
    )

    assert [(row[1], row[3]) for row in orders()] == [("A1", "return"), ("A2", "sale")]


def test_rates_are_dated_and_a_currency_without_one_is_rejected(known):
    ExchangeRate.objects.create(currency="USD", date="2026-01-01", rate="7")
    ExchangeRate.objects.create(currency="USD", date="2026-02-01", rate="7.5")

    batch = imported(
        "account,reference,date,amount,currency\nC1,A1,2026-01-31,10,usd\nC1,A2,2026-02-01,10,USD\n"
        "C1,A3,2025-12-31,10,USD\nC1,A4,2026-01-01,10,EUR\nC1,A5,2026-01-01,10,\nC1,A6,2026-01-01,1,¥\n"
    )

    base = dict(LedgerEntry.objects.values_list("reference", "amount_base"))
    assert base == {"A1": Decimal(70), "A2": Decimal(75), "A5": Decimal(10)}
    assert reasons(batch) == {
        4: ("currency", "no_rate"),
        5: ("currency", "no_rate"),
        7: ("currency", "unknown_currency"),
    }


def test_a_currency_and_a_rate_may_come_with_the_file(known):
    imported(f"{HEADER}C1,A1,2026-01-05,10.01\n", currency="GBP", rate="9.05")

    entry = LedgerEntry.objects.get()
    assert (entry.currency, entry.amount_base) == ("GBP", Decimal("90.59"))


def test_numbers_that_a_spreadsheet_made_floats_are_taken_as_whole_and_it_is_said(known):
    factories.account("甲", code="17850")

    batch = imported(f"{HEADER}17850.0,A1,2026-01-05,1\n,A2,2026-01-05,1\n")

    assert orders()[0][0] == "17850"
    assert batch.counts["whole_numbers"] == ["account"]


def test_a_rep_imports_into_own_accounts_only_and_learns_nothing_of_others(people):
    factories.account("别人的", owner=people.other_rep, code="C2")
    text = f"{HEADER}C2,A1,2026-01-05,10\n别人的,A2,2026-01-05,10\nNOBODY,A3,2026-01-05,10\n"

    assert set(reasons(checked(text, by=people.rep)).values()) == {("account", "unknown_account")}
    batch = checked(text, by=people.rep, create_accounts=True)
    assert reasons(batch) == {2: ("account", "unknown_account"), 3: ("account", "unknown_account")}


@pytest.mark.parametrize("bears", [{"name_en": "Acme Ltd"}, {"aliases": ["acme"]}], ids=str)
def test_a_rep_creates_no_account_that_bears_another_name_elsewhere(people, bears):
    factories.account("别人的", owner=people.other_rep, **bears)
    text = f"{HEADER}Acme,A1,2026-01-05,10\n"

    batch = checked(text, by=people.rep, create_accounts=True)

    assert reasons(batch) == {2: ("account", "unknown_account")}


def test_undo_stops_at_accounts_that_were_handed_over(people):
    account = factories.account("澄江", code="C1", owner=people.rep)
    batch = imported(HEADER + "C1,A1,2026-01-05,10\n", by=people.rep)
    account.owner = people.other_rep
    account.save()
    with pytest.raises(ImportRefused, match="somebody else"):
        batches.undo(batch, by=people.rep)
    assert LedgerEntry.objects.current().count() == 1
    batches.undo(batch, by=people.admin)
    assert not LedgerEntry.objects.current().exists()


def test_excel_cells_are_read_as_what_they_are(known):
    rows = [
        ["account", "reference", "date", "amount"],
        ["C1", 1001, datetime(2026, 1, 5, 8, 30), 0.1 + 0.2],
        ["C1", 1002, date(2026, 1, 6), 12],
        ["C1", 1003, 46000, 12],
        ["C1", 1004, date(2026, 1, 6), "=1+1"],
        [None, None, None, None],
        ["C1", 1005, "2026-01-07", "1,000"],
    ]

    batch = imported(xlsx(*rows), name="a.xlsx")

    assert [(row[1], row[2], row[4]) for row in orders()] == [
        ("1001", "2026-01-05", "0.30"),
        ("1002", "2026-01-06", "12.00"),
        ("1005", "2026-01-07", "1000.00"),
    ]
    assert reasons(batch) == {4: ("date", "serial_date"), 5: ("amount", "formula")}
    assert batch.counts["read"] == 5


cells = st.sampled_from(["1", "-2.5", "1,000", "x", "", "=A1", "1.2.3", "９"])
days = st.sampled_from(["2026-01-05", "2026/2/29", "", "5.1.2026", "2026年1月6日"])
rows = st.lists(
    st.tuples(st.sampled_from(["C1", "", "C9"]), st.sampled_from(["A1", "A2", ""]), days, cells),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=rows, shuffled=st.randoms(use_true_random=False))
def test_every_row_is_accepted_or_rejected_and_undo_restores_what_was(known, rows, shuffled):
    """accepted + rejected = read; importing again changes nothing; undo brings the old back."""
    text = HEADER + "".join(f'{a},{r},{d},"{v}"\n' for a, r, d, v in rows if any((a, r, d, v)))
    if text == HEADER:
        return
    before = orders()

    batch = imported(text)

    counts = batch.counts
    assert counts["accepted"] + counts["rejected"] == counts["read"]
    assert sum(reason["rows"] for reason in counts["reasons"]) == counts["rejected"]
    after = orders()
    again = imported(text)
    assert orders() == after
    assert again.counts["created"] == again.counts["changed"] == 0
    batches.undo(batch)
    assert orders() == before


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        pytest.param("33.3333333333333", "33.33", id="what a spreadsheet computes"),
        pytest.param("440.00000000000006", "440.00", id="what a program computes"),
        pytest.param("1.5E+05", "150000.00", id="exponent"),
        pytest.param("4.02e-05", "0.00", id="next to nothing"),
    ],
)
def test_computed_amounts_are_understood(known, cell, amount):
    batch = imported(f"{HEADER}C1,A1,2026-01-05,{cell}\n")
    assert batch.counts["rejected"] == 0
    assert LedgerEntry.objects.get().amount == Decimal(amount)


def test_numbers_of_a_workbook_keep_their_digits(known):
    rows = [["account", "reference", "date", "amount"]]
    rows += [["C1", f"A{n}", "2026-01-05", x] for n, x in enumerate((1 / 3, 4.02e-05, 1.5e5))]
    batch = imported(xlsx(*rows), name="file.xlsx")
    assert batch.counts["rejected"] == 0
    amounts = LedgerEntry.objects.order_by("reference").values_list("amount", flat=True)
    assert list(amounts) == [Decimal("0.33"), Decimal("0.00"), Decimal("150000.00")]


def test_an_amount_beyond_all_reason_is_too_large(known):
    batch = checked(f"{HEADER}C1,A1,2026-01-05,99999999999999999\n")
    assert reasons(batch) == {2: ("amount", "too_large")}
