"""Files of projects: a project with its history comes of each row, and nothing is overwritten."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.imports import batches
from accounts.imports.refusal import ImportRefused
from accounts.imports.summary import notes
from accounts.models import Project, ProjectState
from staff.models import Company
from tests import factories
from tests.accounts.imports import checked, imported, reasons, saved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media_in_english")]
HEADER = "number,project,product,account,owner,opened on,stage,closed on,value,reason,strategic\n"
COLUMNS = {"opened_on": "opened on", "closed_on": "closed on"}
TOMORROW = (timezone.now() + timedelta(days=2)).date().isoformat()
WON = "P1,产线,钢,C1,,2026-01-05,won,2026-03-01,500,价格,yes"
OPEN = "P1,产线,钢,C1,,2026-01-05,proposal,,400,,"


@pytest.fixture
def account(people):
    return factories.account("客户", owner=people.rep, code="C1")


def file_of(*rows):
    return HEADER + "".join(f"{row}\n" for row in rows)


def run(people, *rows, act=imported, **options):
    options.setdefault("by", people.rep)
    return act(file_of(*rows), "projects", columns=COLUMNS, **options)


def states(project=None):
    """Current states, oldest first: stage, day, value, strategic."""
    rows = ProjectState.objects.current().order_by("date", "pk")
    return [(s.stage, s.date.isoformat(), int(s.value_base), s.is_strategic) for s in rows]


def outcomes(batch):
    return [batch.counts[name] for name in ("created", "changed", "unchanged")]


@pytest.mark.parametrize(
    ("row", "history"),
    [
        (OPEN, [("proposal", "2026-01-05", 400, False)]),
        ("P1,产线,,C1,,2026-01-05,,,,,", [("lead", "2026-01-05", 0, False)]),
        (WON, [("lead", "2026-01-05", 0, True), ("won", "2026-03-01", 500, True)]),
        (
            "P1,产线,,C1,,2026-01-05,Closed Lost,2026-01-05,0,,",
            [("lead", "2026-01-05", 0, False), ("lost", "2026-01-05", 0, False)],
        ),
        (
            'P1,产线,,C1,,,赢单,2026年3月1日,"１，５００",,',
            [("lead", "2026-03-01", 0, False), ("won", "2026-03-01", 1500, False)],
        ),
    ],
    ids=["open", "nothing but a name", "won", "lost on the same day", "in Chinese"],
)
def test_a_row_becomes_a_project_with_its_history(people, account, row, history):
    assert outcomes(run(people, row)) == [1, 0, 0]

    project = Project.objects.get()
    assert (project.name, project.code, project.account) == ("产线", "P1", account)
    assert project.owner == people.rep  # the account's, since the file names nobody
    assert states() == history
    assert {s.by for s in ProjectState.objects.all()} == {people.rep}


def test_after_a_win_comes_delivery(people, account):
    run(people, "P1,产线,,C1,,2026-01-05,delivery,2026-03-01,500,,")

    stages = [stage for stage, *_rest in states()]
    assert stages == ["lead", "won", "delivery"]
    assert outcomes(run(people, "P1,产线,,C1,,2026-01-05,delivery,2026-03-01,500,,")) == [0, 0, 1]
    assert outcomes(run(people, "P1,产线,,C1,,2026-01-05,won,2026-03-01,500,,")) == [0, 0, 1]


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "Imported: no reason given"), ("zh-hans", "导入：未注明原因")],
)
def test_a_decision_without_a_reason_says_so_in_the_companys_language(
    people, account, language, text
):
    Company.objects.update(language=language)
    run(people, "P1,产线,,C1,,2026-01-05,won,2026-03-01,500,,")

    assert ProjectState.objects.get(stage="won").reason == text
    assert ProjectState.objects.get(stage="lead").reason == ""


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("P1,产线,,,,2026-01-05,,,,,", "account", "no_account"),
        ("P1,产线,,C9,,2026-01-05,,,,,", "account", "unknown_account"),
        (",,,C1,,2026-01-05,,,,,", "name", "empty"),
        ("P1,产线,,C1,,2026-02-30,,,,,", "opened_on", "no_such_day"),
        (f"P1,产线,,C1,,{TOMORROW},,,,,", "opened_on", "future"),
        ("P1,产线,,C1,,2026-01-05,burning,,,,", "stage", "unknown_choice"),
        ("P1,产线,,C1,,2026-01-05,won,,500,,", "closed_on", "empty"),
        ("P1,产线,,C1,,2026-01-05,won,2026-01-04,500,,", "closed_on", "before_opened"),
        (f"P1,产线,,C1,,2026-01-05,lost,{TOMORROW},0,,", "closed_on", "future"),
        ("P1,产线,,C1,,2026-01-05,,,many,,", "value_base", "not_a_number"),
        ("P1,产线,,C1,,2026-01-05,,,1e17,,", "value_base", "too_large"),
        ("P1,产线,,C1,,2026-01-05,,,,,maybe", "is_strategic", "not_yes_or_no"),
        (f"P1,{'长' * 201},,C1,,2026-01-05,,,,,", "name", "too_long"),
        ("P0,别人的,,C1,,2026-01-05,,,,,", "code", "taken_project"),
        ("P1,=1+1,,C1,,2026-01-05,,,,,", "name", "formula"),
        ("P1,产线", "", "ragged"),
    ],
)
def test_a_bad_row_says_why(people, account, row, column, reason):
    factories.project(factories.account(owner=people.other_rep))
    Project.objects.update(code="P0")

    batch = run(people, row, act=checked)

    assert reasons(batch) == {2: (column, reason)}
    assert batch.counts["accepted"] + batch.counts["rejected"] == batch.counts["read"] == 1


def test_a_value_below_zero_is_refused_as_the_form_refuses_it(people, account):
    batch = run(people, "P1,产线,,C1,,2026-01-05,,,-1,,", act=checked)

    from accounts.imports.summary import as_document

    [reason] = as_document(batch)["reasons"]
    assert (reason["field"], reason["column"]) == ("value_base", "value")
    assert reason["message"] == "Ensure this value is greater than or equal to 0."


def test_two_rows_about_one_project_are_not_both_saved(people, account):
    batch = run(people, OPEN, WON, ",无号,,C1,,2026-01-05,,,,,", ",无号,,C1,,2026-01-05,,,1,,")

    assert reasons(batch) == {3: ("", "twice"), 5: ("", "twice")}


def test_a_project_without_a_number_is_known_by_account_name_and_day(people, account):
    row = ",产线,,C1,,2026-01-05,proposal,,{},,"
    run(people, row.format(400))

    assert outcomes(run(people, row.format(400))) == [0, 0, 1]
    assert outcomes(run(people, row.format(450))) == [0, 1, 0]
    assert outcomes(run(people, ",产线,,C1,,2026-02-05,proposal,,400,,")) == [1, 0, 0]
    assert reasons(run(people, ",产线,,C1,,,proposal,,400,,", act=checked)) == {
        2: ("name", "several")
    }


def test_owners_are_named_by_address_or_name_and_unknown_ones_are_told(people, account):
    people.other_rep.name = "李雷"
    people.other_rep.save()
    rows = [f"P{n},产线,,C1,{who},2026-01-05,,,,," for n, who in enumerate(
        ["OTHER@example.com", "李雷", "Nobody", "Nobody"])]  # fmt: skip

    batch = run(people, *rows, by=None)

    assert list(Project.objects.order_by("code").values_list("owner", flat=True)) == [
        people.other_rep.pk,
        people.other_rep.pk,
        None,
        None,
    ]
    assert [note["text"] for note in notes(batch)] == [
        "2 rows name an owner nobody knows here; their projects get none: Nobody."
    ]


def test_a_rep_names_nobody_else_as_owner(people, account):
    run(people, "P1,产线,,C1,other@example.com,2026-01-05,,,,,")

    assert Project.objects.get().owner is None


def test_what_an_open_project_hopes_for_and_lacks_is_told(people, account):
    batch = run(people, f"P1,产线,,C1,,,proposal,{TOMORROW},9,,")

    assert len(notes(batch)) == 2
    [(stage, day, value, _strategic)] = states()
    assert (stage, value, batch.counts["rejected"]) == ("proposal", 9, 0)
    assert day == Project.objects.get().opened_on.isoformat()


def test_an_open_project_that_is_won_gets_one_state_more(people, account):
    run(people, OPEN)
    batch = run(people, WON)

    assert outcomes(batch) == [0, 1, 0]
    assert states() == [("proposal", "2026-01-05", 400, False), ("won", "2026-03-01", 500, True)]
    assert not ProjectState.objects.exclude(known_to=None).exists()

    batches.undo(batch, by=people.rep)
    assert states() == [("proposal", "2026-01-05", 400, False)]


def test_a_decision_that_was_wrong_is_closed_and_another_corrects_it(people, account):
    run(people, WON)
    batch = run(people, "P1,产线,钢,C1,,2026-01-05,lost,2026-03-02,0,,")

    old = ProjectState.objects.get(stage="won")
    new = ProjectState.objects.get(stage="lost")
    assert (new.corrects, old.known_to, new.known_from) == (old, new.known_from, new.known_from)
    assert new.reason == "导入：未注明原因"  # that it was cheap does not say why it was lost
    assert states()[-1] == ("lost", "2026-03-02", 0, True)

    batches.undo(batch, by=people.rep)
    again = ProjectState.objects.current().get(stage="won")
    assert (again.value_base, again.corrects, again.reason) == (500, new, "价格")
    assert len(states()) == 2


def test_an_open_project_moves_on_from_today(people, account):
    run(people, OPEN)
    run(people, "P1,产线二,钢,C1,,2026-01-05,contract,,450,,")
    run(people, "P1,产线二,钢,C1,,2026-01-05,contract,,460,,")

    assert [s[0::2] for s in states()] == [("proposal", 400), ("contract", 460)]
    assert Project.objects.get().name == "产线二"
    assert ProjectState.objects.exclude(known_to=None).get().value_base == 450


def test_another_day_of_opening_moves_the_opening(people, account):
    run(people, WON)
    batch = run(people, WON.replace("2026-01-05", "2026-01-15"))

    assert [s[:2] for s in states()] == [("lead", "2026-01-15"), ("won", "2026-03-01")]
    batches.undo(batch, by=people.rep)
    assert Project.objects.get().opened_on.isoformat() == "2026-01-05"
    assert [s[:2] for s in states()] == [("lead", "2026-01-05"), ("won", "2026-03-01")]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("P1,产线,,C1,,2026-01-05,won,2026-02-01,500,,", "closed_on", "later_state"),
        ("P1,产线,,C1,,2026-02-05,,,,,", "opened_on", "earlier_state"),
    ],
)
def test_a_history_out_of_order_is_refused(people, account, row, column, reason):
    run(people, OPEN)
    project = Project.objects.get()
    for day in ("2026-01-20", "2026-04-01"):
        factories.project_state(project, day, "contract")

    assert reasons(run(people, row, act=checked)) == {2: (column, reason)}


def test_a_file_twice_changes_nothing_and_empty_cells_say_nothing(people, account):
    run(people, WON)
    before = list(ProjectState.objects.values())

    assert outcomes(run(people, WON)) == [0, 0, 1]
    assert outcomes(run(people, "P1,,,C1,,,,,,,")) == [0, 0, 1]
    assert list(ProjectState.objects.values()) == before


def test_after_an_undo_the_project_is_gone_and_comes_again(people, account):
    batches.undo(run(people, WON), by=people.rep)
    assert states() == []

    assert outcomes(run(people, WON)) == [1, 0, 0]
    assert len(states()) == 2
    assert Project.objects.count() == 1
    closed = ProjectState.objects.exclude(known_to=None)
    first = min(s.known_from for s in ProjectState.objects.current())
    assert first >= max(s.known_to for s in closed)  # never known twice at once


def test_an_undo_is_refused_when_somebody_corrected_a_state(people, account):
    from accounts.services.facts import correct_fact

    batch = run(people, WON)
    correct_fact(fact=ProjectState.objects.get(stage="won"), by=people.rep, value_base=1)

    with pytest.raises(ImportRefused, match="corrected or removed"):
        batches.undo(batch, by=people.rep)
    assert states()[-1][2] == 1


def test_a_save_is_refused_if_the_project_moved_since_the_preview(people, account):
    run(people, OPEN)
    waiting = run(people, WON, act=checked)
    factories.project_state(Project.objects.get(), "2026-02-01", "contract", 7)

    assert saved(waiting).state == "failed"
    assert len(states()) == 2


@pytest.mark.parametrize(("who", "may"), [("rep", True), ("head", True), ("admin", False)])
def test_who_may_write_projects_may_import_them(people, account, who, may):
    person = getattr(people, who)
    if may:
        assert outcomes(run(people, OPEN, by=person)) == [1, 0, 0]
    else:
        with pytest.raises(ImportRefused, match="role"):
            run(people, OPEN, by=person)
    assert batches.may_import(person, "projects") == may
