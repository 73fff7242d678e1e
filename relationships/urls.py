"""Addresses of the app `relationships`."""

from django.urls import URLPattern, path

from relationships.views import (
    calendar,
    coverage,
    executive,
    grid,
    levels,
    lists,
    log,
    outbox,
    people,
    route,
    standards,
)

urlpatterns: list[URLPattern] = [
    path("visits/", lists.visit_list, name="visit_list"),
    path("visits/log/", log.visit_log, name="visit_log"),
    path("visits/pick/", log.visit_pick, name="visit_pick"),
    path("visits/<int:pk>/saved/", log.visit_saved, name="visit_saved"),
    path("visits/<int:pk>/edit/", log.visit_edit, name="visit_edit"),
    path("visits/<int:pk>/cancel/", log.visit_cancel, name="visit_cancel"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/who/", outbox.outbox_who, name="outbox_who"),
    path("outbox/visit/", outbox.outbox_send, name="outbox_send"),
    path("accounts/<int:pk>/visits/", lists.account_visits, name="account_visits"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("accounts/<int:pk>/people/", people.account_people, name="account_people"),
    path("accounts/<int:pk>/influences/", people.influence_set, name="influence_set"),
    path("influences/<int:pk>/remove/", people.influence_remove, name="influence_remove"),
    path("contacts/<int:pk>/place/", people.contact_place, name="contact_place"),
    path(
        "accounts/<int:pk>/relationship/", levels.account_relationship, name="account_relationship"
    ),
    path("accounts/<int:pk>/company-level/", levels.level_company, name="level_company"),
    path("accounts/<int:pk>/leaving/", levels.relation_leaving, name="relation_leaving"),
    path("accounts/<int:pk>/partnership/", levels.partnership_edit, name="partnership_edit"),
    path("contacts/<int:pk>/level/", levels.level_person, name="level_person"),
    path("levels/<int:pk>/confirm/", levels.level_confirm, name="level_confirm"),
    path("levels/<int:pk>/refuse/", levels.level_refuse, name="level_refuse"),
    path("due/", lists.due_list, name="due_list"),
    path("due/executive/", executive.executive_list, name="executive_list"),
    path("coverage/", coverage.coverage_page, name="coverage"),
    path("route/", route.route_page, name="route"),
    path("route/plan/", route.route_plan, name="route_plan"),
    path("settings/squares/", grid.squares_settings, name="squares_settings"),
    path("settings/squares/preset/", grid.squares_preset, name="squares_preset"),
    path("settings/coverage/", standards.standard_edit, name="standard_edit"),
]
