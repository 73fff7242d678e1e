"""Addresses of the pages that read across apps."""

from django.urls import URLPattern, path

from kam.views import company, gallery, leaving, reports, today

urlpatterns: list[URLPattern] = [
    path("reports/", reports.report_home, name="report_home"),
    path("support/components", gallery.gallery, name="gallery"),
    path("", today.today_page, name="today"),
    path("settings/company/", company.company_edit, name="company_edit"),
    path("settings/users/<int:pk>/deactivate/", leaving.user_deactivate, name="user_deactivate"),
]
