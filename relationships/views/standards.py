"""The visit rhythm of the tiers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from relationships.forms import CareRulesForm, StandardFormSet
from relationships.models import CareRules, CoverageStandard
from relationships.services import standards
from staff.http import Request, require
from staff.permissions import Permission


@require(Permission.STANDARD_EDIT)
def standard_edit(request: Request) -> HttpResponse:
    """Edit the standards; due lists follow at once, policy versions keep their copy."""
    rows = CoverageStandard.objects.order_by("tier")
    formset = StandardFormSet(request.POST or None, queryset=rows)
    rules = CareRulesForm(request.POST or None, instance=CareRules.current(), prefix="care")
    if request.method == "POST" and formset.is_valid() and rules.is_valid():
        standards.update_standards(
            standards=[form.instance for form in formset.forms if form.has_changed()],
            rules=rules.instance if rules.has_changed() else None,
            by=request.user,
        )
        messages.success(request, _("The coverage standards are saved."))
        return redirect("standard_edit")
    context = {"formset": formset, "rules": rules, "nav": "settings", "subnav": "standards"}
    return render(request, "relationships/standard_edit.html", context)
