"""Documents of an account: what is kept, who reads, adds and removes them."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from kam.merging.accounts import merge_accounts
from kam.merging.undo import undo_merge
from relationships import file_types
from relationships.models import AccountFile, account_file
from relationships.services import account_files
from relationships.services.account_files import add_file, remove_file, restore_file
from tests import factories

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n"
OFFICE = "application/vnd.openxmlformats-officedocument"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def account(people):
    found = factories.account("澄江重工", owner=people.rep, sponsor=people.sponsor)
    found.members.add(people.kam, people.service)
    return found


def office(part):
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr(part, "<xml/>")
    return stream.getvalue()


def upload(content=PDF, name="技术协议.pdf"):
    return SimpleUploadedFile(name, content)


def added(account, by=None, **changes):
    return add_file(account=account, by=by or account.owner, **{"upload": upload()} | changes)


class TestKeeping:
    @pytest.mark.parametrize(
        ("content", "mime"),
        [
            pytest.param(PDF, "application/pdf", id="pdf"),
            pytest.param(b"\x89PNG\r\n\x1a\n0000", "image/png", id="picture"),
            pytest.param(
                office("word/document.xml"), f"{OFFICE}.wordprocessingml.document", id="docx"
            ),
            pytest.param(office("xl/workbook.xml"), f"{OFFICE}.spreadsheetml.sheet", id="xlsx"),
            pytest.param(
                office("ppt/presentation.xml"),
                f"{OFFICE}.presentationml.presentation",
                id="pptx",
            ),
        ],
    )
    def test_types_are_read_from_the_content(self, account, content, mime):
        assert added(account, upload=upload(content, "a.txt")).mime == mime

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(b"<html><script>", id="html"),
            pytest.param(b"MZ\x90\x00", id="program"),
            pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'>", id="svg"),
            pytest.param(office("evil.exe"), id="other archive"),
            pytest.param(b"PK\x03\x04broken", id="broken archive"),
        ],
    )
    def test_others_are_refused_whatever_they_are_called(self, account, content):
        with pytest.raises(ValidationError, match="only pictures, PDF, office") as refusal:
            added(account, upload=upload(content))
        assert list(refusal.value.message_dict) == ["upload"]
        assert not AccountFile.objects.exists()

    @pytest.mark.parametrize(("size", "is_kept"), [(20, True), (21, False)])
    def test_size(self, account, monkeypatch, size, is_kept):
        monkeypatch.setattr("relationships.services.stored_files.MAX_BYTES", 20)
        content = PDF.ljust(size, b"0")
        if is_kept:
            assert added(account, upload=upload(content)).size == size
        else:
            with pytest.raises(ValidationError, match="larger than 10 MB"):
                added(account, upload=upload(content))
        assert file_types.MAX_BYTES == 10 * 1024 * 1024

    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("../../etc/现场.pdf", "现场.pdf"),
            ("C:\\Users\\a\\b.pdf", "b.pdf"),
            ("长" * 200 + ".pdf", "长" * 146 + ".pdf"),
        ],
        ids=["path", "windows path", "too long"],
    )
    def test_names(self, account, name, kept):
        sent = upload()
        sent._name = name
        file = added(account, upload=sent)
        assert file.name == kept
        assert file.file.name.startswith("accounts/")
        assert file.file.name.isascii()

    def test_the_limit_counts_what_is_not_removed(self, account, people, monkeypatch):
        monkeypatch.setattr(account_files, "MAX_DOCUMENTS", 2)
        first, _second = added(account), added(account)
        added(factories.account("别家", people.rep))
        with pytest.raises(ValidationError, match="2 documents at most"):
            added(account)
        remove_file(file=first, by=people.rep, today="2026-11-20")
        assert added(account).pk
        assert account_file.MAX_DOCUMENTS == 200


class TestRemoving:
    @pytest.mark.parametrize(
        ("who", "may"),
        [
            pytest.param("service", True, id="who added it"),
            pytest.param("rep", True, id="owner of the account"),
            pytest.param("manager", True, id="manager"),
            pytest.param("kam", False, id="another of the team"),
            pytest.param("sponsor", False, id="sponsor"),
            pytest.param("auditor", False, id="reads only"),
        ],
    )
    def test_who_may(self, account, people, who, may):
        file, by = added(account, people.service), getattr(people, who)
        if not may:
            with pytest.raises(PermissionDenied):
                remove_file(file=file, by=by, today="2026-11-20")
            return
        gone = remove_file(file=file, by=by, today="2026-11-20")
        assert (gone.removed_by, str(gone.removed_on)) == (by, "2026-11-20")
        assert not AccountFile.objects.current().exists()

    def test_who_may_remove_it_puts_it_back_where_there_is_room(self, account, people, monkeypatch):
        gone = remove_file(file=added(account), by=people.manager, today="2026-11-20")
        with pytest.raises(PermissionDenied):
            restore_file(file=gone, by=people.kam)
        assert restore_file(file=gone, by=people.rep).removed_by is None
        monkeypatch.setattr("relationships.services.account_files.MAX_DOCUMENTS", 1)
        remove_file(file=gone, by=people.rep, today="2026-11-20")
        added(account)
        with pytest.raises(ValidationError, match="keeps 1 documents at most"):
            restore_file(file=gone, by=people.rep)

    def test_the_first_to_remove_it_is_named(self, account, people):
        file = added(account)
        remove_file(file=file, by=people.rep, today="2026-11-20")
        again = remove_file(file=file, by=people.manager, today="2026-11-21")
        assert again.removed_by == people.rep

    def test_a_document_of_a_plan_is_removed_on_the_plan(self, account, people):
        with pytest.raises(PermissionDenied):
            remove_file(file=added(account, of_plan=True), by=people.manager, today="2026-11-20")

    def test_the_database_asks_who(self, account):
        file = added(account)
        with pytest.raises(IntegrityError), transaction.atomic():
            AccountFile.objects.filter(pk=file.pk).update(removed_on="2026-11-20")


SEEN = {
    "rep": 2, "other_rep": 0, "kam": 2, "manager": 2, "head": 2, "sponsor": 2, "service": 1,
    "admin": 0, "auditor": 2,
}  # fmt: skip


@pytest.mark.parametrize(("role", "count"), SEEN.items(), ids=SEEN)
def test_who_sees_a_document_and_one_of_a_plan(account, people, role, count):
    """Service colleagues read no plans, so they read no documents of plans."""
    added(account)
    added(account, of_plan=True)
    assert AccountFile.objects.visible_to(getattr(people, role)).count() == count


class TestPages:
    def test_it_is_added_read_downloaded_and_removed(self, account, people, as_user):
        client, page = as_user(people.rep), reverse("account_files", args=[account.pk])
        assert "Choose a file and add it" in client.get(page).content.decode()
        sent = client.post(page + "add/", {"upload": upload(), "note": " 签字版 "})
        assert (sent.status_code, sent.url) == (302, f"{page}#documents")
        file = AccountFile.objects.get()
        assert (file.note, file.by, file.of_plan) == ("签字版", people.rep, False)
        body = client.get(page).content.decode()
        download = reverse("file_download", args=[file.pk])
        assert ("签字版" in body, f'href="{download}"' in body) == (True, True)
        answer = client.get(download)
        assert b"".join(answer) == PDF
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["Content-Type"] == "application/pdf"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
        client.post(f"{page}{file.pk}/remove/")
        body = client.get(page).content.decode()
        assert ("removed by" in body, download in body) == (True, False)
        assert client.get(download).status_code == 404
        client.post(f"{page}{file.pk}/restore/")
        assert b"".join(client.get(download)) == PDF

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            pytest.param({}, "This field is required", id="no file"),
            pytest.param({"upload": b""}, "is empty", id="empty file"),
            pytest.param({"upload": b"<html>"}, "only pictures, PDF, office", id="type"),
            pytest.param({"upload": PDF, "note": "长" * 201}, "at most 200", id="note"),
        ],
    )
    def test_mistakes_are_said_by_the_field(self, account, people, as_user, data, says):
        data = {k: upload(v) if isinstance(v, bytes) else v for k, v in data.items()}
        answer = as_user(people.rep).post(reverse("file_add", args=[account.pk]), data)
        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert not AccountFile.objects.exists()

    def test_the_limit_is_said(self, account, people, as_user, monkeypatch):
        monkeypatch.setattr(account_files, "MAX_DOCUMENTS", 0)
        url = reverse("file_add", args=[account.pk])
        answer = as_user(people.rep).post(url, {"upload": upload()})
        assert answer.status_code == 422
        assert "documents at most" in answer.content.decode()

    def test_the_account_page_shows_the_newest_three(self, account, people, as_user):
        for n in range(4):
            added(account, upload=upload(name=f"文件{n}.pdf"))
        body = as_user(people.rep).get(reverse("account_detail", args=[account.pk]))
        text = body.content.decode()
        assert [f"文件{n}.pdf" in text for n in range(4)] == [False, True, True, True]
        assert "Documents" not in as_user(people.admin).get(body.request["PATH_INFO"]).text

    def test_another_account_is_out_of_reach(self, account, people, as_user):
        """Its own number in the address of another account, and theirs in one's own."""
        other = factories.account("别家", people.other_rep)
        mine, theirs = added(account), added(other)
        client = as_user(people.rep)
        for pk, file in ((account.pk, theirs.pk), (other.pk, theirs.pk), (other.pk, mine.pk)):
            assert client.post(reverse("file_remove", args=[pk, file])).status_code == 404
        assert client.get(reverse("file_download", args=[theirs.pk])).status_code == 404
        assert client.post(reverse("file_add", args=[other.pk])).status_code == 404
        assert AccountFile.objects.current().count() == 2

    def test_queries_do_not_grow(self, account, people, as_user, django_assert_max_num_queries):
        client, page = as_user(people.rep), reverse("account_files", args=[account.pk])
        for count in (2, 10):
            for _each in range(count):
                added(account)
            with django_assert_max_num_queries(14):
                client.get(page)


def test_a_merge_carries_them_over_and_an_undo_gives_them_back(account, people):
    twin = factories.account("澄江重型机械", people.rep)
    ours, theirs = added(account), added(twin)
    merge = merge_accounts(kept=account, lost=twin, by=people.manager)
    assert set(account.files.all()) == {ours, theirs}
    since = added(account)
    undo_merge(merge=merge, by=people.manager)
    assert set(account.files.all()) == {ours, since}
    assert list(twin.files.all()) == [theirs]
