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
