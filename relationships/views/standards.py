"""The visit rhythm of the tiers."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from relationships.forms import CareRulesForm, StandardFormSet, coverage_values
from relationships.models import CareRules, CoverageStandard
from relationships.models.standard_change import Subject
from relationships.services.standard_changes import propose
from relationships.views.standard_changes import said, waiting
from staff import clock
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.STANDARD_EDIT)
def standard_edit(request: Request) -> HttpResponse:
    """Propose other standards; due lists follow once confirmed, policy versions keep their copy."""
    rows = CoverageStandard.objects.order_by("tier")
    formset = StandardFormSet(request.POST or None, queryset=rows)
    rules = CareRulesForm(request.POST or None, instance=CareRules.current(), prefix="care")
    if request.method == "POST" and formset.is_valid() and rules.is_valid():
        values = coverage_values(formset) | rules.cleaned_data
        coverage = Subject.COVERAGE
        said(request, propose(subject=coverage, values=values, by=request.user, now=clock.now()))
        return redirect("standard_edit")
    context = {"formset": formset, "rules": rules, "nav": "settings", "subnav": "standards"}
    context |= waiting(request, Subject.COVERAGE)
    return render(request, "relationships/standard_edit.html", context)
