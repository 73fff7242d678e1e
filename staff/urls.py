"""Addresses of the app `staff`."""

from django.urls import path

from staff.views import calendar, notices, profile, roles, settings, units, users

urlpatterns = [
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/<int:pk>/open/", notices.notice_open, name="notice_open"),
    path("notices/<int:pk>/read/", notices.notice_read, name="notice_read"),
    path("settings/", settings.settings_home, name="settings_home"),
    path("settings/profile/", profile.profile, name="profile"),
    path("settings/calendar/new/", calendar.calendar_create, name="calendar_create"),
    path("settings/calendar/revoke/", calendar.calendar_revoke, name="calendar_revoke"),
    path("settings/language/", profile.set_language, name="set_language"),
    path("settings/users/", users.user_list, name="user_list"),
    path("settings/users/add/", users.user_create, name="user_create"),
    path("settings/users/<int:pk>/", users.user_edit, name="user_edit"),
    path("settings/users/<int:pk>/invite/", users.user_invite, name="user_invite"),
    path("settings/users/<int:pk>/reactivate/", users.user_reactivate, name="user_reactivate"),
    path("settings/roles/", roles.role_list, name="role_list"),
    path("settings/units/", units.unit_list, name="unit_list"),
    path("settings/units/add/", units.unit_create, name="unit_create"),
    path("settings/units/<int:pk>/", units.unit_edit, name="unit_edit"),
    path("settings/units/<int:pk>/delete/", units.unit_delete, name="unit_delete"),
]
