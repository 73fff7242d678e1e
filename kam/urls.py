"""Every address."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("kam.pages")),
    path("", include("staff.urls")),
    path("", include("accounts.urls")),
    path("", include("relationships.urls")),
    path("", include("tiering.urls")),
    path("", include("plans.urls")),
    path("auth/", include("staff.login_urls")),
    path("support/", admin.site.urls),
]

handler403 = "kam.views.errors.not_allowed"
handler404 = "kam.views.errors.not_found"
handler500 = "kam.views.errors.failed"
