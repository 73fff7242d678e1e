"""Addresses of the app `tiering`."""

from django.urls import URLPattern, path

from tiering.views import evidence, policies, runs

urlpatterns: list[URLPattern] = [
    path("accounts/<int:pk>/evidence/", evidence.account_evidence, name="account_evidence"),
    path("tiering/runs/", runs.run_list, name="run_list"),
    path("tiering/runs/new/", runs.run_start, name="run_start"),
    path("tiering/runs/<int:pk>/", runs.run_detail, name="run_detail"),
    path("tiering/policies/", policies.policy_list, name="policy_list"),
    path("tiering/policies/<int:number>/", policies.policy_detail, name="policy_detail"),
]
