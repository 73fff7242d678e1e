"""Documents of a plan: who adds and removes them, when, and where else they are read."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from kam.merging.accounts import merge_accounts
from kam.merging.undo import undo_merge
from plans.models import PlanFile, PlanState
from plans.services.plan_actions import add_action
from plans.services.plan_files import add_plan_file, remove_plan_file
from relationships.models import AccountFile
from tests import factories
from tests.plans.conftest import TODAY

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def customer(people):
    found = factories.account("澄江重工", owner=people.rep, sponsor=people.sponsor)
    found.members.add(people.kam, people.service)
    return found


@pytest.fixture
def plan(customer, people):
    return factories.plan(customer, people.rep)


def upload(name="报价.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def added(plan, by=None):
    return add_plan_file(plan=plan, by=by or plan.owner, upload=upload(), note="终稿")


def in_state(plan, state):
    type(plan).objects.filter(pk=plan.pk).update(state=state, reached=state == PlanState.CLOSED)
    plan.refresh_from_db()
    return plan


WORKS = {
    "rep": True, "other_rep": False, "kam": False, "manager": True, "sponsor": False,
    "service": False, "admin": False, "auditor": False,
}  # fmt: skip


@pytest.mark.parametrize(("role", "may"), WORKS.items(), ids=WORKS)
def test_who_works_the_plan_adds_and_removes(plan, people, role, may):
    by, known = getattr(people, role), added(plan)
    if may:
        assert added(plan, by).file.by == by
        remove_plan_file(link=known, by=by, today=TODAY)
        assert AccountFile.objects.removed().get().removed_by == by
        return
    with pytest.raises(PermissionDenied):
        added(plan, by)
    with pytest.raises(PermissionDenied):
        remove_plan_file(link=known, by=by, today=TODAY)


WORKED_ON = (PlanState.DRAFT, PlanState.APPROVED, PlanState.ACTIVE)
OPEN = {state: state in WORKED_ON for state in PlanState}


@pytest.mark.parametrize(("state", "is_open"), OPEN.items(), ids=[str(each) for each in OPEN])
def test_in_which_states(plan, state, is_open):
    known, plan = added(plan), in_state(plan, state)
    if is_open:
        assert added(plan).plan == plan
        remove_plan_file(link=known, by=plan.owner, today=TODAY)
        return
    with pytest.raises(ValidationError, match="by now"):
        added(plan)
    with pytest.raises(ValidationError, match="by now"):
        remove_plan_file(link=known, by=plan.owner, today=TODAY)
    assert PlanFile.objects.count() == 1


def test_an_active_plan_is_not_revised(plan):
    plan = in_state(plan, PlanState.ACTIVE)
    added(plan)
    plan.refresh_from_db()
    assert (plan.revision, plan.revisions.count()) == (1, 0)


def test_a_document_that_is_refused_leaves_nothing(plan):
    with pytest.raises(ValidationError, match="only pictures"):
        add_plan_file(plan=plan, by=plan.owner, upload=upload(content=b"<html>"))
    assert not AccountFile.objects.exists()


class TestPages:
    @pytest.mark.parametrize("purpose", ["operating", "new", "up_tier"])
    def test_every_kind_of_plan_has_them(self, customer, people, as_user, purpose):
        plan = factories.plan(customer, people.rep, purpose=purpose)
        client, page = as_user(people.rep), reverse("plan_detail", args=[plan.pk])
        assert "No document yet: add offers" in client.get(page).content.decode()
        sent = client.post(f"{page}files/add/", {"upload": upload(), "note": "终稿"})
        assert (sent.status_code, sent.url) == (302, f"{page}#files")
        file = AccountFile.objects.get()
        body = client.get(page).content.decode()
        assert reverse("file_download", args=[file.pk]) in body
        of_account = client.get(reverse("account_files", args=[customer.pk])).content.decode()
        assert ("报价.pdf" in of_account, "of a plan" in of_account) == (True, True)
        assert f"{file.pk}/remove/" not in of_account
        client.post(f"{page}files/{file.pk}/remove/")
        body = client.get(page).content.decode()
        assert (reverse("file_download", args=[file.pk]) in body, "Put back" in body) == (
            False, True,
        )  # fmt: skip
        client.post(f"{page}files/{file.pk}/restore/")
        assert reverse("file_download", args=[file.pk]) in client.get(page).content.decode()
        client.post(f"{page}files/{file.pk}/remove/")
        of_account = client.get(reverse("account_files", args=[customer.pk])).content.decode()
        assert "removed by" in of_account

    def test_who_only_reads_sees_no_form(self, plan, people, as_user):
        added(plan)
        body = as_user(people.sponsor).get(reverse("plan_detail", args=[plan.pk])).content.decode()
        assert ("报价.pdf" in body, "files/add/" in body) == (True, False)

    def test_service_colleagues_do_not_read_them(self, plan, people, as_user):
        file, client = added(plan).file, as_user(people.service)
        page = reverse("account_files", args=[plan.account_id])
        assert "报价.pdf" not in client.get(page).content.decode()
        assert client.get(reverse("file_download", args=[file.pk])).status_code == 404

    def test_mistakes_stay_in_the_form(self, plan, people, as_user):
        client, url = as_user(people.rep), reverse("plan_file_add", args=[plan.pk])
        answer = client.post(url, {"upload": upload(content=b"<html>"), "note": "说明"})
        assert answer.status_code == 422
        body = answer.content.decode()
        assert ("only pictures, PDF" in body, 'value="说明"' in body) == (True, True)

    @pytest.mark.parametrize("act", ["add", "remove"])
    def test_a_plan_submitted_meanwhile_says_so(self, plan, people, as_user, act):
        file = added(plan).file
        in_state(plan, PlanState.SUBMITTED)
        page = reverse("plan_detail", args=[plan.pk])
        url = f"{page}files/add/" if act == "add" else f"{page}files/{file.pk}/remove/"
        answer = as_user(people.rep).post(url, {"upload": upload()})
        assert answer.status_code == 422
        assert "This plan is in the state Submitted by now." in answer.content.decode()
        assert AccountFile.objects.current().count() == 1

    def test_documents_of_other_plans_are_not_found(self, plan, customer, people, as_user):
        other = factories.plan(customer, people.rep, purpose="retain")
        foreign = factories.plan(factories.account("别家", people.other_rep), people.other_rep)
        client = as_user(people.rep)
        for link in (added(other), added(foreign)):
            url = reverse("plan_file_remove", args=[plan.pk, link.file_id])
            assert client.post(url).status_code == 404
            url = reverse("file_remove", args=[customer.pk, link.file_id])
            assert client.post(url).status_code in (403, 404)
        assert client.post(reverse("plan_file_add", args=[foreign.pk])).status_code == 404
        assert AccountFile.objects.current().count() == 2


def test_documents_and_actions_follow_their_plan_through_a_merge_and_back(plan, people):
    """Also those that were added between the two."""
    kept = factories.account("澄江集团", people.rep)
    lost, early = plan.account, added(plan)
    merge = merge_accounts(kept=kept, lost=lost, by=people.manager)
    plan.refresh_from_db()
    late = added(plan)
    action = add_action(
        plan=plan, by=people.rep, today=TODAY, text="拜访", owner=people.rep, due_on=plan.ends_on
    ).action
    assert set(kept.files.all()) == {early.file, late.file}
    undo_merge(merge=merge, by=people.manager)
    plan.refresh_from_db()
    action.refresh_from_db()
    assert (plan.account, action.account) == (lost, lost)
    assert set(lost.files.all()) == {early.file, late.file}
    assert not kept.files.exists()
