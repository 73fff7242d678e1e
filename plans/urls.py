"""Addresses of the app `plans`."""

from django.urls import path

from plans.views import acts, effort, pages

urlpatterns = [
    path("plans/", pages.plan_home, name="plan_home"),
    path("plans/effort/", effort.plan_effort, name="plan_effort"),
    path("accounts/<int:pk>/plans/new/", pages.plan_create, name="plan_create"),
    path("plans/<int:pk>/", pages.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/actions/new/", acts.plan_action, name="plan_action"),
    path("plans/<int:pk>/submit/", acts.plan_submit, name="plan_submit"),
    path("plans/<int:pk>/approve/", acts.plan_approve, name="plan_approve"),
    path("plans/<int:pk>/return/", acts.plan_return, name="plan_return"),
    path("plans/<int:pk>/close/", acts.plan_close, name="plan_close"),
    path("plans/<int:pk>/cancel/", acts.plan_cancel, name="plan_cancel"),
]
