"""Addresses of the app `plans`."""

from django.urls import path

from plans.views import acts, pages, problems

urlpatterns = [
    path("plans/", pages.plan_home, name="plan_home"),
    path("accounts/<int:pk>/plans/new/", pages.plan_create, name="plan_create"),
    path("plans/<int:pk>/", pages.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/actions/new/", acts.plan_action, name="plan_action"),
    path("plans/<int:pk>/submit/", acts.plan_submit, name="plan_submit"),
    path("plans/<int:pk>/approve/", acts.plan_approve, name="plan_approve"),
    path("plans/<int:pk>/return/", acts.plan_return, name="plan_return"),
    path("plans/<int:pk>/close/", acts.plan_close, name="plan_close"),
    path("plans/<int:pk>/cancel/", acts.plan_cancel, name="plan_cancel"),
    path("plans/problems/", problems.problem_list, name="problem_list"),
    path("accounts/<int:pk>/problems/new/", problems.problem_create, name="problem_create"),
    path("plans/problems/<int:pk>/", problems.problem_detail, name="problem_detail"),
    path("plans/problems/<int:pk>/edit/", problems.problem_edit, name="problem_edit"),
    path("plans/problems/<int:pk>/close/", problems.problem_close, name="problem_close"),
    path("plans/problems/<int:pk>/reopen/", problems.problem_reopen, name="problem_reopen"),
    path("plans/lessons/", problems.lesson_list, name="lesson_list"),
]
