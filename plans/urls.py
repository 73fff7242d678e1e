"""Addresses of the app `plans`."""

from django.urls import path

from plans import views

urlpatterns = [
    path("plans/", views.plan_home, name="plan_home"),
]
