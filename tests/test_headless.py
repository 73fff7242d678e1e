"""The commands as scripts, CI and operators use them: one JSON document, or an error.

Most run in this process; two run as a person types them, through the embedded servers.
"""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.utils.translation import override

from accounts.models import Account, LedgerEntry
from kam.lib.commands import lines_of
from staff.models import Company, User
from staff.permissions import Role
from tests import factories
from tiering.models import CurrentRun, Run

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ("createadmin", "demo", "ingest", "report", "rescore")
DAY = "2026-10-31"
LEDGER = """account,reference,date,amount
甲公司,A-1,2026-10-01,100.00
甲公司,A-2,2026-10-09,250.50
乙公司,B-1,2026-10-11,80.00
乙公司,B-2,29 February 2011,80.00
"""


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def document(capsys):
    """Run a command with `--json`; stdout must be exactly one document."""

    def run(*words, **options):
        call_command(*words, "--json", **options)
        printed = capsys.readouterr()
        assert printed.err == ""
        return json.loads(printed.out)

    return run


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text(LEDGER, encoding="utf-8")
    return path


@pytest.fixture
def book(db):
    """Three buyers; 300, 200 and 100 within the year."""
    for name, amount in (("甲公司", "300.00"), ("乙公司", "200.00"), ("丙公司", "100.00")):
        factories.sale(factories.account(name), "2026-10-01", amount)


@pytest.mark.parametrize("name", COMMANDS)
def test_command_exists_and_offers_json(name, capsys):
    assert name in get_commands()
    with pytest.raises(SystemExit) as ended:
        call_command(name, "--help")
    assert ended.value.code == 0
    assert "--json" in capsys.readouterr().out


# rescore


def test_rescore_prints_the_run(book, document):
    told = document("rescore", "--as-of", DAY)
    run = CurrentRun.get()
    assert set(told.pop("durations")) == {"measure", "read", "score", "write", "publish"}
    assert told == {
        "run": run.pk,
        "as_of": DAY,
        "state": "done",
        "current": True,
        "side": False,
        "same_as": None,
        "policy": 1,
        "policy_status": "published",
        "counts": run.counts,
        "input_hash": run.input_hash,
        "result_hash": run.result_hash,
        "errors": [],
    }
    assert told["counts"]["population"] == 3
    assert len(told["input_hash"]) == len(told["result_hash"]) == 64


def test_rescore_again_is_a_no_op(book, document):
    first, again = document("rescore", "--as-of", DAY), document("rescore", "--as-of", DAY)
    assert (again["state"], again["same_as"], again["current"]) == ("unchanged", first["run"], True)
    assert again["result_hash"] == first["result_hash"]


def test_rescore_after_other_input_replaces(book, document):
    first = document("rescore", "--as-of", DAY)
    factories.sale(Account.objects.get(name="丙公司"), "2026-10-02", "900.00")
    second = document("rescore", "--as-of", DAY)
    assert (second["state"], second["current"]) == ("done", True)
    assert second["input_hash"] != first["input_hash"]
    assert Run.objects.get(pk=first["run"]).state == "replaced"


@pytest.mark.parametrize(
    "words",
    [("--as-of", "2026-09-30"), ("--as-of", DAY, "--set", "window.ttm_months=24")],
    ids=["older date", "trial values"],
)
def test_rescore_beside_the_run_in_view(book, document, words):
    factories.sale(Account.objects.get(name="甲公司"), "2026-09-01", "50.00")
    current = document("rescore", "--as-of", DAY)
    told = document("rescore", *words)
    assert (told["state"], told["side"], told["current"]) == ("done", True, False)
    assert CurrentRun.get().pk == current["run"]


def test_rescore_names_who_asked(book, document):
    person = factories.user(Role.MANAGER, email="asked@example.com")
    told = document("rescore", "--as-of", DAY, "--by", "Asked@example.com")
    assert Run.objects.get(pk=told["run"]).by == person


# report


def test_report_tiers(book, document):
    run = document("rescore", "--as-of", DAY)
    told = document("report", "tiers")
    assert told["run"] == run["run"]
    assert (told["n"], told["net_revenue"], told["currency"]) == (3, "600.00", "CNY")
    assert (told["metric"], told["basis"]) == ("gross_profit", "net_revenue")
    assert told["fell_back"] is True  # nothing is known of cost
    assert (told["cr1"], told["cr5"]) == (50.0, 100.0)
    for system in ("pyramid", "pareto", "abc", "pattern"):
        assert sum(told["counts"][system].values()) == 3


@pytest.mark.parametrize("which", ["--as-of", "--run"])
def test_report_of_a_run_by_date_or_number(book, document, which):
    run = document("rescore", "--as-of", DAY)
    document("rescore", "--as-of", "2026-11-01")
    told = document("report", "tiers", which, DAY if which == "--as-of" else str(run["run"]))
    assert (told["run"], told["as_of"]) == (run["run"], DAY)


def test_report_for_people_is_a_table(book, document, capsys):
    run = document("rescore", "--as-of", DAY)["run"]
    call_command("report", "tiers")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (f"Run {run} as of {DAY}, policy v1: 3 accounts ranked by net revenue, CNY")
    assert lines[2].split() == ["system", "class", "accounts", "net", "revenue", "value"]
    (top,) = [line for line in lines if line.split()[:2] == ["pyramid", "TOP"]]
    assert top.split() == ["pyramid", "TOP", "1", "300.00", "300.00"]
    assert len(top) == len(lines[2])
    assert "cr1: 50.0" in lines
    assert not {"{", "["} & set("".join(lines))


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ({"a": {"b": 1, "c": {"d": None}}}, ["a:", "  b: 1", "  c:", "    d: -"]),
        ({"a": [1, 2], "b": [], "c": {}}, ["a: 1; 2", "b: -", "c: -"]),
        ({"a": [{"row": 1, "why": "x"}]}, ["a: row 1, why x"]),
    ],
)
def test_what_people_read_has_no_brackets(value, lines):
    assert list(lines_of(value)) == lines


# createadmin


def test_createadmin_gives_a_link(db, document):
    told = document("createadmin", "First@Example.com")
    user = User.objects.get(email="first@example.com")
    assert (told["id"], told["email"], user.role) == (user.pk, user.email, Role.ADMIN)
    assert told["password_link"].startswith("http")


# ingest


def test_ingest_counts_every_row(db, document, ledger):
    told = document("ingest", "ledger", ledger, "--create-accounts", "--source", "shop")
    assert (told["read"], told["accepted"], told["rejected"]) == (4, 3, 1)
    assert (told["created"], told["changed"], told["unchanged"]) == (3, 0, 0)
    assert [(reason["rows"], reason["field"]) for reason in told["reasons"]] == [(1, "date")]
    assert LedgerEntry.objects.filter(source="shop").count() == 3


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_ingest_speaks_english_whatever_the_company_speaks(db, document, ledger, capsys, language):
    Company.objects.update(language=language)
    words = ("ingest", "ledger", ledger, "--create-accounts", "--map", "kind=", "--dry-run")
    told = document(*words)
    (reason,) = told["reasons"]
    assert (reason["reason"], reason["field"], reason["column"]) == ("not_a_date", "date", "date")
    assert reason["message"] == "Not a date. Write 2026-11-28."
    with override(language):
        call_command(*words)
    printed = capsys.readouterr().out
    assert "accounts created: 2" in printed
    assert "  1 × date: Not a date. Write 2026-11-28." in printed
    assert printed.isascii() or printed.replace("×", "x").isascii()


def test_ingest_names_the_columns_it_does_not_use(db, document, tmp_path, capsys):
    path = tmp_path / "sales.csv"
    path.write_text("account,reference,date,amount,colour,Art\n甲,A-1,2026-10-01,1,red,C\n")
    words = ("ingest", "ledger", path, "--create-accounts", "--return-if", "Art^=C", "--dry-run")
    told = document(*words)
    assert told["unused_columns"] == ["colour"]
    assert [note["code"] for note in told["notes"]] == ["unused_columns", "positive_returns"]
    call_command(*words)
    assert "This column of the file is not used: colour." in capsys.readouterr().out


def test_ingest_twice_changes_nothing(db, document, ledger):
    words = ("ingest", "ledger", ledger, "--create-accounts", "--source", "shop")
    document(*words)
    again = document(*words)
    assert (again["created"], again["changed"], again["unchanged"]) == (0, 0, 3)
    assert LedgerEntry.objects.count() == 3


def test_ingest_dry_run_keeps_nothing(db, document, ledger):
    told = document("ingest", "ledger", ledger, "--create-accounts", "--dry-run")
    assert told["accepted"] == 3
    assert not LedgerEntry.objects.exists()
    assert not Account.objects.exists()


# demo


def test_demo_fills_an_empty_database(db, document):
    told = document("demo", "--accounts", "20", "--as-of", DAY)
    assert told["created"]["accounts"] == Account.objects.count() == 20
    assert told["as_of"] == DAY
    assert LedgerEntry.objects.filter(date__gt=date.fromisoformat(DAY)).count() == 0
    assert User.objects.filter(email=told["login"]).exists()


def test_demo_is_deterministic(db, document):
    from django.db import transaction

    def figures(seed):
        with transaction.atomic():
            document("demo", "--accounts", "20", "--seed", str(seed), "--as-of", DAY)
            rows = LedgerEntry.objects.order_by("reference").values_list("reference", "amount")
            result = list(rows)
            transaction.set_rollback(True)
        return result

    assert figures(7) == figures(7)
    assert figures(7) != figures(8)


def test_demo_leaves_data_alone(book, document):
    assert document("demo", "--if-empty") == {"created": {}}
    assert Account.objects.count() == 3


# Errors


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["rescore", "--as-of", "31.10.2026"], "is not a date such as 2026-10-31"),
        (["rescore", "--as-of", "2999-01-01"], "has not come yet"),
        (["rescore", "--set", "window"], "path=value"),
        (["rescore", "--set", "window.no_such=1"], "window.no_such: There is no such setting"),
        (["rescore", "--set", "window.ttm_months=0"], "window.ttm_months"),
        (["rescore", "--by", "nobody@example.com"], "no user nobody@example.com"),
        (["report", "tiers"], "there is no such run"),
        (["report", "tiers", "--run", "999999"], "there is no such run"),
        (["report", "gifts"], "invalid choice"),
        (["createadmin"], "required: email"),
        (["createadmin", "no address"], "Enter a valid email address."),
        (["createadmin", "a@example.com", "--password-env", "KAM_NOT_SET"], "KAM_NOT_SET is empty"),
        (["demo", "--accounts", "3"], "at least 20 accounts"),
        (["ingest", "ledger", "no-such-file.csv"], "no-such-file.csv"),
        (["ingest", "gifts", "no-such-file.csv"], "invalid choice"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else None,
)
def test_bad_input_is_an_error_and_prints_no_document(db, capsys, words, message):
    Company.objects.update(language="en")
    with override("en"), pytest.raises(CommandError) as problem:
        call_command(*words, "--json")
    assert message in str(problem.value)
    assert capsys.readouterr().out == ""
    assert not Run.objects.exists()


def test_refused_demo_leaves_data_alone(book, capsys):
    with pytest.raises(CommandError):
        call_command("demo", "--json")
    assert Account.objects.count() == 3


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "\0\1\2"], ids=["empty", "columns", "bytes"])
def test_file_that_is_no_ledger_changes_nothing(db, tmp_path, content, capsys):
    path = tmp_path / "bad.csv"
    path.write_text(content)
    with pytest.raises(CommandError):
        call_command("ingest", "ledger", path, "--create-accounts", "--json")
    assert capsys.readouterr().out == ""
    assert not Account.objects.exists()


# As typed


@pytest.fixture
def typed(tmp_path):
    """A command through `python -m kam.embedded` gives status, stdout, stderr."""
    given = {"DATABASE_URL", "REDIS_URL", "KAM_VAR"}
    environment = {key: value for key, value in os.environ.items() if key not in given}
    environment["KAM_EMBEDDED_FSYNC"] = "off"
    start = [sys.executable, "-m", "kam.embedded", "--var", str(tmp_path / "var"), "--"]
    options = {"cwd": ROOT, "env": environment, "text": True}

    def run(*words):
        command = [*start, sys.executable, "manage.py", *words]
        done = subprocess.run(command, capture_output=True, timeout=240, check=False, **options)
        return done.returncode, done.stdout, done.stderr

    # The others join the servers this one keeps.
    keeper = subprocess.Popen([*start, "cat"], stdin=subprocess.PIPE, **options)
    yield run
    keeper.stdin.close()
    assert keeper.wait(60) == 0


@pytest.mark.worker
def test_a_document_or_an_error_as_typed(typed):
    assert typed("migrate", "--verbosity", "0")[0] == 0

    status, output, errors = typed("createadmin", "first@example.com", "--json")
    assert (status, errors) == (0, "")
    assert json.loads(output)["email"] == "first@example.com"

    assert typed("report", "tiers", "--json") == (
        1,
        "",
        "CommandError: there is no such run; `manage.py rescore` makes one\n",
    )
    status, output, errors = typed("rescore", "--as-of", "yesterday", "--json")
    assert (status, output) == (2, "")
    assert "'yesterday' is not a date such as 2026-10-31" in errors


def test_environment_sets_a_new_databases_company(db, settings):
    company = Company.current()
    assert {
        "base_currency": company.base_currency,
        "time_zone": company.time_zone,
        "language": company.language,
    } == settings.FIRST_COMPANY
