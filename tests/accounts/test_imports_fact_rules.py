"""Files of facts: each row is held to what its form holds it to, and so is who imports it."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from accounts.imports import batches, preview
from accounts.imports.refusal import ImportRefused
from accounts.imports.summary import as_document
from accounts.models import (
    Cost,
    ImportBatch,
)
from accounts.services.facts import correct_fact, remove_fact
from tests import factories
from tests.accounts.fact_files import FILES, KINDS, current
from tests.accounts.imports import checked, reasons, saved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media_in_english")]


TOMORROW = (timezone.now() + timedelta(days=2)).date().isoformat()


@KINDS
@pytest.mark.parametrize(
    ("old", "new", "column", "reason"),
    [
        ("C1,", ",", "account", "no_account"),
        ("C1,", "C9,", "account", "unknown_account"),
        ("C1,", "X1,", "account", "unknown_account"),
        ("day", TOMORROW, "date", "future"),
        ("day", "2026-02-30", "date", "no_such_day"),
        ("day", "", "date", "empty"),
    ],
    ids=["no account", "unknown", "somebody else's", "to come", "no day", "no date"],
)
def test_what_every_row_needs(import_facts, people, kind, old, new, column, reason):
    factories.account(owner=people.other_rep, code="X1")
    row = FILES[kind][1].replace("2026-01-05" if kind == "contracts" else "2026-05-01", "day", 1)

    batch = import_facts(kind, row.replace(old, new, 1).replace("day", "2026-05-01"), act=checked)

    assert reasons(batch) == {2: (column, reason)}
    assert not current(kind).exists()


@pytest.mark.parametrize(
    ("kind", "row", "column", "reason"),
    [
        ("ratings", "C1,beauty,4,2026-05-01,,", "kind", "unknown_choice"),
        ("ratings", "C1,idea_alignment,good,2026-05-01,,", "value", "not_a_number"),
        ("ratings", "C1,idea_alignment,2.5,2026-05-01,,", "value", "not_whole"),
        ("ratings", "C1,idea_alignment,,2026-05-01,,", "value", "empty"),
        ("policy-checks", "C1,价格纪律,perhaps,2026-05-01,", "carried_out", "not_yes_or_no"),
        ("policy-checks", "C1,价格纪律,,2026-05-01,", "carried_out", "empty"),
        (
            "policy-checks",
            f"C1,{'长' * 201},yes,2026-05-01,",
            "item",
            "too_long",
        ),
        ("payments", 'C1,2026-05-01,10,9,0,"1.000,50",,', "balance", "ambiguous_number"),
        ("costs", "C1,2026-05-01,logistics,1e18,,", "amount_base", "too_large"),
        ("referrals", "C1,C9,,,2026-05-01,", "from_account", "unknown_account"),
        ("referrals", "C1,,,,2026-05-01,", "from_account", "no_account"),
        ("referrals", "C1,C1,,,2026-05-01,", "from_account", "refers_itself"),
        ("referrals", "C1,R1,李四,,2026-05-01,", "from_contact", "unknown_person_there"),
        ("wallets", "C1,2026-05-01,钢材,50000,,high", "source", "empty"),
        ("wallets", "C1,2026-05-01,钢材,50000,询问,sure", "confidence", "unknown_choice"),
        ("contracts", "C1,框架,2026-01-05,2026-01-01,never,,", "ends_on", "not_a_date"),
    ],
)
def test_a_bad_cell_says_why(import_facts, kind, row, column, reason):
    batch = import_facts(kind, row, act=checked)

    assert reasons(batch) == {2: (column, reason)}
    assert batch.counts["accepted"] + batch.counts["rejected"] == batch.counts["read"] == 1


@pytest.mark.parametrize(
    ("kind", "row", "column", "english", "chinese"),
    [
        (
            "ratings",
            "C1,idea_alignment,4,2026-05-01,,",
            "evidence",
            "Say what shows a 4 or a 5.",
            "评 4 分或 5 分要写明依据。",
        ),
        (
            "ratings",
            "C1,idea_alignment,6,2026-05-01,x,",
            "value",
            "Choose a value from 1 to 5.",
            "请选择 1 到 5 之间的值。",
        ),
        (
            "ratings",
            "C1,credit_score,101,2026-05-01,,",
            "value",
            "Choose a value from 0 to 100.",
            "请选择 0 到 100 之间的值。",
        ),
        (
            "payments",
            "C1,2026-05-01,10,11,,,,",
            "on time",
            "No more than were due.",
            "不能多于到期发票数。",
        ),
        (
            "payments",
            "C1,2026-05-01,10,9,,5,6,",
            "overdue",
            "No more than the balance owed.",
            "不能多于应收余额。",
        ),
        (
            "payments",
            "C1,2026-05-01,10,9,,,,3",
            "days overdue",
            "Nothing is overdue, so no days are.",
            "没有逾期金额，就没有逾期天数。",
        ),
        (
            "payments",
            "C1,2026-05-01,-1,-1,,,,",
            "invoices due",
            "Ensure this value is greater than or equal to 0.",
            "确保该值大于或等于0。",
        ),
        (
            "costs",
            "C1,2026-05-01,gifts,0,,",
            "amount",
            "An amount is greater than zero.",
            "金额要大于零。",
        ),
        (
            "wallets",
            "C1,2026-05-01,,-1,询问,",
            "amount",
            "Ensure this value is greater than or equal to 0.",
            "确保该值大于或等于0。",
        ),
        (
            "contracts",
            "C1,框架,2026-01-05,2026-01-01,2025-01-01,,",
            "end",
            "The end must not be before the start.",
            "结束日期不能早于开始日期。",
        ),
    ],
)
def test_the_form_and_the_file_refuse_with_the_same_words(
    import_facts, kind, row, column, english, chinese
):
    batch = import_facts(kind, row, act=checked)

    [reason] = as_document(batch)["reasons"]
    assert (reason["column"], reason["message"]) == (column, english)
    with translation.override("zh-hans"):
        [reason] = as_document(batch)["reasons"]
        assert reason["message"] == chinese


def test_different_refusals_of_a_column_are_counted_apart(import_facts):
    rows = ["C1,idea_alignment,6,2026-05-01,x,", "C1,credit_score,101,2026-05-02,,",
            "C1,peer_standing,7,2026-05-01,x,"]  # fmt: skip
    batch = import_facts("ratings", *rows, act=checked)

    found = {reason["message"]: reason["lines"] for reason in as_document(batch)["reasons"]}
    assert found == {"Choose a value from 1 to 5.": [2, 4], "Choose a value from 0 to 100.": [3]}


# Who may


@pytest.mark.parametrize(
    ("kind", "rep", "kam", "admin"),
    [(kind, kind != "costs", True, False) for kind in FILES],
)
def test_who_may_write_a_fact_may_import_it(people, kind, rep, kam, admin):
    may = [batches.may_import(p, kind) for p in (people.rep, people.kam, people.admin)]
    assert may == [rep, kam, admin]


def test_a_rep_imports_ratings_but_no_credit_score(import_facts, people, customer):
    customer.owner = people.rep
    customer.save()
    customer.members.add(people.kam)
    rows = "C1,idea_alignment,3,2026-05-01,,", "C1,credit_score,60,2026-05-01,,"

    assert reasons(import_facts("ratings", *rows, by=people.rep)) == {3: ("kind", "not_for_role")}
    assert reasons(import_facts("ratings", *rows)) == {}


def test_an_import_of_costs_is_not_shown_to_who_may_not_see_costs(import_facts, people):
    import_facts("costs", FILES["costs"][1])
    assert ImportBatch.objects.visible_to(people.kam).count() == 1
    people.kam.role = "rep"
    people.kam.save()
    assert not ImportBatch.objects.visible_to(people.kam).exists()


def test_what_left_ones_hands_is_not_taken_back(import_facts, people, customer):
    batch = import_facts("payments", FILES["payments"][1])
    customer.owner, customer.unit = people.other_rep, people.west
    customer.save()

    with pytest.raises(ImportRefused, match="somebody else"):
        batches.undo(batch, by=people.kam)
    with pytest.raises(ImportRefused, match="role"):
        batches.undo(batch, by=people.admin)
    batches.undo(batch)
    assert not current("payments").exists()


def test_a_save_is_refused_if_the_account_left_ones_hands(import_facts, people, customer):
    waiting = import_facts("payments", FILES["payments"][1], act=checked)
    customer.owner, customer.unit = people.other_rep, people.west
    customer.save()

    assert saved(waiting).state == "failed"
    assert not current("payments").exists()


@pytest.mark.parametrize("deed", ["correct", "remove"])
def test_an_undo_is_refused_when_somebody_worked_on_a_fact(import_facts, people, deed):
    batch = import_facts("costs", FILES["costs"][1])
    if deed == "correct":
        correct_fact(fact=Cost.objects.get(), by=people.kam, amount_base=1)
    else:
        remove_fact(fact=Cost.objects.get(), by=people.kam)

    with pytest.raises(ImportRefused, match="corrected or removed"):
        batches.undo(batch, by=people.kam)


@pytest.mark.parametrize("before", [True, False], ids=["corrected", "came"])
def test_a_save_is_refused_if_the_fact_is_another_since_the_preview(
    import_facts, people, customer, before
):
    if before:
        import_facts("costs", FILES["costs"][1])
    waiting = import_facts("costs", FILES["costs"][2], act=checked)
    if before:
        correct_fact(fact=Cost.objects.get(), by=people.kam, amount_base=1)
    else:
        factories.cost(customer, "2026-05-01", 5, kind="logistics", reference="V1")

    assert saved(waiting).state == "failed"
    assert current("costs").count() == 1


# Referrals


def test_the_first_referral_counts_in_the_file_and_before_it(import_facts, people):
    for code in ("A", "B"):
        factories.account(owner=people.kam, code=code)
    import_facts("referrals", "A,R1,,,2026-04-01,")
    rows = ["A,B,,,2026-05-01,", "B,C1,,,2026-05-01,", "B,R1,,,2026-05-02,",
            "B,R1,,to_customer,2026-05-02,"]  # fmt: skip

    batch = import_facts("referrals", *rows)

    assert reasons(batch) == {2: ("from_account", "referred"), 4: ("from_account", "referred")}
    with translation.override("en"):
        messages = [row["message"] for row in preview.rejects(batch)]
    assert messages[0].startswith("This account was referred on 2026-04-01 already")
    assert messages[1].startswith("This account was referred on 2026-05-01 already")
    assert as_document(batch)["reasons"][0]["message"] == (
        "This account was referred already; the first referral counts."
    )


def test_a_loop_is_refused_wherever_it_closes(import_facts, people):
    for code in ("A", "B", "D"):
        factories.account(owner=people.kam, code=code)
    import_facts("referrals", "A,C1,,,2026-04-01,")

    batch = import_facts(
        "referrals", "B,A,,,2026-05-01,", "C1,B,,,2026-05-01,", "D,C1,,,2026-05-01,"
    )

    assert reasons(batch) == {3: ("from_account", "referral_loop")}
    assert current("referrals").count() == 3


def test_a_save_is_refused_if_a_referral_came_since_the_preview(import_facts, people, customer):
    other = factories.account(owner=people.kam, code="A")
    waiting = import_facts("referrals", FILES["referrals"][1], act=checked)
    factories.referral(customer, "2026-03-01", other)

    assert saved(waiting).state == "failed"
