"""Addresses of the pages that read across apps."""

from django.urls import URLPattern, path

from kam.views import (
    account,
    account_list,
    account_transfer,
    company,
    gallery,
    health,
    leaving,
    merges,
    offline,
    reports,
    search,
    squares,
    tiers,
    today,
    whale,
)

urlpatterns: list[URLPattern] = [
    path("health/", health.health, name="health"),
    path("worker.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline/", offline.nothing_kept, name="offline"),
    path("reports/", reports.report_home, name="report_home"),
    path("support/components", gallery.gallery, name="gallery"),
    path("", today.today_page, name="today"),
    path("search/", search.search, name="search"),
    path("accounts/", account_list.account_list, name="account_list"),
    path("accounts/export/", account_list.account_export, name="account_export"),
    path("accounts/transfer/", account_transfer.account_transfer, name="account_transfer"),
    path("accounts/<int:pk>/", account.account_detail, name="account_detail"),
    path("accounts/<int:pk>/business/", account.account_business, name="account_business"),
    path("accounts/<int:pk>/facts/", account.account_facts, name="account_facts"),
    path("accounts/<int:pk>/history/", account.account_history, name="account_history"),
    path("accounts/<int:pk>/merge/", merges.account_merge, name="account_merge"),
    path("contacts/<int:pk>/merge/", merges.contact_merge, name="contact_merge"),
    path("merges/", merges.merge_list, name="merge_list"),
    path("merges/<int:pk>/", merges.merge_detail, name="merge_detail"),
    path("merges/<int:pk>/undo/", merges.merge_undo, name="merge_undo"),
    path("relationships/squares/", squares.squares, name="squares"),
    path("tiering/", tiers.tier_dashboard, name="tier_dashboard"),
    path("tiering/profitability/", whale.profitability, name="profitability"),
    path("settings/company/", company.company_edit, name="company_edit"),
    path("settings/users/<int:pk>/deactivate/", leaving.user_deactivate, name="user_deactivate"),
]
