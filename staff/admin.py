"""Django admin, for support only: look at rows, repair a name. Pages do the daily work."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from staff.models import Company, Unit, User

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth documents it


class NothingGoes(admin.ModelAdmin[models.Model]):
    """Rows are neither added nor deleted here: services keep trees, rights and history true."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(NothingGoes):
    list_display = ["email", "name", "role", "unit", "is_active", "is_staff", "last_login"]
    list_filter = ["role", "is_active", "is_staff"]
    search_fields = ["email", "name", "name_en"]
    fields = [
        "email",
        "name",
        "name_en",
        "phone",
        "language",
        "role",
        "unit",
        "department",
        "is_active",
        "is_staff",
        "last_login",
        "date_joined",
    ]
    readonly_fields = [
        "email",
        "role",
        "unit",
        "is_active",
        "is_staff",
        "last_login",
        "date_joined",
    ]


@admin.register(Unit)
class UnitAdmin(NothingGoes):
    list_display = ["name", "name_en", "parent", "path"]
    search_fields = ["name", "name_en"]
    readonly_fields = ["parent", "path"]


@admin.register(Company)
class CompanyAdmin(NothingGoes):
    list_display = ["name", "base_currency", "time_zone", "language", "night_hour"]
    readonly_fields = ["base_currency", "time_zone"]
