"""Sending a kept file."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from relationships.models.stored_file import StoredFile


def download(stored: StoredFile) -> HttpResponse:
    """Always as a download of the type read from the content; never shown as a page of ours."""
    with stored.file.open("rb") as file:  # a few megabytes at most
        answer = HttpResponse(file.read(), content_type=stored.mime)
    answer["Content-Disposition"] = content_disposition_header(True, stored.name)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
