"""Pages of plans."""

from django.http import HttpResponse
from django.shortcuts import render

from staff.http import Request


def plan_home(request: Request) -> HttpResponse:
    return render(request, "plans/home.html", {"nav": "plans"})
