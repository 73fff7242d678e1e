"""What the tests of our people share."""

import re

import pytest

from staff.models import Company


@pytest.fixture
def company(db):
    return Company.current()


@pytest.fixture
def link_in():
    """`link_in(mail)` is the path of the one address in a mail."""

    def find(mail):
        (url,) = re.findall(r"http://127\.0\.0\.1:8000(/\S+)", mail.body)
        return url

    return find
