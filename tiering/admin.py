"""Support reads runs and policies here; nobody writes them by hand."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from tiering.models import PolicyVersion, Run


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]  # of any model; generic only in the stubs
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Run)
class RunAdmin(ReadOnly):
    list_display = ["id", "as_of", "policy", "state", "cause", "is_side", "finished_at"]
    list_filter = ["state", "cause", "is_side"]
    list_select_related = ["policy"]
    date_hierarchy = "as_of"


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnly):
    list_display = ["number", "status", "hash", "author", "effective_from"]
    list_filter = ["status"]
    list_select_related = ["author"]
