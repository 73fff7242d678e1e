"""Who of ours looks after an account: the page of the team, its card, and Today."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account
from kam.lib.history import events_of
from plans.raci import ROWS
from staff import clock
from staff.models import Department, User
from tests import factories
from tiering.models import ClassChange

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def account(people):
    """Core and complete: the key account manager owns it, one colleague per role is on the team."""
    account = factories.account(
        "澄江重工", people.kam, standing={"key_class": 1}, sponsor=people.sponsor
    )
    User.objects.filter(pk=people.kam.pk).update(department="sales")
    User.objects.filter(pk=people.service.pk).update(department="technical")
    account.members.add(people.rep, people.service)
    return account


def team(client, account):
    return client.get(reverse("account_team", args=[account.pk]))


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def names(answers):
    return {each.letter.value: [person.name for person in each.people] for each in answers}


class TestPage:
    def test_members_stand_in_their_departments(self, people, account, as_user):
        page = team(as_user(people.kam), account).context["team"]
        found = dict(zip(Department, (group.people for group in page.groups), strict=True))
        held = {Department.SALES: [people.kam], Department.TECHNICAL: [people.service]}
        assert found == dict.fromkeys(Department, []) | held
        assert [people.rep] == page.elsewhere

    def test_who_answers_for_what(self, people, account, as_user):
        page = team(as_user(people.kam), account).context["team"]
        kam, manager, sponsor = [people.kam.name], [people.manager.name], [people.sponsor.name]
        service = [people.service.name]
        assert [names(answers) for _title, answers in page.raci] == [
            {"R": kam, "A": manager, "C": sponsor, "I": [people.rep.name, *service]},
            {"R": kam, "A": manager},
            {"R": service, "A": kam},
            {"R": service, "A": [], "C": kam},
        ]

    def test_vacant_is_said_but_of_whom_no_account_names(self, people, as_user):
        account = factories.account(unit=people.west)
        text = text_of(team(as_user(people.head), account))
        parties = sum(len(row) for _title, row in ROWS)
        managers = 2  # the head, in the first two rows
        assert text.count(" vacant ") == parties - managers - 1
        assert text.count("Product lead not kept here") == 1

    @pytest.mark.parametrize("field", ["owner", "sponsor"])
    def test_who_is_deactivated_answers_for_nothing(self, people, account, as_user, field):
        person = getattr(account, field)
        User.objects.filter(pk=person.pk).update(is_active=False)
        response = team(as_user(people.head), account)
        page = response.context["team"]
        answering = {each.name for _t, row in page.raci for cell in row for each in cell.people}
        assert person.name not in answering
        assert f"{person.name} is deactivated" in text_of(response)

    def test_empty_departments_offer_colleagues_to_who_may_add_them(self, people, account, as_user):
        xu = factories.user("service", people.east, name="许宁", department="finance")
        factories.user("service", people.west, name="外人", department="finance")
        factories.user("service", people.east, name="离职", department="finance", is_active=False)
        response = team(as_user(people.manager), account)
        offered = {str(each.label): each.offered for each in response.context["team"].groups}
        assert {label: people for label, people in offered.items() if people} == {"财务": [xu]}
        assert "Could be added: 许宁" in text_of(response)
        edit = reverse("account_edit", args=[account.pk])
        assert f'href="{edit}#id_members"' in response.content.decode()
        client = as_user(people.manager)
        assert client.get(edit).context["form"].fields["members"].queryset.contains(xu)

    @pytest.mark.parametrize("who", ["kam", "rep", "service", "sponsor", "admin", "auditor"])
    def test_others_read_no_names_but_those_of_the_team(self, people, account, as_user, who):
        factories.user("service", people.east, name="许宁", department="finance")
        Account.objects.filter(pk=account.pk).update(owner=people.rep)
        account.members.add(people.kam)
        response = team(as_user(getattr(people, who)), account)
        assert response.status_code == 200
        assert "许宁" not in response.content.decode()
        assert "#id_members" not in response.content.decode()

    def test_who_does_not_open_the_account_finds_no_page(self, people, account, as_user):
        assert team(as_user(people.other_rep), account).status_code == 404

    @pytest.mark.parametrize("who", ["kam", "manager"])
    def test_queries(self, people, account, as_user, who, django_assert_max_num_queries):
        Account.objects.filter(pk=account.pk).update(owner=None, sponsor=None)
        account.members.add(people.kam)
        client = as_user(getattr(people, who))
        team(client, account)
        for n in range(8):
            account.members.add(factories.user("service", people.east, name=f"同事{n}"))
        with django_assert_max_num_queries(15):
            team(client, account)


class TestCard:
    def card(self, client, account):
        html = client.get(reverse("account_detail", args=[account.pk])).content.decode()
        part = html[html.index('id="team"') :]
        return " ".join(re.sub(r"<[^>]+>", " ", part[: part.index("</section>")]).split())

    def test_since_when_the_contact_is_the_contact(self, people, account, as_user):
        Account.objects.filter(pk=account.pk).update(owner=people.rep)
        Account.objects.filter(pk=account.pk).update(note="接手")
        events = events_of(Account).objects.filter(pgh_obj_id=account.pk).order_by("pgh_id")
        for event, day in zip(events, (3, 7, 9), strict=True):
            moment = clock.now().replace(year=2026, month=11, day=day)
            events.filter(pk=event.pk).update(pgh_created_at=moment)
        text = self.card(as_user(people.rep), account)
        assert f"{people.rep.name} Sales representative · since 7 Nov 2026" in text

    def test_the_first_contact_is_it_since_the_account_is_known(self, people, account, as_user):
        Account.objects.filter(pk=account.pk).update(created_at="2026-01-05T04:00:00Z")
        assert "since 5 Jan 2026" in self.card(as_user(people.kam), account)

    def test_vacancies_of_a_key_account(self, people, account, as_user):
        Account.objects.filter(pk=account.pk).update(
            owner=None, sponsor=None, created_at="2026-01-05T04:00:00Z"
        )
        events_of(Account).objects.update(pgh_created_at="2026-01-05T04:00:00Z")
        ClassChange.objects.create(
            account=account, system="key_class", as_of="2026-11-18", old=0, new=1
        )
        text = self.card(as_user(people.manager), account)
        assert "Single point of contact vacant since 18 Nov 2026" in text
        assert "Executive sponsor vacant since 18 Nov 2026" in text

    def test_other_accounts_just_have_nobody(self, people, as_user):
        account = factories.account(unit=people.east, standing={"pyramid": 4})
        text = self.card(as_user(people.manager), account)
        assert text.endswith("Single point of contact Nobody Executive sponsor Nobody")


class TestToday:
    @pytest.fixture
    def lacking(self, people):
        """Nine in the east, one in the west; the days since they are key are 1 to 10."""
        days = timedelta(days=1)
        found = []
        for n in range(1, 11):
            unit = people.west if n == 10 else people.east
            account = factories.account(f"客户{n}", unit=unit, standing={"key_class": 2})
            Account.objects.filter(pk=account.pk).update(created_at="2026-01-05T04:00:00Z")
            ClassChange.objects.create(
                account=account,
                system="key_class",
                as_of=timezone.localdate() - n * days,
                old=0,
                new=2,
            )
            found.append(account)
        return found

    def test_the_oldest_eight_of_the_manager_s_units(self, people, lacking, as_user):
        response = as_user(people.manager).get("/")
        vacant = response.context["today"].vacant
        assert [each.account for each in vacant.rows] == lacking[8:0:-1]
        assert (vacant.count, vacant.red) == (9, 6)
        html = response.content.decode()
        card = html[html.index('id="vacancies"') :]
        card = card[: card.index("</section>")]
        assert reverse("account_team", args=[lacking[8].pk]) in card
        assert (card.count("k-level-red"), card.count("k-level-amber")) == (6, 2)
        assert reverse("vacancy_list") in card

    def test_the_page_lists_all_in_sight(self, people, lacking, as_user, monkeypatch):
        monkeypatch.setattr(clock, "today", timezone.localdate)
        page = as_user(people.manager).get(reverse("vacancy_list"))
        assert [each.account for each in page.context["page"]] == lacking[8::-1]
        assert (page.context["red"], "for more than three days" in page.content.decode()) == (
            6,
            True,
        )
        everywhere = as_user(people.head).get(reverse("vacancy_list"))
        assert len(everywhere.context["page"]) == len(lacking)

    @pytest.mark.parametrize("who", ["rep", "kam", "sponsor", "service"])
    def test_who_can_fill_no_seat_is_shown_none(self, people, lacking, as_user, who):
        assert 'id="vacancies"' not in as_user(getattr(people, who)).get("/").content.decode()

    def test_nothing_vacant_shows_nothing(self, people, as_user):
        assert 'id="vacancies"' not in as_user(people.head).get("/").content.decode()
