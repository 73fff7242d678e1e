"""Logging in and out, forgotten passwords, and what is closed."""

import os

import pytest
from django.core import mail

from kam.lib import urls
from staff.models import Company
from staff.permissions import Role
from tests import factories

LOGIN = "/auth/login/"
PASSWORD = "correct horse battery"


def log_in(client, email="rep@example.com", password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": email, "password": password, **extra})


def is_in(client):
    return client.get("/settings/profile/").status_code == 200


@pytest.mark.parametrize("email", ["rep@example.com", "REP@Example.com"])
def test_login_by_email_in_any_case(people, client, email):
    assert log_in(client, email).status_code == 302
    assert is_in(client)


def test_a_login_needs_no_message(people, client):
    response = client.post(LOGIN, {"login": "rep@example.com", "password": PASSWORD}, follow=True)
    assert list(response.context["messages"]) == []


def test_login_goes_where_the_reader_wanted_to(people, client):
    asked = client.get("/settings/profile/")
    assert asked.url == "/auth/login/?next=/settings/profile/"
    assert log_in(client, next="/settings/profile/").url == "/settings/profile/"


@pytest.mark.parametrize(
    ("email", "password"),
    [("rep@example.com", "wrong"), ("nobody@example.com", PASSWORD)],
    ids=["wrong password", "nobody"],
)
def test_a_wrong_login_says_the_same_whatever_was_wrong(people, client, email, password):
    response = log_in(client, email, password)
    assert response.context["form"].errors == {
        "__all__": ["The email address and/or password you specified are not correct."]
    }
    assert not is_in(client)


def test_inactive_people_are_told_so_and_stay_out(db, client):
    factories.user(Role.REP, email="gone@example.com", is_active=False)
    assert log_in(client, "gone@example.com").url == "/auth/inactive/"
    assert client.get("/auth/inactive/").status_code == 200
    assert not is_in(client)


def test_logout_takes_a_post(people, client):
    log_in(client)
    assert client.get("/auth/logout/").status_code == 200
    assert is_in(client)
    client.post("/auth/logout/")
    assert not is_in(client)


@pytest.mark.parametrize("cache", ["memory", "redis"])
def test_the_sixth_wrong_password_for_an_address_is_refused(people, client, settings, cache):
    if cache == "redis":
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": urls.cache(os.environ["REDIS_URL"]),
                "KEY_PREFIX": "test-login",
            }
        }
    for _ in range(5):
        log_in(client, password="wrong")
    response = log_in(client)  # the right one comes too late
    assert response.context["form"].errors == {
        "__all__": ["Too many failed login attempts. Try again later."]
    }
    assert not is_in(client)
    assert log_in(client, "kam@example.com").status_code == 302  # others are not locked out


def test_too_many_requests_get_a_page_that_says_so(people, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    log_in(client, password="wrong")
    response = log_in(client)
    assert response.status_code == 429
    assert "429.html" in [template.name for template in response.templates]


def test_a_forgotten_password_is_chosen_anew(people, client, link_in):
    response = client.post("/auth/password/reset/", {"email": "rep@example.com"})
    assert response.url == "/auth/password/reset/done/"
    assert client.get(response.url).status_code == 200
    (message,) = mail.outbox
    assert message.to == ["rep@example.com"]
    form = client.get(link_in(message), follow=True)
    new = {"password1": "gn7-river-stone", "password2": "gn7-river-stone"}
    assert client.post(form.redirect_chain[-1][0], new).url == "/auth/password/reset/key/done/"
    assert client.get("/auth/password/reset/key/done/").status_code == 200
    log_in(client, password="gn7-river-stone")
    assert is_in(client)


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        (
            "en",
            "A new password for key account management at 云岭",
            "a new password for your access",
        ),
        ("zh-hans", "云岭", "云岭"),
    ],
)
def test_the_mail_speaks_the_language_of_who_reads_it(people, client, language, subject, words):
    Company.objects.update(name="云岭")
    type(people.rep).objects.filter(pk=people.rep.pk).update(language=language)
    client.post("/auth/password/reset/", {"email": "rep@example.com"}, HTTP_ACCEPT_LANGUAGE="en")
    (message,) = mail.outbox
    assert subject in message.subject
    assert words in message.body
    assert "example.com!" not in message.body
    assert ("Choose your password here:" in message.body) == (language == "en")


def test_the_link_works_once(people, client, link_in):
    client.post("/auth/password/reset/", {"email": "rep@example.com"})
    link = link_in(mail.outbox[0])
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "gn7-river-stone", "password2": "gn7-river-stone"})
    client.session.flush()
    again = client.get(link)
    assert again.status_code == 200
    assert again.context["token_fail"] is True


def test_a_stranger_learns_nothing_and_gets_no_mail(people, client):
    response = client.post("/auth/password/reset/", {"email": "nobody@example.com"})
    assert response.url == "/auth/password/reset/done/"
    assert mail.outbox == []


def test_inactive_people_get_no_reset_mail(db, client):
    factories.user(Role.REP, email="gone@example.com", is_active=False)
    client.post("/auth/password/reset/", {"email": "gone@example.com"})
    assert mail.outbox == []


def test_people_change_their_own_password(people, client):
    log_in(client)
    new = {"oldpassword": PASSWORD, "password1": "gn7-river-stone", "password2": "gn7-river-stone"}
    assert client.get("/auth/password/change/").status_code == 200
    assert client.post("/auth/password/change/", new).url == "/settings/profile/"
    assert is_in(client)
    people.rep.refresh_from_db()
    assert people.rep.check_password("gn7-river-stone")


@pytest.mark.parametrize(
    "path",
    ["signup/", "email/", "reauthenticate/", "confirm-email/", "password/set/", "login/code/"],
)
def test_what_we_do_not_use_is_closed(people, as_user, path):
    assert as_user(people.admin).get(f"/auth/{path}").status_code == 404


def test_the_support_admin_uses_our_login(people, client):
    steps = client.get("/support/", follow=True).redirect_chain
    assert steps[-1] == ("/auth/login/?next=%2Fsupport%2F", 302)


def test_the_support_admin_is_for_support_only(people, as_user):
    assert as_user(people.admin).get("/support/", follow=True).status_code == 403


def test_support_reads_but_neither_adds_nor_deletes(people, as_user):
    support = factories.user(Role.ADMIN, is_staff=True, is_superuser=True)
    client = as_user(support)
    for model, row in (("user", people.rep), ("unit", people.east), ("company", None)):
        pk = row.pk if row else 1
        assert client.get(f"/support/staff/{model}/").status_code == 200
        assert client.get(f"/support/staff/{model}/{pk}/change/").status_code == 200
        assert client.get(f"/support/staff/{model}/add/").status_code == 403
        assert client.get(f"/support/staff/{model}/{pk}/delete/").status_code == 403
