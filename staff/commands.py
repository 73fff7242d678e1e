"""Management commands speak the company's language, as its pages do."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from staff.models import Company


class CompanyCommand(BaseCommand):
    """What `handle` says, refusals included, is in the language of the company settings."""

    def execute(self, *args: Any, **options: Any) -> Any:
        with translation.override(Company.current().language):
            return super().execute(*args, **options)
