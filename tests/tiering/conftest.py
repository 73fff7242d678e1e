"""What tests of the policy's pages begin with."""

import pytest

from tests.test_tier_dashboard import scored
from tiering.models import PolicyVersion


@pytest.fixture
def draft(as_user, people):
    """A draft of the administrator, over a scored book, and the administrator's browser."""
    scored(people)
    client = as_user(people.admin)
    client.post("/tiering/policies/1/draft/")
    return client, PolicyVersion.objects.get(number=2)
