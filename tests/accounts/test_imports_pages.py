"""Imports in the browser, from upload to undo."""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import tasks
from accounts.imports import batches
from accounts.models import LedgerEntry
from accounts.models.batch import ImportBatch
from tests import factories
from tests.accounts.imports import HEADER, checked, imported, saved, upload, xlsx

pytestmark = pytest.mark.django_db
TEXT = f"{HEADER}C1,A1,2026-01-05,10\nC9,A2,2026-01-05,10\nC1,A3,2026-02-30,=1\n"


@pytest.fixture(autouse=True)
def _own_media_and_worker_at_once(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CELERY_TASK_ALWAYS_EAGER = True


@pytest.fixture
def rep(people, as_user):
    factories.account("客户", owner=people.rep, code="C1")
    return as_user(people.rep)


def send(client, text=TEXT, kind="ledger"):
    file = SimpleUploadedFile("sales.csv", text.encode())
    return client.post(reverse("import_new"), {"kind": kind, "source": "ERP", "file": file})


def page(client, batch):
    return client.get(reverse("import_detail", args=[batch.pk]))


def test_from_upload_to_undo(rep, django_capture_on_commit_callbacks):
    response = send(rep)
    batch = ImportBatch.objects.get()
    assert response.url == reverse("import_detail", args=[batch.pk])

    columns = page(rep, batch).context["form"]
    chosen = {f"column-{name}": column for name, column in columns.batch.mapping.items()}
    with django_capture_on_commit_callbacks(execute=True):
        rep.post(reverse("import_check", args=[batch.pk]), {**chosen, "known": "own-date"})
    tasks.check_import(batch.pk)
    preview = page(rep, batch)
    assert preview.context["summary"]["accepted"] == 1
    assert [row["line"] for row in preview.context["rejects"]] == [3, 4]
    assert not LedgerEntry.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        rep.post(reverse("import_save", args=[batch.pk]))
    tasks.save_import(batch.pk)
    assert page(rep, batch).context["batch"].state == "saved"
    assert LedgerEntry.objects.current().count() == 1

    undo = reverse("import_undo", args=[batch.pk])
    assert f'action="{undo}"' not in page(rep, batch).content.decode()
    asked = rep.get(reverse("import_detail", args=[batch.pk]) + "?undo").content.decode()
    assert "Undo this import?" in asked
    assert f'action="{undo}"' in asked
    rep.post(undo)
    assert page(rep, batch).context["batch"].state == "undone"
    assert not LedgerEntry.objects.current().exists()


@pytest.mark.parametrize(
    ("text", "header", "hint"),
    [
        (TEXT, "account,reference,date,amount", "Recognised by their names"),
        ("Kunde,Tag\nC1,2026-01-05\n", "Kunde,Tag", "No column was recognised by its name"),
    ],
    ids=["by name", "nothing"],
)
def test_the_page_says_where_the_columns_come_from(people, rep, text, header, hint):
    assert hint in page(rep, upload(text, by=people.rep)).content.decode()


def test_columns_and_options_of_last_time_are_offered_and_it_says_so(people, rep):
    imported(TEXT, by=people.rep, date_order="dmy")

    response = page(rep, upload(TEXT, by=people.rep))

    assert "As last time for this source" in response.content.decode()
    assert response.context["form"]["date_order"].value() == "dmy"


def test_unknown_accounts_are_created_with_one_click(people, rep):
    text = f"{HEADER}N1,A1,05/06/2026,10\nN2,A2,05/06/2026,10\n"
    batch = checked(text, by=people.rep, date_order="dmy", currency="USD", rate="7")

    response = page(rep, batch)
    assert "Ready to save" not in response.content.decode()
    assert "Create these accounts and check again" in response.content.decode()
    rep.post(reverse("import_check", args=[batch.pk]), dict(response.context["again"]))
    tasks.check_import(batch.pk)

    after = page(rep, batch)
    counts = after.context["batch"].counts
    assert (counts["accepted"], counts["accounts_created"]) == (2, 2)
    assert after.context["batch"].options["rate"] == "7"
    assert after.context["again"] == []


def test_a_file_that_changes_nothing_offers_neither_save_nor_undo(people, rep):
    text = f"{HEADER}C1,A1,2026-01-05,10\n"
    imported(text, by=people.rep)
    batch = checked(text, by=people.rep)

    preview = page(rep, batch).content.decode()
    assert "Nothing would change" in preview
    assert "Nothing to save" in preview
    assert reverse("import_save", args=[batch.pk]) not in preview
    assert "?undo" not in page(rep, saved(batch)).content.decode()


@pytest.mark.parametrize("kind", ["ledger", "accounts"])
def test_after_saving_the_next_steps_speak_of_what_this_import_made(people, as_user, kind):
    factories.account("早就没有负责人", code="C1")
    text = {
        "ledger": f"{HEADER}C1,A0,2026-01-05,10\nN1,A1,2026-01-05,10\nN2,A2,2026-01-05,10\n",
        "accounts": "code,name,industry\nC1,早就没有负责人,化工\nN1,甲,\nN2,乙,\n",
    }[kind]
    options = {"create_accounts": True} if kind == "ledger" else {}
    batch = imported(text, kind, by=people.admin, **options)
    client = as_user(people.admin)

    after = page(client, batch).content.decode()

    assert (f'href="{reverse("run_start")}"' in after) == (kind == "ledger")
    assert "2 accounts have no owner yet." in after
    behind = f"{reverse('account_list')}?owner=none&amp;batch={batch.pk}"
    assert behind in after
    listed = client.get(behind.replace("&amp;", "&")).context["rows"]
    assert {row.account.code for row in listed} == {"N1", "N2"}


def test_the_list_behind_somebody_elses_import_is_empty(people, as_user):
    batch = imported("code,name\nN1,甲\n", "accounts", by=people.admin)
    listed = as_user(people.head).get(reverse("account_list"), {"batch": batch.pk})

    assert list(listed.context["rows"]) == []


def test_who_may_not_start_a_run_is_not_sent_there(people, rep):
    batch = imported(TEXT, by=people.rep)

    assert f'href="{reverse("run_start")}"' not in page(rep, batch).content.decode()


def test_a_source_nobody_named_is_said_in_the_readers_words(people, rep):
    upload(TEXT, source="ledger", by=people.rep)

    assert "<td>Sales ledger</td>" in rep.get(reverse("import_list")).content.decode()


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    """Enqueueing is remembered; the tests run the task themselves, as the worker would."""
    for task in (tasks.check_import, tasks.save_import):
        monkeypatch.setattr(task, "apply_async", lambda *args, **kwargs: None)


def test_the_list_has_ones_own_imports_only(people, as_user):
    mine = upload(TEXT, by=people.rep)
    upload(TEXT, by=people.other_rep)

    assert list(as_user(people.rep).get(reverse("import_list")).context["page"]) == [mine]
    assert len(as_user(people.admin).get(reverse("import_list")).context["page"]) == 2


def test_the_import_of_somebody_else_is_not_found(people, rep):
    other = upload(TEXT, by=people.other_rep)

    assert page(rep, other).status_code == 404
    for name in ("import_check", "import_save", "import_undo", "import_discard"):
        assert rep.post(reverse(name, args=[other.pk])).status_code == 404
    for name in ("import_progress", "import_rejected"):
        assert rep.get(reverse(name, args=[other.pk])).status_code == 404


@pytest.mark.parametrize("name", ["import_check", "import_save", "import_undo", "import_discard"])
def test_a_get_writes_nothing(people, rep, name):
    batch = upload(TEXT, by=people.rep)

    assert rep.get(reverse(name, args=[batch.pk])).status_code == 405


def test_who_may_not_import_is_refused(people, as_user):
    assert as_user(people.auditor).get(reverse("import_new")).status_code == 403


def test_a_bad_file_is_refused_by_the_field_in_ones_language(rep, people):
    assert "The file is empty." in send(rep, "\n").content.decode()
    people.rep.language = "zh-hans"
    people.rep.save()
    response = send(rep, "\n")

    assert response.status_code == 422
    assert not ImportBatch.objects.exists()


def test_a_mapping_without_a_date_says_so_and_keeps_the_choices(people, rep):
    batch = upload(TEXT, by=people.rep)

    response = rep.post(
        reverse("import_check", args=[batch.pk]),
        {"column-account": "account", "column-amount": "amount", "known": "now"},
    )

    assert response.status_code == 422
    assert "No column was found for: order or document number, date." in response.content.decode()


@pytest.mark.parametrize(
    ("kind", "progress", "moves", "says"),
    [
        ("ledger", 40, "value", "Reading the file."),
        ("ledger", 100, "by itself", "Adding up the rows of each order"),
        ("accounts", 0, "by itself", "comparing its rows with what is known"),
    ],
)
def test_a_check_says_what_it_does_and_its_bar_never_stands_still(
    people, rep, kind, progress, moves, says
):
    batch = upload(TEXT, kind, by=people.rep)
    ImportBatch.objects.filter(pk=batch.pk).update(state="checking", progress=progress)

    html = rep.get(reverse("import_progress", args=[batch.pk])).content.decode()

    assert says in html
    assert ('<progress max="100" value="40"' in html) == (moves == "value")


def test_progress_is_polled_until_the_step_is_over(people, rep):
    batch = upload(TEXT, by=people.rep)
    batches.start_check(batch, columns=batch.mapping, options={})
    address = reverse("import_progress", args=[batch.pk])

    assert "hx-trigger" in rep.get(address).content.decode()
    tasks.check_import(batch.pk)
    assert rep.get(address).headers["HX-Refresh"] == "true"


def test_rejected_rows_come_back_as_the_same_form_with_reasons(people, rep):
    batch = checked(TEXT, by=people.rep)

    response = rep.get(reverse("import_rejected", args=[batch.pk]))

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["account", "reference", "date", "amount", "Rejected column", "Rejected because"],
        [
            "C9",
            "A2",
            "2026-01-05",
            "10",
            "account",
            "Unknown account, or one that you may not see.",
        ],
        ["C1", "A3", "2026-02-30", "'=1", "date", "There is no such day."],
    ]
    again = checked(text.replace("2026-02-30", "2026-02-28").replace("'=1", "7"), by=people.rep)
    assert (again.counts["accepted"], again.counts["rejected"]) == (1, 1)


def test_rejected_rows_of_a_workbook_come_back_as_a_workbook(people, rep):
    rows = [["account", "reference", "date", "amount"], ["C1", "A1", "2026-01-05", "=1+1"]]
    batch = checked(xlsx(*rows), by=people.rep, name="a.xlsx")

    response = rep.get(reverse("import_rejected", args=[batch.pk]))

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert [cell.value for cell in sheet[2]] == [
        "C1",
        "A1",
        "2026-01-05",
        "'=1+1",
        "amount",
        "A formula, not a value. Save the values and import again.",
    ]


@pytest.mark.parametrize("kind", ["accounts", "contacts", "rates"])
def test_the_other_kinds_have_the_same_pages(people, as_user, kind):
    who = people.rep if kind == "contacts" else people.admin
    factories.account("客户", owner=people.rep, code="C1")
    text = {
        "accounts": "code,name\nC1,新名\nN1,新客户\n",
        "contacts": "account,name\nC1,张三\n",
        "rates": "currency,date,rate\nUSD,2026-01-01,7\n",
    }[kind]
    client = as_user(who)
    assert page(client, upload(text, kind, by=who)).status_code == 200
    assert page(client, checked(text, kind, by=who)).context["rows"]["new"]
    assert page(client, imported(text, kind, by=who)).context["batch"].state == "saved"


def test_a_step_taken_twice_is_taken_once(people, rep):
    batch = checked(TEXT, by=people.rep)
    address = reverse("import_save", args=[batch.pk])

    rep.post(address)
    tasks.save_import(batch.pk)
    response = rep.post(address, follow=True)
    tasks.save_import(batch.pk)

    assert LedgerEntry.objects.count() == 1
    assert "in the state Saved by now" in response.content.decode()


def test_an_import_whose_worker_died_is_taken_up_again_and_given_up_the_third_time(people):
    batch = upload(TEXT, by=people.rep)
    batches.start_check(batch, columns=batch.mapping, options={})
    long_ago = "2026-01-01T00:00Z"

    def sweep():
        ImportBatch.objects.update(heartbeat_at=long_ago)
        return batches.stale()

    assert batches.stale() == []
    assert sweep() == sweep() == [("check", batch.pk)]
    assert sweep() == []
    batch.refresh_from_db()
    assert batch.state == "failed"
