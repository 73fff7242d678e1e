"""Every component on one page, for people who build pages."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kam.templatetags.kam import CLASSES


class SampleForm(forms.Form):
    name = forms.CharField(label="公司名称 Company name", help_text="As on the business licence.")
    region = forms.ChoiceField(label="Region", choices=[("east", "华东区"), ("west", "West")])
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    scenario = forms.MultipleChoiceField(
        label="Scenario",
        choices=[("a", "Routine"), ("b", "Negotiation")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agreed = forms.BooleanField(label="The customer agreed", required=False, help_text="By word.")


AMOUNTS = [None, 0, 999, 9_999, Decimal("60182000"), 742_600_000, -386_000, 99_999_999, 10**12]
NAMES = [
    ("澜江重工集团（江苏）新能源装备制造股份有限公司南通第一分公司", "Lanjiang Heavy Industries"),
    ("启明", "Qiming Rail Equipment and Rolling Stock Manufacturing (Group) Company Limited"),
]


def months(today: date) -> list[str]:
    firsts = [today.replace(day=1)]
    while len(firsts) < 12:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    return [first.isoformat()[:7] for first in reversed(firsts)]


def charts(today: date) -> dict[str, Any]:
    """One data set per kind of chart, as pages give them to charts.js."""
    labels = months(today)
    now = [3124e3, 2846e3, 1983e3, 3568e3, 3412e3, 3725e3, 3981e3, 3357e3, 3189e3, 3426e3, 3614e3]
    before = [x * 0.9 for x in now]
    return {
        "bars": {
            "labels": labels,
            "values": [*now, 2418e3],
            "before": [*before, 2145e3],
            "unfinished": 11,
            "names": {"values": "本期 This year", "before": "上年 Last year"},
            "format": "money",
            "currency": "CNY",
        },
        "line": {"labels": labels, "values": [70 + i % 5 for i in range(12)], "format": "number"},
        "pareto": {
            "points": [[0, 0], [1, 32.3], [5, 55], [20.3, 80], [50, 95], [100, 100]],
            "crossing": [20.3, 80],
            "names": {
                "x": "Share of accounts, %",
                "line": "80 %",
                "crossing": "20.3 % · 261 accounts",
            },
        },
    }


def sample_form(request: HttpRequest) -> SampleForm:
    form = SampleForm({"name": "", "region": "north", "day": "x"})
    form.add_error(None, "The two dates exclude each other.")
    return form


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """All components with the values that break layouts: nothing, zero, a million, long names."""
    if not (settings.DEBUG or getattr(request.user, "is_staff", False)):
        raise Http404
    messages.success(request, "已保存 Saved.")
    messages.error(request, "A message about something that went wrong.")
    page = Paginator(range(1, 1287), 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "amounts": AMOUNTS,
        "names": NAMES,
        "none": None,
        "sample_user": {"initials": "林"},
        "now": timezone.now(),
        "long_ago": date(2019, 1, 5),
        "form": sample_form(request),
        "clean_form": SampleForm(auto_id="clean_%s"),
        "systems": {name: range(len(members) + 1) for name, members in CLASSES.items()},
        "series": [3, 5, 4, 6, 8, 7, 9],
        "charts": charts(timezone.localdate()),
        "nav": "tiering",
        "subnav": "dashboard",
    }
    return render(request, "kam/gallery.html", context)
