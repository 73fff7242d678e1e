"""Saving a sales ledger file and taking it back: rows are closed, never overwritten."""

from datetime import UTC, datetime

import pytest

from accounts.imports import batches
from accounts.imports.refusal import ImportRefused
from accounts.models import Account, LedgerEntry, MonthlyRollup
from tests import factories
from tests.accounts.imports import HEADER, checked, imported, orders, saved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media_in_english")]


def test_the_same_file_twice_changes_nothing(known):
    text = f"{HEADER}C1,A1,2026-01-05,10\nC1,A2,2026-01-06,20\n"
    imported(text)
    before = list(LedgerEntry.objects.order_by("pk").values())

    batch = imported(text)

    assert list(LedgerEntry.objects.order_by("pk").values()) == before
    assert [batch.counts[n] for n in ("created", "changed", "unchanged")] == [0, 0, 2]


def test_a_changed_row_is_closed_and_a_new_one_stands_beside_it(known):
    first = imported(f"{HEADER}C1,A1,2026-01-05,10\n")
    second = imported(f"{HEADER}C1,A1,2026-01-05,12\n")

    old, new = LedgerEntry.objects.order_by("pk")
    assert (old.amount, old.batch, old.closed_by) == (10, first, second)
    assert (new.amount, new.batch, new.known_to) == (12, second, None)
    assert old.known_to == new.known_from == second.saved_at or old.known_to == new.known_from
    assert second.counts["changed"] == 1
    assert MonthlyRollup.objects.get().net_revenue == 12


def test_the_first_load_of_a_source_is_known_on_its_own_dates_and_the_next_from_now(known):
    first = imported(f"{HEADER}C1,A1,2026-01-05,10\n")
    second = imported(f"{HEADER}C1,A2,2026-01-06,10\n")

    assert (first.known, second.known) == ("own-date", "now")
    a1, a2 = LedgerEntry.objects.order_by("reference")
    assert a1.known_from == datetime(2026, 1, 4, 16, tzinfo=UTC)  # midnight in Shanghai
    assert a2.known_from > datetime(2026, 1, 7, tzinfo=UTC)


def test_history_loaded_again_after_an_undo_is_never_known_twice_at_once(known):
    text = f"{HEADER}C1,A1,2026-01-05,10\n"
    batches.undo(imported(text))
    imported(text, known="own-date")

    old, new = LedgerEntry.objects.order_by("pk")
    assert new.known_from >= old.known_to


def test_undo_closes_what_was_added_and_lets_stand_what_was_closed(known):
    imported(f"{HEADER}C1,A1,2026-01-05,10\nC1,A2,2026-01-05,5\n")
    before = orders()
    second = imported(f"{HEADER}C1,A1,2026-01-05,12\nC1,A3,2026-01-05,7\n")

    batches.undo(second)

    assert orders() == before
    assert LedgerEntry.objects.count() == 5  # nothing is deleted
    second.refresh_from_db()
    assert second.state == "undone"
    assert MonthlyRollup.objects.get().net_revenue == 15


def test_undo_is_refused_while_a_later_import_stands_on_it(known):
    first = imported(f"{HEADER}C1,A1,2026-01-05,10\n")
    second = imported(f"{HEADER}C1,A1,2026-01-05,12\n")

    with pytest.raises(ImportRefused, match=f"#{second.pk}"):
        batches.undo(first)
    assert orders()[0][4] == "12.00"

    batches.undo(second)
    batches.undo(first)
    assert orders() == []


def test_a_preview_that_was_overtaken_is_compared_again_when_saved(known):
    waiting = checked(f"{HEADER}C1,A1,2026-01-05,10\n")
    imported(f"{HEADER}C1,A1,2026-01-05,8\n")

    batch = saved(waiting)

    assert batch.counts["changed"] == 1
    assert orders()[0][4] == "10.00"


def test_a_preview_whose_entry_was_closed_meanwhile_adds_it_anew(known):
    first = imported(f"{HEADER}C1,A1,2026-01-05,8\nC1,A2,2026-01-05,5\n")
    waiting = checked(f"{HEADER}C1,A1,2026-01-05,10\nC1,A2,2026-01-05,5\n")
    batches.undo(first)

    batch = saved(waiting)

    assert [batch.counts[n] for n in ("created", "changed", "unchanged")] == [2, 0, 0]
    assert [row[4] for row in orders()] == ["10.00", "5.00"]


def test_an_account_that_changed_hands_meanwhile_stops_the_save(people):
    account = factories.account(owner=people.rep, code="C1")
    waiting = checked(f"{HEADER}C1,A1,2026-01-05,10\n", by=people.rep)
    Account.objects.filter(pk=account.pk).update(owner=people.other_rep)

    assert saved(waiting).state == "failed"
    assert orders() == []
