"""What the tests of our people share."""

import re

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _messages_in_english(client):
    """Also before anybody has chosen: services outside a request, and visitors."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def link_in():
    """`link_in(mail)` is the path of the one address in a mail."""

    def find(mail):
        (url,) = re.findall(r"http://127\.0\.0\.1:8000(/\S+)", mail.body)
        return url

    return find
