"""Fixtures of the tests of accounts."""

import pytest
from django.utils.translation import override

from tests import factories


@pytest.fixture
def own_media_in_english(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    with override("en"):
        yield


@pytest.fixture
def known(db):
    return factories.account("华为技术有限公司", code="C1", registry_number="9144")


@pytest.fixture
def customer(people):
    """Our customer and the one who may have brought it, both the key account manager's."""
    referrer = factories.account("介绍方", owner=people.kam, code="R1")
    factories.contact(referrer, "张三")
    return factories.account("客户", owner=people.kam, code="C1")


@pytest.fixture
def import_facts(people, customer):
    """Rows of a kind as a file, imported by a key account manager."""
    from tests.accounts.fact_files import FILES
    from tests.accounts.imports import imported

    def go(kind, *rows, act=imported, **options):
        text = "".join(f"{line}\n" for line in (FILES[kind][0], *rows))
        return act(text, kind, **{"by": people.kam, **options})

    return go
