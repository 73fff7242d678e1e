"""Addresses of the app `accounts`; the pages that need other apps' data are in `kam.pages`."""

from django.urls import URLPattern, URLResolver, include, path

from accounts.views import accounts, contacts, facts, projects, rates, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/new/", accounts.account_create, name="account_create"),
    path("accounts/duplicates/", accounts.account_duplicates, name="account_duplicates"),
    path("accounts/names/", accounts.account_names, name="account_names"),
    path("accounts/views/", views.view_save, name="view_save"),
    path("accounts/views/<int:pk>/delete/", views.view_delete, name="view_delete"),
    path("accounts/<int:pk>/people/new/", contacts.contact_create, name="contact_create"),
    path("accounts/<int:pk>/facts/<slug:kind>/", facts.fact_list, name="fact_list"),
    path("accounts/<int:pk>/facts/<slug:kind>/new/", facts.fact_create, name="fact_create"),
    path("facts/<slug:kind>/<int:pk>/", facts.fact_correct, name="fact_correct"),
    path("facts/<slug:kind>/<int:pk>/remove/", facts.fact_remove, name="fact_remove"),
    path("accounts/<int:pk>/projects/new/", projects.project_create, name="project_create"),
    path("projects/", projects.project_list, name="project_list"),
    path("projects/<int:pk>/", projects.project_detail, name="project_detail"),
    path("projects/<int:pk>/move/", projects.project_move, name="project_move"),
    path("projects/<int:pk>/edit/", projects.project_edit, name="project_edit"),
    path("contacts/", contacts.contact_list, name="contact_list"),
    path("contacts/<int:pk>/", contacts.contact_edit, name="contact_edit"),
    path("contacts/<int:pk>/back/", contacts.contact_back, name="contact_back"),
    path("settings/rates/", rates.rate_list, name="rate_list"),
    path("settings/rates/<int:pk>/", rates.rate_edit, name="rate_edit"),
    path("", include("accounts.urls_imports")),
]
