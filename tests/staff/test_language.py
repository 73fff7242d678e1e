"""The language of the pages: the reader's choice, kept with the user and in a cookie."""

import pytest

from staff.models import User

URL = "/settings/language/"


def test_the_choice_is_kept_with_the_user_and_in_a_cookie(people, as_user):
    client = as_user(people.rep)
    response = client.post(URL, {"language": "zh-hans", "next": "/settings/profile/"})
    assert (response.status_code, response.url) == (302, "/settings/profile/")
    people.rep.refresh_from_db()
    assert people.rep.language == "zh-hans"
    assert client.cookies["django_language"].value == "zh-hans"
    assert client.get("/settings/profile/").headers["Content-Language"] == "zh-hans"


def test_visitors_keep_it_in_the_cookie(client, db):
    before = list(User.objects.values())
    client.post(URL, {"language": "en"})
    assert client.get("/auth/login/").headers["Content-Language"] == "en"
    client.post(URL, {"language": "zh-hans"})
    assert client.get("/auth/login/").headers["Content-Language"] == "zh-hans"
    assert list(User.objects.values()) == before


def test_an_unknown_language_changes_nothing(people, as_user):
    client = as_user(people.rep)
    client.post(URL, {"language": "fr"})
    people.rep.refresh_from_db()
    assert people.rep.language == "en"
    assert "django_language" not in client.cookies


def test_get_changes_nothing(people, as_user):
    assert as_user(people.rep).get(URL, {"language": "zh-hans"}).status_code == 405


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""]
)
def test_next_stays_on_our_pages(client, db, target):
    assert client.post(URL, {"language": "en", "next": target}).url == "/"
