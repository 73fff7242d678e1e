"""Django's admin, for support only: look, find, and mend what no page mends.

People and visits are not here: administrators see none (domain §9.2).
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Account, ExchangeRate, ExportLog, LedgerEntry


class ReadOnly(admin.ModelAdmin[Any]):
    """Rows that only services write."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Account)
class AccountAdmin(ReadOnly):
    list_display = ("name", "code", "status", "owner", "unit")
    list_select_related = ("owner", "unit")
    search_fields = ("name", "name_en", "code", "registry_number")
    show_full_result_count = False


@admin.register(LedgerEntry)
class LedgerAdmin(ReadOnly):
    list_display = ("source", "reference", "account", "date", "kind", "amount_base", "known_to")
    list_select_related = ("account",)
    search_fields = ("reference",)
    show_full_result_count = False


@admin.register(ExchangeRate)
class RateAdmin(ReadOnly):
    list_display = ("currency", "date", "rate")


@admin.register(ExportLog)
class ExportAdmin(ReadOnly):
    list_display = ("at", "user", "what", "rows", "query")
    list_select_related = ("user",)
