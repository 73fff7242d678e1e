"""Every page as people see it: axe finds nothing, nothing overflows, the console is silent."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Account, Contact, ImportBatch, Merge
from kam.demo import build
from kam.demo import files as demo_files
from kam.demo import plans as demo_plans
from kam.merging import finding
from kam.merging.people import merge_contacts
from plans.models import BusinessReview, Plan, Problem
from plans.services.reviews import prepare_review
from relationships.models import Action, CareDate, Gift, Handover, Visit
from staff.models import Unit, User
from tests.browser.conftest import DESK, PHONE
from tiering.models import Run
from tiering.services.runs import execute_run, request_run

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("first_rows"),
]

END = date(2026, 11, 21)
# Who looks at what: a sales head at the work, an administrator at the settings.
HEAD = (
    "outbox offline today search account_list project_list account_create account_transfer"
    " contact_list due_list visit_list visit_log tier_dashboard run_list run_start"
    " policy_list import_list import_new care_list gift_list candidate_list strategy_list"
    " class_flow class_flow_accounts tiering_checks portfolio ideal_customers profitability"
    " plan_home report_home settings_home profile notice_list merge_list coverage"
    " executive_list route handover_list account_change_password squares problem_list lesson_list"
    " plan_effort effort_accounts work_list action_create development_list"
).split()
ACCOUNT = (
    "account_detail account_edit account_people account_business account_visits"
    " account_evidence account_history account_facts account_relationship contact_create"
    " project_create level_company partnership_edit account_day_create problem_create"
    " account_plans account_team plan_create account_files"
).split()
PERSON = (
    "contact_edit contact_care contact_privacy care_date_create care_task_create"
    " greeting_create gift_request"
).split()
ADMIN = (
    "today user_list user_create role_list unit_list unit_create company_edit rate_list"
    " standard_edit standard_changes squares_settings scenario_list scenario_create"
    " care_limits_edit template_list"
).split()


@pytest.fixture
def demo(first_rows):
    build.build(size=40, seed=1, end=END)
    execute_run(run=request_run(as_of=END, by=None))
    assert demo_plans.load(END) == 3
    demo_files.load_plans()
    year = Plan.objects.filter(purpose="operating").select_related("account", "owner").get()
    prepare_review(account=year.account, by=year.owner, today=END)
    ImportBatch.objects.create(
        kind="ledger",
        source="erp",
        file_name="订单 2026.csv",
        sha256="0" * 64,
        state="discarded",
        created_by=User.objects.get(email="head@demo.example"),
    )


def merges():
    """The preview of each kind, and a merge that was done."""
    head = User.objects.get(email="head@demo.example")
    (kept, lost, _why), *_more = finding.account_pairs(head)
    done, gone, _why = finding.contact_pairs(head)[0]
    people = Contact.objects.in_bulk([done, gone])
    merge = Merge.objects.first() or merge_contacts(kept=people[done], lost=people[gone], by=head)
    pairs = finding.contact_pairs(head)
    return [
        reverse("account_merge", args=[kept]) + f"?with={lost}",
        *(
            reverse("contact_merge", args=[one]) + f"?with={other}"
            for one, other, _why in pairs[:1]
        ),
        reverse("merge_detail", args=[merge.pk]),
    ]


def addresses():
    account = Account.objects.filter(standing__pyramid=1).earliest("pk")
    visit = Visit.objects.filter(status="completed").latest("pk")
    head = [reverse(name) for name in HEAD] + [reverse("search") + "?q=机"]
    head += [reverse(name, args=[account.pk]) for name in ACCOUNT]
    person = Contact.objects.earliest("pk")
    head += [reverse(name, args=[person.pk]) for name in PERSON]
    head += [
        reverse("contact_edit", args=[Contact.objects.earliest("pk").pk]),
        reverse("level_person", args=[Contact.objects.earliest("pk").pk]),
        reverse("squares") + f"?p=3&c=3&account={account.pk}&since=2026-06-30",
        reverse("gift_detail", args=[Gift.objects.earliest("pk").pk]),
        reverse("care_date_edit", args=[CareDate.objects.earliest("pk").pk]),
        reverse("contact_place", args=[Contact.objects.earliest("pk").pk]),
        reverse("contact_leave", args=[Contact.objects.earliest("pk").pk]),
        reverse("handover_detail", args=[Handover.objects.earliest("pk").pk]),
        *(reverse("plan_detail", args=[plan.pk]) for plan in Plan.objects.order_by("pk")),
        reverse("review_detail", args=[BusinessReview.objects.earliest("pk").pk]),
        reverse("problem_detail", args=[Problem.objects.earliest("pk").pk]),
        reverse("problem_edit", args=[Problem.objects.earliest("pk").pk]),
        reverse("visit_edit", args=[visit.pk]),
        reverse("plan_edit", args=[Plan.objects.exclude(state="submitted").earliest("pk").pk]),
        reverse("action_edit", args=[Action.objects.open().earliest("pk").pk]),
        reverse("visit_saved", args=[visit.pk]),
        reverse("visit_detail", args=[visit.pk]),
        reverse("visit_log") + f"?account={account.pk}",
        reverse("run_detail", args=[Run.objects.earliest("pk").pk]),
        reverse("policy_detail", args=[1]),
        *merges(),
        reverse("account_list") + "?q=没有这样的客户",
        reverse("account_list") + "?pyramid=1&status=active",
        "/nowhere/",
    ]
    admin = [reverse(name) for name in ADMIN]
    admin += [
        reverse("scenario_edit", args=["technical"]),
        reverse("template_edit", args=["new"]),
        reverse("template_version", args=["new", 1]),
        reverse("user_edit", args=[User.objects.earliest("pk").pk]),
        reverse("unit_edit", args=[Unit.objects.earliest("pk").pk]),
        reverse("import_detail", args=[ImportBatch.objects.latest("pk").pk]),
    ]
    return {"head@demo.example": head, "admin@demo.example": admin}


@pytest.mark.parametrize(
    ("size", "language", "theme"),
    [
        pytest.param(DESK, "zh-hans", "light", id="desk-chinese-light"),
        pytest.param(DESK, "en", "dark", id="desk-english-dark"),
        pytest.param(PHONE, "zh-hans", "dark", id="phone-chinese-dark"),
        pytest.param(PHONE, "en", "light", id="phone-english-light"),
    ],
)
def test_pages(demo, open_page, violations, size, language, theme):
    found = []
    for email, pages in addresses().items():
        page = open_page(User.objects.get(email=email), size, language, theme)
        for address in pages:
            response = page.goto(address)
            page.wait_for_load_state("networkidle")
            expected = 404 if address == "/nowhere/" else 200
            if response.status != expected:
                found.append(f"{address}: {response.status}")
            found += violations(page)
            if "{{" in page.locator("body").inner_text():
                found.append(f"{address}: shows a template's own words")
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > size[0]:
                found.append(f"{address}: {width} pixels wide")
        page.problems[:] = [text for text in page.problems if "404" not in text]
    assert found == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_login(open_page, violations, language):
    page = open_page(None, PHONE, language)
    page.goto(reverse("account_login"))
    assert violations(page) == []
