"""Fixtures everybody uses. Tests are stricter than production."""

from types import SimpleNamespace

import pghistory.models
import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.cache import cache
from django.db import connection, transaction
from hypothesis import settings as property_settings

from staff.permissions import Role
from tests import factories, tables

# How long an example takes says nothing on a machine that is busy with others.
property_settings.register_profile("patient", deadline=None)
property_settings.load_profile("patient")


class MissingVariable(str):
    """Printing a variable the view did not give fails the test instead of printing nothing."""

    def __contains__(self, item):
        return item == "%s"

    def __mod__(self, missing):
        raise AssertionError(f"undefined template variable: {missing}")


@pytest.fixture(autouse=True, scope="session")
def _templates_are_strict():
    from django.template import engines

    engines["django"].engine.string_if_invalid = MissingVariable("%s")


@pytest.fixture(autouse=True, scope="session")
def _static_root_is_there():
    """WhiteNoise warns without it; `make run` fills it."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def shared_directory(tmp_path_factory, worker_id):
    """One directory for all processes of this run."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker, shared_directory):
    """Databases of tests are copies of one that was migrated."""
    with django_db_blocker.unblock():
        tables.create(shared_directory)
    connection.settings_dict["TEST"]["TEMPLATE"] = tables.NAME


@pytest.fixture(scope="session")
def dumped_tables(django_db_blocker, shared_directory):
    """A file with empty tables, for servers of a test's own."""
    with django_db_blocker.unblock():
        return tables.dump(shared_directory)


OUR_APPS = ("staff", "accounts", "relationships", "tiering", "plans")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Our rows that migrations made, which tests with real transactions wipe out.

    Django's `serialized_rollback` keeps them on the connection, and that is another object once
    Playwright's event loop runs in this thread.
    """
    ours = [m for name in OUR_APPS for m in apps.get_app_config(name).get_models()]
    ours = [m for m in ours if not issubclass(m, pghistory.models.Event)]
    with django_db_blocker.unblock():
        rows = [row for model in ours for row in model._base_manager.all()]
        return serializers.serialize("json", rows)


@pytest.fixture
def first_rows(django_db_setup, transactional_db):
    """For tests with real transactions: the rows of a new installation."""
    with transaction.atomic():
        for row in serializers.deserialize("json", django_db_setup):
            row.save()


@pytest.fixture(autouse=True)
def _fast_passwords_and_clean_cache(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    yield
    cache.clear()


@pytest.fixture
def people(db):
    """One person per role: two reps in two units under one company unit."""
    company = factories.unit("销售部")
    east, west = factories.unit("华东区", company), factories.unit("西南区", company)
    make = factories.user
    return SimpleNamespace(
        company_unit=company,
        east=east,
        west=west,
        rep=make(Role.REP, east, email="rep@example.com"),
        other_rep=make(Role.REP, west, email="other@example.com"),
        kam=make(Role.KAM, east, email="kam@example.com"),
        manager=make(Role.MANAGER, east, email="manager@example.com"),
        head=make(Role.MANAGER, company, email="head@example.com"),
        sponsor=make(Role.SPONSOR, email="sponsor@example.com"),
        service=make(Role.SERVICE, east, email="service@example.com"),
        admin=make(Role.ADMIN, email="admin@example.com"),
        auditor=make(Role.AUDITOR, email="auditor@example.com"),
    )


@pytest.fixture
def as_user(client):
    """`as_user(person)` is a client logged in as that person."""

    def login(person):
        client.force_login(person)
        return client

    return login
