"""A real pipeline with groups, beside the checkout in ../shared/data: 8,800 opportunities of 85
accounts. The answers were computed independently."""

import csv
import gzip
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Sum
from django.urls import reverse

from accounts import tasks
from accounts.imports import batches, statistics
from accounts.models import Account, ImportBatch, LedgerEntry, Project, ProjectState
from accounts.models.batch import ImportKind
from accounts.models.project_state import Stage
from staff.models import Company, User
from staff.permissions import Role
from tests import factories

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "crm_sales_opportunities"
ACCOUNTS = DATA / "accounts.csv.gz"
PIPELINE = DATA / "sales_pipeline.csv.gz"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data sets are not here"),
]
OPPORTUNITIES = (8800, 7375, 1425)  # read, accepted, without an account


@pytest.fixture(autouse=True)
def _own_media_in_dollars(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    Company.objects.update(base_currency="USD")


@pytest.fixture
def command(capsys):
    def run(*words):
        call_command(*words, "--json")
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def accounts(command):
    """The 85 accounts, 15 of them under 7 parents."""
    columns = ("--map", "code=", "--map", "name=account")
    return command("ingest", "accounts", ACCOUNTS, *columns)


@pytest.fixture
def agents(db):
    with gzip.open(DATA / "sales_teams.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            factories.user(Role.REP, name=row["sales_agent"])


def outcome():
    """How the projects stand. The planner is told first what a commit would tell it."""
    statistics.renew(ImportKind.PROJECTS)
    return ProjectState.objects.newest_states().outcome()


def counts(told):
    return told["read"], told["accepted"], told["rejected"]


def test_subsidiaries_stand_under_their_parents(accounts, command):
    assert counts(accounts) == (85, 85, 0)
    children = Account.objects.exclude(parent=None)
    assert children.count() == 15
    assert children.values("parent").distinct().count() == 7
    assert Account.objects.get(name="Cheers").top.name == "Massive Dynamic"
    assert Account.objects.values("top").distinct().count() == 70

    again = command("ingest", "accounts", ACCOUNTS, "--map", "code=", "--map", "name=account")
    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, 85)


def test_the_pipeline_becomes_projects_with_their_history(accounts, agents, command):
    told = command("ingest", "projects", PIPELINE)

    assert counts(told) == OPPORTUNITIES
    assert [(r["field"], r["reason"]) for r in told["reasons"]] == [("account", "no_account")]
    stand = outcome()
    assert (stand.open, stand.won, stand.lost) == (7375 - 4238 - 2473, 4238, 2473)
    assert stand.won_value == Decimal("10005534")
    assert round(stand.win_rate * 100, 2) == Decimal("63.15")
    assert Project.objects.values("owner").distinct().count() == 30
    assert not Project.objects.filter(owner=None).exists()

    first = Project.objects.get(code="1C1I7A6R")
    assert (first.account.name, first.name) == ("Cancity", "GTX Plus Basic")
    assert [
        (s.stage, s.date.isoformat(), s.value_base, bool(s.reason), s.known_from.date().isoformat())
        for s in first.states.order_by("date")
    ] == [
        (Stage.LEAD, "2016-10-20", 0, False, "2016-10-19"),  # midnight in Shanghai
        (Stage.WON, "2017-03-01", 1054, True, "2017-02-28"),
    ]


def test_the_same_pipeline_again_changes_nothing_and_can_be_undone(accounts, command):
    first = command("ingest", "projects", PIPELINE)
    before = list(ProjectState.objects.order_by("pk").values())
    again = command("ingest", "projects", PIPELINE)

    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, 7375)
    assert list(ProjectState.objects.order_by("pk").values()) == before
    assert any(note["doubtful"] for note in first["notes"])  # no agent is known here

    batches.undo(ImportBatch.objects.get(pk=first["batch"]))
    assert not ProjectState.objects.current().exists()
    assert counts(command("ingest", "projects", PIPELINE)) == OPPORTUNITIES
    assert outcome().won == 4238


def test_won_deals_as_a_ledger_are_a_flat_book(accounts, command, tmp_path):
    won = tmp_path / "won.csv"
    with gzip.open(PIPELINE, "rt") as file, won.open("w") as out:
        rows = csv.writer(out)
        rows.writerow(["account", "reference", "date", "amount"])
        rows.writerows(
            [row["account"], row["opportunity_id"], row["close_date"], row["close_value"]]
            for row in csv.DictReader(file)
            if row["deal_stage"] == "Won"
        )
    assert counts(command("ingest", "ledger", won)) == (4238, 4238, 0)
    total = LedgerEntry.objects.aggregate(sum=Sum("amount_base"))["sum"]
    assert total == Decimal("10005534")

    command("rescore", "--as-of", "2017-12-31")
    groups = command("report", "tiers")
    alone = command("rescore", "--as-of", "2017-12-31", "--set", "money.rollup_to_group=false")
    single = command("report", "tiers", "--run", str(alone["run"]))

    assert (groups["n"], round(groups["top20_share"], 1)) == (70, 40.1)
    assert (single["n"], round(single["top20_share"], 1)) == (85, 31.7)
    assert groups["net_revenue"] == single["net_revenue"] == "10005534.00"


def test_the_pipeline_in_the_browser(people, as_user, command, monkeypatch):
    for task in (tasks.check_import, tasks.save_import):
        monkeypatch.setattr(task, "apply_async", lambda *args, **kwargs: None)
    client = as_user(people.head)

    def through(kind, file, **columns):
        with file.open("rb") as content:
            address = client.post(reverse("import_new"), {"kind": kind, "file": content}).url
        batch = ImportBatch.objects.latest("pk")
        chosen = {f"column-{name}": column for name, column in batch.mapping.items()}
        chosen |= {f"column-{name}": column for name, column in columns.items()}
        client.post(reverse("import_check", args=[batch.pk]), {**chosen, "known": batch.known})
        tasks.check_import(batch.pk)
        preview = client.get(address)
        client.post(reverse("import_save", args=[batch.pk]))
        tasks.save_import(batch.pk)
        return preview, client.get(address)

    through("accounts", ACCOUNTS, code="", name="account")
    preview, result = through("projects", PIPELINE)

    assert counts(preview.context["summary"]) == OPPORTUNITIES
    shown = preview.content.decode()
    assert "No customer is given." in shown
    assert "Cancity" in shown
    assert reverse("project_list") in result.content.decode()
    assert result.context["batch"].state == "saved"
    assert outcome().won == 4238
    assert User.objects.filter(projects__isnull=False).distinct().count() == 0
