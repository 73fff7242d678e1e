"""Settings pages: who opens them, what they save, what they say."""

import pytest
from django.core import mail

from staff.models import Unit, User
from staff.permissions import Role
from tests import factories

WHO = ["rep", "kam", "manager", "head", "sponsor", "service", "auditor", "admin"]
ADMIN_PAGES = [
    "/settings/users/",
    "/settings/users/add/",
    "/settings/users/{user}/",
    "/settings/users/{user}/deactivate/",
    "/settings/roles/",
    "/settings/units/",
    "/settings/units/add/",
    "/settings/units/{unit}/",
    "/settings/company/",
]
EVERYBODY = ["/settings/", "/settings/profile/"]


def address(page, people):
    return page.format(user=people.rep.pk, unit=people.east.pk)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("page", ADMIN_PAGES)
def test_administration_is_for_administrators(people, as_user, page, who):
    response = as_user(getattr(people, who)).get(address(page, people))
    assert response.status_code == (200 if who == "admin" else 403)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("page", EVERYBODY)
def test_own_settings_are_for_everybody(people, as_user, page, who):
    assert as_user(getattr(people, who)).get(page).status_code == 200


@pytest.mark.parametrize("page", [*ADMIN_PAGES, *EVERYBODY])
def test_nobody_unknown_opens_them(people, client, page):
    url = address(page, people)
    assert client.get(url).url == f"/auth/login/?next={url}"


@pytest.mark.parametrize("page", [*ADMIN_PAGES, *EVERYBODY])
def test_pages_stand_in_chinese(people, as_user, page):
    people.admin.language = "zh-hans"
    people.admin.save()
    response = as_user(people.admin).get(address(page, people))
    assert response.status_code == 200
    assert response.headers["Content-Language"] == "zh-hans"


@pytest.mark.parametrize(
    "page",
    [
        "/settings/users/{user}/invite/",
        "/settings/users/{user}/reactivate/",
        "/settings/units/{unit}/delete/",
    ],
)
def test_what_writes_takes_a_post_of_an_administrator(people, as_user, page):
    url = address(page, people)
    assert as_user(people.admin).get(url).status_code == 405
    assert as_user(people.manager).post(url).status_code == 403


@pytest.mark.parametrize("page", ["/settings/users/999/", "/settings/units/999/"])
def test_what_does_not_exist_is_not_found(people, as_user, page):
    assert as_user(people.admin).get(page).status_code == 404


def test_settings_show_only_the_doors_that_open(people, as_user):
    def doors(person):
        return {door["url"] for door in as_user(person).get("/settings/").context["doors"]}

    assert {"/settings/profile/", "/settings/users/", "/settings/company/"} <= doors(people.admin)
    assert "/settings/users/" not in doors(people.manager)
    assert doors(people.service) == {"/settings/profile/"}


class TestUserList:
    def names(self, response):
        return [person.email.partition("@")[0] for person in response.context["page"]]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("role=rep", {"rep", "other"}),
            ("q=OTHER", {"other"}),
            ("q=no+such+person", set()),
            ("role=rep&state=inactive", set()),
            ("state=inactive", {"gone"}),
        ],
    )
    def test_filters(self, people, as_user, query, found):
        factories.user(Role.KAM, email="gone@example.com", is_active=False)
        response = as_user(people.admin).get(f"/settings/users/?{query}")
        assert set(self.names(response)) == found

    def test_a_unit_includes_the_units_below(self, people, as_user):
        client = as_user(people.admin)
        below = client.get(f"/settings/users/?unit={people.company_unit.pk}")
        assert set(self.names(below)) == {"rep", "other", "kam", "manager", "head", "service"}
        west = client.get(f"/settings/users/?unit={people.west.pk}")
        assert self.names(west) == ["other"]

    def test_sort(self, people, as_user):
        client = as_user(people.admin)
        up = self.names(client.get("/settings/users/?sort=email"))
        assert up == sorted(up)
        assert self.names(client.get("/settings/users/?sort=-email")) == up[::-1]
        assert client.get("/settings/users/?sort=password").status_code == 200

    def test_htmx_gets_the_table_alone(self, people, as_user):
        response = as_user(people.admin).get("/settings/users/", headers={"HX-Request": "true"})
        names = [template.name for template in response.templates]
        assert "staff/_user_table.html" in names
        assert "base.html" not in names

    def test_queries_do_not_grow_with_people(self, people, as_user, django_assert_max_num_queries):
        client = as_user(people.admin)
        for _ in range(60):
            factories.user(unit=people.east)
        with django_assert_max_num_queries(9):
            response = client.get("/settings/users/")
        assert len(response.context["page"]) == 50


class TestUserPages:
    form = {"name": "林晓雯", "email": "lin@example.com", "role": "service", "language": "zh-hans"}

    def test_a_new_user_gets_a_mail_in_the_own_language(self, people, as_user, client, link_in):
        response = as_user(people.admin).post("/settings/users/add/", self.form)
        assert response.url == "/settings/users/"
        (message,) = mail.outbox
        assert message.to == ["lin@example.com"]
        assert "林晓雯" in message.body
        client.logout()
        form = client.get(link_in(message), follow=True).redirect_chain[-1][0]
        client.post(form, {"password1": "gn7-river-stone", "password2": "gn7-river-stone"})
        assert client.login(email="lin@example.com", password="gn7-river-stone")

    def test_a_dead_mail_server_loses_nobody(self, people, as_user, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        response = as_user(people.admin).post("/settings/users/add/", self.form, follow=True)
        (message,) = response.context["messages"]
        assert message.level_tag == "warning"
        assert User.objects.filter(email="lin@example.com").exists()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"email": "Rep@example.com"}, "email"),
            ({"name": ""}, "name"),
            ({"role": "manager"}, "unit"),
            ({"role": "kam"}, "unit"),
            ({"role": "rep"}, "unit"),
            ({"role": "boss"}, "role"),
            ({"unit": "999"}, "unit"),
        ],
    )
    def test_wrong_input_gets_a_message_by_the_field(self, people, as_user, changes, field):
        response = as_user(people.admin).post("/settings/users/add/", self.form | changes)
        assert response.status_code == 200
        assert list(response.context["form"].errors) == [field]
        assert mail.outbox == []
        assert not User.objects.filter(name="林晓雯").exists()

    def test_the_first_user_who_needs_a_unit_is_led_to_the_first_unit(self, as_user, db):
        response = as_user(factories.user("admin")).post(
            "/settings/users/add/", self.form | {"role": "rep"}
        )
        html = response.content.decode()
        assert "Without a unit no sales manager sees" in html
        assert '<a class="k-link" href="/settings/units/add/">Add the first one.</a>' in html

    def test_edit(self, people, as_user):
        url = f"/settings/users/{people.rep.pk}/"
        changes = {"role": "kam", "unit": people.west.pk}
        response = as_user(people.admin).post(url, self.form | changes)
        assert response.url == "/settings/users/"
        people.rep.refresh_from_db()
        assert (people.rep.name, people.rep.role, people.rep.unit) == ("林晓雯", "kam", people.west)

    def test_own_role_is_refused_by_the_field(self, people, as_user):
        url = f"/settings/users/{people.admin.pk}/"
        response = as_user(people.admin).post(url, self.form)
        assert list(response.context["form"].errors) == ["role"]

    def test_invite_again(self, people, as_user):
        as_user(people.admin).post(f"/settings/users/{people.rep.pk}/invite/")
        assert [message.to for message in mail.outbox] == [["rep@example.com"]]

    def test_who_has_logged_in_is_not_invited_again(self, people, as_user, client):
        client.force_login(people.rep)
        response = as_user(people.admin).post(f"/settings/users/{people.rep.pk}/invite/")
        assert (response.status_code, mail.outbox) == (404, [])

    def test_deactivating_an_owner_says_how_many_accounts_wait(self, people, as_user):
        factories.account(owner=people.rep)
        factories.account(owner=people.rep)
        factories.account(owner=people.rep, status="exited")
        url = f"/settings/users/{people.rep.pk}/deactivate/"
        client = as_user(people.admin)
        assert "still owns 2 open accounts" in client.get(url).content.decode()
        response = client.post(url, follow=True)
        said = [(m.level_tag, str(m)) for m in response.context["messages"]]
        assert said == [
            ("success", f"{people.rep.name} can't log in any more."),
            ("warning", f"2 open accounts still belong to {people.rep.name}. Hand them over."),
        ]
        people.rep.refresh_from_db()
        assert not people.rep.is_active

    def test_deactivating_oneself_is_refused(self, people, as_user):
        url = f"/settings/users/{people.admin.pk}/deactivate/"
        response = as_user(people.admin).post(url)
        assert "deactivate yourself" in response.content.decode()
        people.admin.refresh_from_db()
        assert people.admin.is_active

    def test_reactivate(self, people, as_user):
        gone = factories.user(is_active=False)
        as_user(people.admin).post(f"/settings/users/{gone.pk}/reactivate/")
        gone.refresh_from_db()
        assert gone.is_active


class TestUnitPages:
    def test_create_below(self, people, as_user):
        form = {"name": "上海", "name_en": "Shanghai", "parent": people.east.pk}
        as_user(people.admin).post("/settings/units/add/", form)
        unit = Unit.objects.get(name="上海")
        assert unit.path == f"{people.east.path}{unit.pk}/"

    def test_the_button_beside_a_unit_proposes_it_as_parent(self, people, as_user):
        response = as_user(people.admin).get(f"/settings/units/add/?parent={people.east.pk}")
        assert response.context["form"]["parent"].value() == str(people.east.pk)

    def test_a_loop_is_refused_by_the_field(self, people, as_user):
        form = {"name": "销售部", "parent": people.east.pk}
        url = f"/settings/units/{people.company_unit.pk}/"
        response = as_user(people.admin).post(url, form)
        assert list(response.context["form"].errors) == ["parent"]

    def test_a_full_unit_shows_what_is_in_it_and_stays(self, people, as_user):
        client = as_user(people.admin)
        url = f"/settings/units/{people.west.pk}/"
        assert client.get(url).context["contents"] == [("users", 1)]
        response = client.post(f"{url}delete/", follow=True)
        (message,) = response.context["messages"]
        assert str(message) == "This unit can't be deleted. It still has: users (1)."
        assert Unit.objects.filter(pk=people.west.pk).exists()

    def test_delete(self, people, as_user):
        unit = factories.unit("空")
        as_user(people.admin).post(f"/settings/units/{unit.pk}/delete/")
        assert not Unit.objects.filter(pk=unit.pk).exists()


def test_people_change_their_profile_and_nothing_else(people, as_user):
    form = {
        "name": "赵磊",
        "name_en": "Lei Zhao",
        "phone": "1",
        "language": "zh-hans",
        "role": "admin",
        "email": "x@example.com",
    }
    as_user(people.rep).post("/settings/profile/", form)
    people.rep.refresh_from_db()
    assert (people.rep.name, people.rep.phone, people.rep.language) == ("赵磊", "1", "zh-hans")
    assert (people.rep.role, people.rep.email) == ("rep", "rep@example.com")


def test_a_nameless_profile_is_refused(people, as_user):
    response = as_user(people.rep).post("/settings/profile/", {"name": "", "language": "en"})
    assert list(response.context["form"].errors) == ["name"]
