"""Files of facts: added, corrected, taken back; nothing is overwritten."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from accounts.imports import batches, preview
from accounts.imports.fact_fields import FACTS
from accounts.imports.fact_kinds import FACT_KINDS
from accounts.imports.refusal import ImportRefused
from accounts.models import (
    Contract,
    Cost,
    PaymentRecord,
    PolicyCheck,
    Rating,
    Referral,
    WalletEstimate,
)
from tests import factories
from tests.accounts.fact_files import FILES, KINDS, current, outcomes
from tests.accounts.imports import checked, imported, reasons

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media_in_english")]


def test_every_kind_is_tried_here():
    assert set(FILES) == set(FACTS) == set(FACT_KINDS)


@KINDS
def test_a_row_becomes_a_fact_of_its_day(import_facts, people, customer, kind):
    batch = import_facts(kind, FILES[kind][1])

    fact = current(kind).get()
    assert outcomes(batch) == [1, 0, 0]
    assert (fact.account, fact.by, fact.batch) == (customer, people.kam, batch)
    day = (2026, 1, 4) if kind == "contracts" else (2026, 4, 30)
    assert fact.known_from == datetime(*day, 16, tzinfo=UTC)  # midnight in Shanghai


def test_what_the_cells_say_is_what_is_kept(import_facts):
    for kind in FILES:
        import_facts(kind, FILES[kind][1])

    rating, check, cost = Rating.objects.get(), PolicyCheck.objects.get(), Cost.objects.get()
    assert (rating.value, rating.evidence, rating.rater.email) == (4, "合同", "kam@example.com")
    assert (check.item, check.carried_out) == ("价格纪律", True)
    assert (cost.kind, cost.amount_base, cost.reference) == ("logistics", Decimal("120.5"), "V1")
    payment, referral = PaymentRecord.objects.get(), Referral.objects.get()
    assert (payment.invoices_on_time, payment.balance, payment.overdue) == (
        9,
        Decimal("1000.50"),
        100,
    )
    assert (referral.from_account.code, referral.from_contact.name) == ("R1", "张三")
    assert referral.direction == "from_customer"
    wallet, contract = WalletEstimate.objects.get(), Contract.objects.get()
    assert (wallet.category, wallet.confidence) == ("钢材", "high")
    assert (contract.ends_on.isoformat(), contract.is_gain_share) == ("2026-12-31", False)


@KINDS
def test_the_same_file_twice_changes_nothing(import_facts, kind):
    import_facts(kind, FILES[kind][1])
    before = list(current(kind).values())

    assert outcomes(import_facts(kind, FILES[kind][1])) == [0, 0, 1]
    assert list(FACT_KINDS[kind].model.objects.values()) == before


@KINDS
def test_a_changed_row_closes_the_old_one_and_an_undo_puts_it_back(import_facts, people, kind):
    import_facts(kind, FILES[kind][1])
    old = current(kind).get()
    second = import_facts(kind, FILES[kind][2])

    new = current(kind).get()
    old.refresh_from_db()
    assert outcomes(second) == [0, 1, 0]
    assert (new.corrects, old.known_to, new.batch) == (old, new.known_from, second)
    assert new.known_from > old.known_from + timedelta(days=1)  # a correction is news

    batches.undo(second, by=people.kam)
    again = current(kind).get()
    said = [field.attname for field in old.own_fields()]
    assert [getattr(again, name) for name in said] == [getattr(old, name) for name in said]
    assert (again.corrects, again.batch) == (new, old.batch)


@KINDS
def test_undo_takes_back_what_was_new_and_history_comes_again_once(import_facts, people, kind):
    first = import_facts(kind, FILES[kind][1])
    batches.undo(first, by=people.kam)
    gone = FACT_KINDS[kind].model.objects.get()
    assert (gone.removed_by, gone.is_current) == (people.kam, False)

    assert outcomes(import_facts(kind, FILES[kind][1])) == [1, 0, 0]
    assert current(kind).get().known_from >= gone.known_to  # never known twice at once


@KINDS
def test_undo_of_a_file_whose_correction_was_undone(import_facts, people, kind):
    first, second = import_facts(kind, FILES[kind][1]), import_facts(kind, FILES[kind][2])

    with pytest.raises(ImportRefused, match="corrected or removed"):
        batches.undo(first, by=people.kam)
    batches.undo(second, by=people.kam)
    batches.undo(first, by=people.kam)
    assert not current(kind).exists()


def test_rows_can_be_known_from_now(import_facts):
    batch = import_facts("payments", FILES["payments"][1], known="now")

    assert current("payments").get().known_from > batch.created_at


# One thing or two


def test_two_rows_about_one_thing_are_not_both_saved(import_facts):
    batch = import_facts("payments", *FILES["payments"][1:])

    assert reasons(batch) == {3: ("", "twice")}


def test_two_costs_of_a_day_are_told_apart_by_their_reference(import_facts):
    row = "C1,2026-05-01,logistics,{},{},"

    batch = import_facts("costs", row.format(1, "V1"), row.format(1, "V2"), row.format(1, "V1"))
    assert reasons(batch) == {4: ("", "twice")}
    assert current("costs").count() == 2


def test_of_two_known_ones_none_is_guessed(import_facts, customer):
    for amount in (1, 2):
        factories.cost(customer, "2026-05-01", amount, kind="gifts")

    batch = import_facts("costs", "C1,2026-05-01,gifts,2,,", "C1,2026-05-01,gifts,3,,")
    assert (outcomes(batch), reasons(batch)) == ([0, 0, 1], {3: ("", "several")})


def test_ratings_of_two_raters_stand_beside_each_other(people, customer):
    customer.owner = people.head
    customer.save()
    text = "account,kind,value,date,rater\n" + "".join(
        f"C1,peer_standing,3,2026-05-01,{who}\n"
        for who in ("rep@example.com", people.kam.name, "nobody", "")
    )

    batch = imported(text, "ratings", by=people.head)

    assert reasons(batch) == {4: ("rater", "unknown_person")}
    raters = set(Rating.objects.values_list("rater", flat=True))
    assert raters == {people.rep.pk, people.kam.pk, people.head.pk}


def test_nobody_rates_in_the_name_of_a_colleague_out_of_reach(people, customer):
    text = "account,kind,value,date,rater\nC1,peer_standing,3,2026-05-01,rep@example.com\n"

    assert reasons(checked(text, "ratings", by=people.kam)) == {2: ("rater", "unknown_person")}


# Seen


@KINDS
def test_the_preview_says_it_in_words(import_facts, kind):
    import_facts(kind, FILES[kind][1])
    batch = import_facts(kind, FILES[kind][2], act=checked)

    [row] = preview.rows(batch)["changed"]
    texts = {str(change["label"]): change["new"] for change in row["changes"]}
    assert texts["account"] == "客户"
    assert "rater_id" not in texts
    assert any(change["old"] for change in row["changes"])
