"""`manage.py createadmin`: the first administrator, without a browser."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from staff.models import Company, User
from staff.permissions import Role

pytestmark = pytest.mark.django_db


def createadmin(*args):
    out = io.StringIO()
    call_command("createadmin", *args, stdout=out)
    return out.getvalue()


def test_without_a_password_it_prints_a_link_that_works(client):
    facts = json.loads(createadmin("Boss@Example.com", "--name", "周敏", "--json"))
    user = User.objects.get(email="boss@example.com")
    assert facts | {"password_link": ""} == {
        "id": user.pk,
        "email": "boss@example.com",
        "name": "周敏",
        "password_link": "",
        "site_url": "http://127.0.0.1:8000",
    }
    assert (user.role, user.is_staff, user.is_superuser) == (Role.ADMIN, True, True)
    path = facts["password_link"].removeprefix("http://127.0.0.1:8000")
    form = client.get(path, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "gn7-river-stone", "password2": "gn7-river-stone"})
    assert client.login(email="boss@example.com", password="gn7-river-stone")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "is an administrator now"), ("zh-hans", "已成为管理员")]
)
def test_it_speaks_the_companys_language(settings, language, words):
    settings.SITE_URL = "https://crm.example"
    Company.objects.update(language=language)

    said = createadmin("boss@example.com")

    assert words in said
    assert "https://crm.example/auth/" in said
    assert "KAM_SITE_URL" in said


def test_the_first_administrator_reads_the_language_chosen_at_the_door(client):
    createadmin("boss@example.com")
    client.force_login(User.objects.get())
    for language in ("en", "zh-hans"):
        client.cookies["django_language"] = language
        assert client.get("/settings/profile/").headers["Content-Language"] == language


def test_the_name_defaults_to_the_address():
    createadmin("boss@example.com")
    assert User.objects.get().name == "boss"


def test_password_from_the_environment(monkeypatch, client):
    monkeypatch.setenv("FIRST_PASSWORD", "gn7-river-stone")
    assert "http" not in createadmin("boss@example.com", "--password-env", "FIRST_PASSWORD")
    assert client.login(email="boss@example.com", password="gn7-river-stone")


def test_password_from_standard_input(monkeypatch, client):
    monkeypatch.setattr("sys.stdin", io.StringIO("gn7-river-stone\n"))
    createadmin("boss@example.com", "--password-stdin")
    assert client.login(email="boss@example.com", password="gn7-river-stone")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["REP@example.com"], "already uses"),
        (["no-address"], "valid email"),
        (["a@example.com", "--password-env", "NOT_SET"], "NOT_SET is empty"),
        (["a@example.com", "--password-stdin"], "too short|too common"),
    ],
    ids=["address taken", "no address", "empty variable", "weak password"],
)
def test_refusals_leave_nothing(people, monkeypatch, args, message):
    Company.objects.update(language="en")
    monkeypatch.delenv("NOT_SET", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO("1234\n"))
    before = User.objects.count()
    with pytest.raises(CommandError, match=message):
        createadmin(*args)
    assert User.objects.count() == before
