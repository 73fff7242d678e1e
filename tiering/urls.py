"""Addresses of the app `tiering`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
