"""Two accounts that are one customer."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from accounts.imports.matching import names_of
from accounts.models import Account, AccountProfile, Contact, LedgerEntry, Referral
from accounts.services import rollup
from kam.lib.locks import SPACE
from kam.lib.names import normalised
from kam.merging.accounts import merge_accounts
from kam.merging.relations import moving
from relationships.models import Coverage, Level, Relation, StageChange
from tests import factories
from tests.merging.world import sums, two_accounts
from tiering.models import ClassChange, Pin, Proposal


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def world(people):
    return two_accounts(people)


def merged(world, by, *taken):
    merge = merge_accounts(kept=world.kept, lost=world.lost, by=by, taken=taken)
    world.kept.refresh_from_db()
    world.lost.refresh_from_db()
    return merge


def test_everything_that_hung_on_the_lost_one_moved(world, people):
    names = [f"{relation.name}" for relation in moving(Account)]
    counts = {r.name: r.model._base_manager.filter(**{r.field.name: world.lost.pk}).count()
              for r in moving(Account)}  # fmt: skip
    merge = merged(world, people.manager)
    left = [r.name for r in moving(Account)
            if r.model._base_manager.filter(**{r.field.name: world.lost.pk}).exists()]  # fmt: skip
    assert left == []
    moved = {f"{move.model}.{move.field}": len(move.ids) for move in merge.moves.all()}
    joined = {"accounts.Account_members.account": 1}  # kam is on both teams
    assert moved == {name: counts[name] for name in names if counts[name]} | joined


def test_the_sums_of_both_are_the_sum_of_the_one(world, people):
    before = sums(world.kept, world.lost)
    merged(world, people.manager)
    assert sums(world.kept) == before
    assert sums(world.lost) == (0, 0, 0)
    assert rollup.rebuild() == 0
    assert sum(month.net_revenue for month in world.kept.months.all()) == before[0]
    assert not world.lost.months.exists()


def test_a_reference_that_both_have_gets_a_mark(world, people):
    merged(world, people.manager)
    rows = LedgerEntry.objects.filter(account=world.kept).order_by("reference")
    mark = f"SAME~{world.lost.pk}"
    assert [row.reference for row in rows if "SAME" in row.reference] == ["SAME", mark]
    assert {row.reference: row.returns for row in rows if row.returns} == {"k2": "SAME", "l2": mark}


def test_the_lost_record_is_found_nowhere(world, people):
    merged(world, people.manager)
    assert set(Account.objects.all()) == {world.kept, world.other}
    assert not Account.objects.visible_to(people.auditor).filter(pk=world.lost.pk).exists()
    assert Account.everyone.get(pk=world.lost.pk).merged_into == world.kept
    assert not hasattr(Account.everyone.get(pk=world.lost.pk), "standing")


@pytest.mark.parametrize(
    "text", ["澄江重型机械", "Chengjiang", "老澄江", "L1", "91BBB"],
    ids=["name", "English name", "other name", "customer number", "registry number"],
)  # fmt: skip
def test_an_import_finds_the_one_by_all_names_of_both(world, people, text):
    merged(world, people.manager)
    known = names_of({normalised(text)}, Account.objects.all())
    assert {pk for pk, _code in known[normalised(text)]} == {world.kept.pk}


def test_a_chosen_name_and_number_leave_the_old_ones_as_other_names(world, people):
    merged(world, people.manager, "name", "code", "industry")
    said = (world.kept.name, world.kept.code, world.kept.industry, world.lost.code)
    assert said == ("澄江重型机械", "L1", "机械", None)
    assert set(world.kept.aliases) == {"老澄江", "澄江重工", "Chengjiang", "K1", "91BBB"}


def test_the_profile_takes_what_was_chosen(world, people):
    AccountProfile.objects.create(account=world.kept, scale="小")
    merged(world, people.manager, "demand")
    assert world.kept.profile.known() == [("scale", "小"), ("demand", "多")]


def test_contact_numbers_stay_once_per_account(world, people):
    merged(world, people.manager)
    codes = dict(Contact.objects.filter(account=world.kept).values_list("name", "code"))
    assert codes == {"何k": "C1", "何l": ""}


def test_the_kept_account_keeps_its_classes_and_its_path(world, people):
    ours = world.kept.standing
    merged(world, people.manager)
    assert Account.objects.get(pk=world.kept.pk).standing == ours
    assert Pin.objects.active().get().account == world.kept
    assert Proposal.objects.open().get().account == world.kept
    assert ClassChange.objects.filter(account=world.lost).count() == 1
    assert list(Relation.objects.values_list("pk", flat=True)) == [world.kept.pk]
    assert StageChange.objects.filter(account=world.lost).count() == 2  # off the grid, then a stage


def test_who_was_never_assessed_inherits_the_path(world, people):
    Relation.objects.filter(pk=world.kept.pk).delete()
    StageChange.objects.filter(account=world.kept).delete()
    Level.objects.filter(account=world.kept).delete()
    merged(world, people.manager)
    assert Relation.objects.get().account_id == world.kept.pk
    assert {step.account_id for step in StageChange.objects.all()} == {world.kept.pk}


def test_coverage_follows_the_visits(world, people):
    merged(world, people.manager)
    row = Coverage.objects.get()
    assert (row.account_id, row.quarter_visits) == (world.kept.pk, 2)


REFERRALS = {
    "one brought the other": ([("lost", "kept", "05-01")], []),
    "the first counts": ([("lost", "a", "05-02"), ("kept", "b", "05-01")], ["b"]),
    "the first counts, the other way": ([("lost", "a", "05-01"), ("kept", "b", "05-02")], ["a"]),
    "no loop": ([("a", "lost", "05-01"), ("kept", "a", "05-02")], []),
    "no loop, the other stays": (
        [("a", "lost", "05-01"), ("kept", "a", "05-02"), ("lost", "b", "05-03")], ["b"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "left"), REFERRALS.values(), ids=REFERRALS)
def test_referrals(people, rows, left):
    made = {name: factories.account(name, people.rep) for name in ("kept", "lost", "a", "b")}
    for account, by, day in rows:
        factories.referral(made[account], f"2026-{day}", made[by])
    merge_accounts(kept=made["kept"], lost=made["lost"], by=people.manager)
    brought = Referral.objects.current().bringing().filter(account=made["kept"])
    assert [row.from_account.name for row in brought] == left
    assert made["kept"].pk not in Referral.objects.chain(made["kept"].pk)


# Parents before, which parent is taken, and parents after.
GROUPS = {
    "children of both": ("c<kept d<lost", "", "c<kept d<kept"),
    "the lost one was the child": ("lost<kept", "", ""),
    "the lost one was the parent": ("kept<lost", "", ""),
    "and had a parent": ("kept<lost lost<p", "parent", "kept<p"),
    "a child between": ("c<lost kept<c lost<p", "parent", "c<kept kept<p"),
    "own parent": ("kept<p lost<q", "", "kept<p"),
    "the other's parent": ("kept<p lost<q", "parent", "kept<q"),
}


def parents_of(made):
    rows = Account.objects.filter(pk__in=[row.pk for row in made.values()])
    pairs = rows.exclude(parent=None).order_by("name").values_list("name", "parent__name")
    return " ".join(f"{name}<{parent}" for name, parent in pairs)


def group(people, text):
    made = {name: factories.account(name, people.rep) for name in ("kept", "lost", *"cdpq")}
    for pair in text.split():
        child, parent = pair.split("<")
        Account.objects.filter(pk=made[child].pk).update(parent=made[parent])
    from accounts.services.groups import set_tops

    set_tops([row.pk for row in made.values()])
    return made


@pytest.mark.parametrize(("before", "taken", "after"), GROUPS.values(), ids=GROUPS)
def test_groups(people, before, taken, after):
    made = group(people, before)
    merge_accounts(kept=made["kept"], lost=made["lost"], by=people.manager, taken=taken.split())
    assert parents_of(made) == after
    for account in Account.everyone.filter(pk__in=[row.pk for row in made.values()]):
        head = account
        while head.parent_id:
            head = head.parent
        assert account.top_id == head.pk


def test_a_ring_is_refused(people):
    made = group(people, "lost<c c<kept")
    with pytest.raises(ValidationError, match="below itself"):
        merge_accounts(kept=made["kept"], lost=made["lost"], by=people.manager, taken=["parent"])
    assert Account.objects.filter(pk=made["lost"].pk).exists()


def test_while_a_run_scores_nothing_is_merged(world, people):
    from threading import Thread

    from django.db import connection

    def hold():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, 2)", [SPACE])
        kept.append(connection.connection)

    kept = []
    thread = Thread(target=hold)
    thread.start()
    thread.join()
    try:
        with pytest.raises(ValidationError, match="being scored"):
            merged(world, people.manager)
    finally:
        kept[0].close()


@pytest.mark.parametrize(
    ("who", "may"),
    [("manager", True), ("head", True), ("rep", False), ("other_rep", False), ("kam", False),
     ("sponsor", False), ("service", False), ("admin", False), ("auditor", False)],
)  # fmt: skip
def test_only_managers_may(world, people, who, may):
    if may:
        assert merged(world, getattr(people, who)).stands
    else:
        with pytest.raises(PermissionDenied):
            merged(world, getattr(people, who))


def test_both_have_to_be_in_reach(world, people):
    with pytest.raises(PermissionDenied):
        merge_accounts(kept=world.kept, lost=world.other, by=people.manager)
    merge_accounts(kept=world.kept, lost=world.other, by=people.head)
