"""Addresses of the app `plans`."""

from django.urls import path

from plans.views import acts, content, development, effort, pages, problems, reviews

urlpatterns = [
    path("plans/", pages.plan_home, name="plan_home"),
    path("plans/effort/", effort.plan_effort, name="plan_effort"),
    path("accounts/<int:pk>/plans/new/", pages.plan_create, name="plan_create"),
    path("accounts/<int:pk>/plans/", pages.account_plans, name="account_plans"),
    path("accounts/<int:pk>/reviews/prepare/", reviews.review_prepare, name="review_prepare"),
    path("plans/reviews/<int:pk>/", reviews.review_detail, name="review_detail"),
    path("plans/reviews/<int:pk>/hold/", reviews.review_hold, name="review_hold"),
    path("plans/reviews/<int:pk>/follow-up/", reviews.review_follow_up, name="review_follow_up"),
    path("plans/<int:pk>/", pages.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/actions/new/", acts.plan_action, name="plan_action"),
    path("plans/<int:pk>/parts/<slug:kind>/", content.plan_section, name="plan_section"),
    path("plans/<int:pk>/resources/", content.plan_resources, name="plan_resources"),
    path("plans/<int:pk>/goals/new/", content.goal_add, name="goal_add"),
    path("plans/<int:pk>/risks/new/", content.risk_add, name="risk_add"),
    path("plans/<int:pk>/revisions/<int:number>/", content.plan_revision, name="plan_revision"),
    path("plans/goals/<int:pk>/note/", content.goal_note, name="goal_note"),
    path("plans/goals/<int:pk>/remove/", content.goal_remove, name="goal_remove"),
    path("plans/risks/<int:pk>/remove/", content.risk_remove, name="risk_remove"),
    path("plans/<int:pk>/order/", development.plan_order, name="plan_order"),
    path("plans/milestones/<int:pk>/reach/", development.milestone_reach, name="milestone_reach"),
    path("plans/milestones/<int:pk>/back/", development.milestone_back, name="milestone_back"),
    path("plans/milestones/<int:pk>/day/", development.milestone_day, name="milestone_day"),
    path("plans/checks/<int:pk>/", development.check_answer, name="check_answer"),
    path("plans/<int:pk>/submit/", acts.plan_submit, name="plan_submit"),
    path("plans/<int:pk>/take-back/", acts.plan_take_back, name="plan_take_back"),
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
