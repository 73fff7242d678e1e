"""What goes along when an account changes hands or a contact leaves (domain §4.6, §7.10)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Account, Contact
from relationships.models import Gift, Handover, HandoverItem, Level, Visit
from relationships.models.handover import ItemKind
from relationships.services.handover import complete, hand_over, let_go, tick, update_account
from relationships.services.people import contact_left
from staff.models import Notice
from tests import factories
from tests.relationships.conftest import TODAY

pytestmark = pytest.mark.django_db
PAST, SOON = TODAY - timedelta(days=30), TODAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def account(people):
    return factories.account("澜江重工集团", owner=people.rep)


def moved(people, *accounts, to=None):
    chosen = Account.objects.filter(pk__in=[each.pk for each in accounts])
    return hand_over(accounts=chosen, to=to or people.kam, by=people.head, on=TODAY)


def checklist(handover=None):
    handover = handover or Handover.objects.open().get()
    items = sorted(handover.items.for_page(), key=lambda i: (ItemKind.values.index(i.kind), i.pk))
    return [(i.kind, str(i.contact or (i.visit and i.visit.note) or "")) for i in items]


def met(who, by, note="谈了价格", day=PAST, **fields):
    return factories.visit(who.account, day, by, [who], note, **fields)


class TestWhatGoesAlong:
    """`rep` hands the account to `kam`; one contact each."""

    @pytest.mark.parametrize(
        ("history", "listed"),
        [
            pytest.param("", False, id="nobody knows them"),
            pytest.param("rep met", True, id="only the former owner met them"),
            pytest.param("rep level", True, id="only the former owner has a level"),
            pytest.param("rep met, manager met", False, id="a colleague met them too"),
            pytest.param("rep met, kam level", False, id="the new owner knows them"),
            pytest.param("rep level, gone met", True, id="who left the company does not count"),
            pytest.param("manager met", False, id="not the former owner's"),
        ],
    )
    def test_contacts_that_only_the_former_owner_knows(self, people, account, history, listed):
        people.gone = factories.user("rep", people.east, is_active=False)
        person = factories.contact(account, "王立群")
        for name, how in (each.split() for each in history.split(", ") if each):
            if how == "met":
                met(person, getattr(people, name))
            else:
                factories.personal_level(person, getattr(people, name), 2)
        moved(people, account)
        found = checklist() if Handover.objects.exists() else []
        assert (("contact", "王立群") in found) is listed

    @pytest.mark.parametrize(
        ("step_on", "later", "open_"),
        [
            pytest.param(SOON, None, True, id="still to come"),
            pytest.param(PAST, None, True, id="overdue"),
            pytest.param(None, None, True, id="without a day"),
            pytest.param(None, PAST + timedelta(days=1), False, id="somebody was there since"),
            pytest.param(TODAY, TODAY, False, id="somebody was there on its day"),
            pytest.param(TODAY, TODAY - timedelta(days=1), True, id="there, but before its day"),
        ],
    )
    def test_open_promises(self, people, account, step_on, later, open_):
        person = factories.contact(account)
        met(person, people.rep, "承诺", next_step="交方案", next_step_on=step_on,
            day=PAST - timedelta(days=1))  # fmt: skip
        if later:
            met(person, people.manager, day=later)
        moved(people, account)
        found = checklist() if Handover.objects.exists() else []
        assert (("promise", "承诺") in found) is open_

    def test_planned_visits_and_a_visit_together(self, people, account):
        factories.visit(account, SOON, people.rep, status="planned", note="")
        factories.visit(account, SOON, people.manager, status="planned", note="")
        moved(people, account)
        assert checklist() == [("visit", ""), ("together", "")]

    def test_no_visit_together_with_who_is_gone(self, people, account):
        met(factories.contact(account, "王立群"), people.rep)
        let_go(user=people.rep, by=people.admin)
        moved(people, account)
        assert checklist() == [("contact", "王立群")]

    def test_accounts_without_anything_get_no_record(self, people, account):
        full = factories.account(owner=people.rep)
        met(factories.contact(full), people.rep)
        nobodys = factories.account(unit=people.east)
        assert moved(people, account, full, nobodys) == (3, 1)
        assert Handover.objects.get().account == full


class TestLevels:
    def test_the_newest_of_the_former_owner_wait_to_be_assessed_again(self, people, account):
        wang, li = factories.contact(account), factories.contact(account)
        old = factories.personal_level(wang, people.rep, 2, "2026-05-01")
        new = factories.personal_level(wang, people.rep, 3, "2026-09-01")
        other = factories.personal_level(li, people.rep, 1)
        theirs = factories.personal_level(wang, people.manager)
        elsewhere = factories.personal_level(
            factories.contact(factories.account(owner=people.rep)), people.rep
        )
        moved(people, account)
        marked = set(Level.objects.filter(reassess=True))
        assert marked == {new, other}
        assert not marked & {old, theirs, elsewhere}

    def test_who_leaves_the_company_leaves_levels_behind(self, people, account):
        hers = factories.account(owner=people.kam)
        for each in (account, hers):
            factories.personal_level(factories.contact(each), people.rep)
        let_go(user=people.rep, by=people.admin)
        assert not Level.objects.filter(reassess=False).exists()
        told = Notice.objects.get()
        assert (told.user, told.kind) == (people.kam, "reassess")
        assert told.params == {"account": {"zh-hans": hers.name, "en": hers.name_en or hers.name}}


class TestTold:
    def test_one_account_by_name(self, people, account):
        factories.personal_level(factories.contact(account), people.rep)
        moved(people, account)
        told = {n.kind: (n.user, n.url) for n in Notice.objects.order_by("pk")}
        handover = Handover.objects.get()
        assert told == {
            "handover": (people.kam, reverse("handover_detail", args=[handover.pk])),
            "reassess": (people.kam, reverse("account_people", args=[account.pk])),
        }

    def test_many_accounts_in_one_notice_each(self, people, account):
        many = [account, factories.account(owner=people.rep)]
        for each in many:
            factories.personal_level(factories.contact(each), people.rep)
        moved(people, *many)
        told = {n.kind: n.params for n in Notice.objects.order_by("pk")}
        assert told == {"handovers": {"count": "2"}, "reassess_many": {"count": "2"}}

    def test_nobody_tells_themselves(self, people, account):
        met(factories.contact(account), people.rep)
        moved(people, account, to=people.head)
        assert Handover.objects.get().to == people.head
        assert not Notice.objects.exists()


def test_an_account_that_passes_on_again_takes_along_what_is_not_done(people, account):
    wang, li = factories.contact(account, "王立群"), factories.contact(account, "李岚")
    for person in (wang, li):
        met(person, people.rep)
    moved(people, account)
    first = Handover.objects.get()
    done = first.items.get(contact=wang)
    tick(item=done, by=people.kam, done=True, now=timezone.now())
    moved(people, account, to=people.manager)
    first.refresh_from_db()
    assert first.state == "passed"
    assert checklist() == [("contact", "李岚"), ("together", "")]


def test_another_owner_in_the_form_of_the_account(people, account, as_user):
    met(factories.contact(account), people.rep)
    update_account(account=account, by=people.manager, on=TODAY, owner=people.kam)
    assert Handover.objects.get().to == people.kam
    update_account(account=account, by=people.manager, on=TODAY, region="江苏")
    assert Handover.objects.count() == 1
    form = as_user(people.manager).get(reverse("account_edit", args=[account.pk])).context["form"]
    sent = {k: v for k, v in form.initial.items() if isinstance(v, str | int)}
    sent |= {"owner": people.manager.pk, "unit": people.east.pk, "aliases": ""}
    as_user(people.manager).post(reverse("account_edit", args=[account.pk]), sent)
    assert [h.to for h in Handover.objects.order_by("pk")] == [people.kam, people.manager]


class TestWorking:
    @pytest.fixture
    def handover(self, people, account):
        met(factories.contact(account, "王立群"), people.rep)
        factories.visit(account, SOON, people.rep, status="planned", note="")
        moved(people, account)
        return Handover.objects.get()

    def test_a_planned_visit_that_is_ticked_changes_hands(self, people, handover):
        item = handover.items.get(kind="visit")
        tick(item=item, by=people.kam, done=True, now=timezone.now())
        assert Visit.objects.planned().get().owner == people.kam
        tick(item=item, by=people.kam, done=False, now=timezone.now())
        assert handover.items.filter(done_at=None).count() == 3

    def test_closing_with_lines_left_needs_a_reason(self, people, handover):
        close = {"handover": handover, "by": people.kam, "now": timezone.now()}
        with pytest.raises(ValidationError) as refused:
            complete(**close, note="  ")
        assert set(refused.value.message_dict) == {"note"}
        assert complete(**close, note="王总已离职").state == "done"
        with pytest.raises(ValidationError):
            complete(**close, note="again")
        with pytest.raises(ValidationError):
            tick(item=handover.items.first(), by=people.kam, done=True, now=timezone.now())

    @pytest.mark.parametrize(
        ("who", "works"),
        [("kam", True), ("manager", True), ("head", True), ("sponsor", False), ("auditor", False)],
    )
    def test_who_works_through_it(self, people, handover, who, works):
        item, by = handover.items.first(), getattr(people, who)
        if works:
            assert tick(item=item, by=by, done=True, now=timezone.now()).done_by == by
            return
        with pytest.raises(PermissionDenied):
            tick(item=item, by=by, done=True, now=timezone.now())


class TestCourtesiesAndGifts:
    """What the former owner meant to do for people goes along and is then the new owner's."""

    @pytest.fixture
    def asked(self, people, account):
        wang = factories.contact(account, "王立群")
        return {
            "task": factories.care_task(wang, people.rep),
            "gift": factories.gift(wang, people.rep, status="requested"),
            "done": factories.gift(wang, people.rep, "月饼"),
            "colleague's": factories.care_task(wang, people.manager),
        }

    def test_what_is_still_to_do_is_listed(self, people, account, asked):
        moved(people, account)
        items = Handover.objects.get().items.order_by("pk")
        found = [(i.kind, i.care_task or i.gift) for i in items if i.kind != "together"]
        assert found == [("care", asked["task"]), ("gift", asked["gift"])]

    def test_ticked_it_is_done_by_who_takes_over(self, people, account, asked, as_user):
        moved(people, account)
        handover = Handover.objects.get()
        page = as_user(people.kam).get(reverse("handover_detail", args=[handover.pk]))
        assert "明前茶" in page.content.decode()
        for item in handover.items.order_by("pk"):
            tick(item=item, by=people.kam, done=True, now=timezone.now())
        asked["task"].refresh_from_db()
        asked["gift"].refresh_from_db()
        asked["done"].refresh_from_db()
        assert (asked["task"].owner, asked["gift"].giver) == (people.kam, people.kam)
        assert asked["done"].giver == people.rep

    def test_closed_undone_it_still_goes_to_who_takes_over(self, people, account, asked):
        moved(people, account)
        handover = Handover.objects.get()
        complete(handover=handover, by=people.kam, now=timezone.now(), note="改天再谈")
        asked["task"].refresh_from_db()
        asked["gift"].refresh_from_db()
        assert (asked["task"].owner, asked["gift"].giver) == (people.kam, people.kam)

    def test_a_gift_is_never_that_of_who_approved_it(self, people, account):
        wang = factories.contact(account, "王立群")
        gift = factories.gift(wang, people.rep, status="approved", approver=people.manager)
        moved(people, account, to=people.manager)
        line = Handover.objects.get().items.get(kind="gift")
        tick(item=line, by=people.manager, done=True, now=timezone.now())
        gift.refresh_from_db()
        assert gift.giver == people.rep


class TestPages:
    @pytest.fixture
    def handover(self, people, account):
        met(factories.contact(account, "王立群"), people.rep, "承诺", next_step="交方案")
        moved(people, account)
        return Handover.objects.get()

    @pytest.mark.parametrize(
        ("who", "count"),
        [("kam", 1), ("rep", 0), ("other_rep", 0), ("manager", 1), ("head", 1), ("auditor", 1)],
    )
    def test_the_list_has_one_s_own_and_managers_that_of_their_people(
        self, people, handover, as_user, who, count
    ):
        response = as_user(getattr(people, who)).get(reverse("handover_list"))
        assert len(response.context["page"].object_list) == count

    def test_ticking_and_completing(self, people, handover, as_user):
        client = as_user(people.kam)
        page = client.get(reverse("handover_detail", args=[handover.pk])).content.decode()
        assert "王立群" in page
        assert "交方案" in page
        for item in handover.items.order_by("pk"):
            client.post(
                reverse("handover_tick", args=[item.pk]),
                {"done": "1"},
                headers={"HX-Request": "true"},
            )
        done = client.post(reverse("handover_complete", args=[handover.pk]))
        assert done["Location"] == reverse("handover_list")
        assert client.get(reverse("handover_list")).context["page"].object_list.count() == 0

    def test_the_former_owner_no_longer_sees_it(self, people, handover, as_user):
        client = as_user(people.rep)
        item = handover.items.first().pk
        assert client.get(reverse("handover_detail", args=[handover.pk])).status_code == 404
        assert client.post(reverse("handover_tick", args=[item])).status_code == 404
        assert client.post(reverse("handover_complete", args=[handover.pk])).status_code == 404

    def test_reason_by_the_field(self, people, handover, as_user):
        sent = as_user(people.kam).post(reverse("handover_complete", args=[handover.pk]))
        assert sent.status_code == 422
        assert set(sent.context["form"].errors) == {"note"}


class TestContactLeft:
    @pytest.fixture
    def wang(self, people, account):
        wang = factories.contact(account, "王立群")
        met(wang, people.rep, "承诺", next_step="交方案")
        factories.visit(account, SOON, people.rep, [wang], status="planned", note="")
        factories.personal_level(wang, people.rep)
        return wang

    def test_gifts_that_were_asked_for_are_taken_back(self, people, wang):
        waits = factories.gift(wang, people.rep, status="waiting")
        factories.notice(people.manager, kind="gift_waits", key=f"gift_waits:{waits.pk}")
        given = factories.gift(wang, people.rep, item="笔", status="delivered")
        contact_left(contact=wang, by=people.manager, on=TODAY, today=TODAY)
        states = {gift.pk: gift.status for gift in Gift.objects.order_by("pk")}
        assert states == {waits.pk: "withdrawn", given.pk: "delivered"}
        assert not Notice.objects.visible_to(people.manager).unread().exists()

    @pytest.mark.parametrize("replaced", [False, True])
    def test_what_hung_on_the_person_is_a_checklist(self, people, account, wang, replaced):
        new = factories.contact(account, "李岚") if replaced else None
        given = {"contact": wang, "by": people.manager, "on": TODAY, "today": TODAY}
        handover = contact_left(**given, successor=new)
        first = ("contact", "李岚") if replaced else ("successor", "")
        assert checklist(handover) == [first, ("promise", "承诺"), ("visit", "")]
        assert (handover.to, handover.cause) == (people.rep, "contact")
        assert Level.objects.get().reassess
        told = Notice.objects.get()
        assert (told.user, told.kind) == (people.rep, "contact_left")

    def test_its_page_shows_first_and_then_does(self, people, wang, as_user, today):
        client, url = as_user(people.rep), reverse("contact_leave", args=[wang.pk])
        assert "交方案" in client.get(url).content.decode()
        refused = client.post(url, {"on": "2026-11-21"})
        assert refused.status_code == 422
        assert set(refused.context["form"].errors) == {"on"}
        client.post(url, {"on": "2026-11-19"})
        assert Contact.objects.get().left_on == date(2026, 11, 19)
        assert client.get(url).status_code == 404
        assert not Notice.objects.exists()

    def test_a_successor_of_another_account_is_no_choice(self, people, wang, as_user):
        other = factories.contact(factories.account(owner=people.rep), "外人")
        sent = as_user(people.rep).post(
            reverse("contact_leave", args=[wang.pk]), {"on": "2026-11-01", "successor": other.pk}
        )
        assert set(sent.context["form"].errors) == {"successor"}
        assert "外人" not in sent.content.decode()

    def test_it_goes_along_to_another_owner(self, people, account, wang):
        left = contact_left(contact=wang, by=people.rep, on=TODAY, today=TODAY)
        moved(people, account)
        left.refresh_from_db()
        assert left.to == people.kam


def test_as_many_statements_for_many_accounts_as_for_one(people):
    def statements(count):
        made = [factories.account(owner=people.rep) for _ in range(count)]
        for each in made:
            met(factories.contact(each), people.rep, next_step="交方案")
        with CaptureQueriesContext(connection) as found:
            assert moved(people, *made) == (count, count)
        return len(found)

    # One of them passes on the actions of plans, one clears the inbox of the former owner.
    assert statements(2) == statements(12) <= 21
    assert HandoverItem.objects.count() == 3 * 14
