"""Files of users: whom they make and change, what they refuse, what is taken back."""

import csv
import gzip
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.translation import override

from accounts.imports import batches
from accounts.imports.refusal import ImportRefused
from staff.models import User
from staff.permissions import Role
from tests import factories
from tests.accounts.imports import checked, imported, reasons

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "crm_sales_opportunities"
pytestmark = pytest.mark.django_db
HEADER = "name,English name,email,role,unit,phone\n"


@pytest.fixture(autouse=True)
def _own_media_in_english(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    with override("en"):
        yield


def people_file(*rows):
    return HEADER + "".join(f"{row}\n" for row in rows)


def load(*rows, by=None):
    return imported(people_file(*rows), "users", by=by)


def test_users_get_role_and_unit_and_no_password(people):
    load("林晓雯,Lin Xiaowen,Lin@Example.COM,大客户经理,华东区,139", "周杰,,,,销售部/西南区,")

    lin, zhou = User.objects.filter(name__in=["林晓雯", "周杰"]).order_by("name_en").reverse()
    assert (lin.email, lin.name_en, lin.role) == ("lin@example.com", "Lin Xiaowen", Role.KAM)
    assert (lin.unit, lin.phone, lin.language) == (people.east, "139", "zh-hans")
    assert (zhou.email, zhou.role, zhou.unit) == (None, Role.REP, people.west)
    assert not lin.has_usable_password()
    assert not zhou.has_usable_password()


def test_the_same_file_changes_nothing_and_empty_cells_say_nothing(people):
    rows = ("林晓雯,Lin Xiaowen,lin@example.com,KAM,华东区,139", "周杰,,,,西南区,")
    load(*rows)
    assert load(*rows).counts["unchanged"] == 2
    assert load("林晓雯,,lin@example.com,,,").counts["unchanged"] == 1


@pytest.mark.parametrize(
    ("header", "row", "unit", "department"),
    [
        ("姓名,部门", "周杰,华东区", "华东区", ""),
        ("姓名,部门,销售单位", "周杰,技术,华东区", "华东区", "technical"),
        ("name,department,unit", "周杰,Customer service,华东区", "华东区", "customer_service"),
        ("name,unit,function", "周杰,华东区,客服", "华东区", "customer_service"),
        ("name,unit,department", "周杰,华东区,", "华东区", ""),
    ],
    ids=["of sales", "beside the unit", "in English", "by another name", "empty"],
)
def test_a_department_is_told_from_the_unit(people, header, row, unit, department):
    imported(f"{header}\n{row}\n", "users")
    zhou = User.objects.get(name="周杰")
    assert (zhou.unit.name, zhou.department) == (unit, department)


def test_there_are_six_departments(people):
    batch = checked("name,unit,department\n周杰,华东区,厨房\n", "users")
    assert reasons(batch) == {2: ("department", "unknown_choice")}


def test_an_address_comes_later_and_a_namesake_is_somebody_else(people):
    load("周杰,,,,西南区,")
    load("周杰,,zhou@example.com,,西南区,")
    assert User.objects.get(name="周杰").email == "zhou@example.com"
    assert load("周杰,,zhou2@example.com,,西南区,").counts["created"] == 1
    assert reasons(checked(people_file("周杰,,,,,1"), "users")) == {2: ("name", "ambiguous_user")}


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        (",,new@example.com,,华东区,", "name", "empty"),
        ("New,,new,,华东区,", "email", "not_an_email"),
        ("New,,new@example.com,boss,华东区,", "role", "unknown_choice"),
        ("New,,new@example.com,,北区,", "unit", "unknown_unit"),
        ("New,,new@example.com,,,", "unit", "needs_unit"),
        ("New,,new@example.com,admin,,", "role", "administrator"),
        ("Root,,admin@example.com,rep,华东区,", "role", "administrator"),
        (f"{'x' * 101},,new@example.com,,华东区,", "name", "too_long"),
    ],
    ids=[
        "no name",
        "no address",
        "no such role",
        "no such unit",
        "rep without unit",
        "new administrator",
        "administrator no more",
        "long name",
    ],
)
def test_what_a_file_of_users_may_not_say(people, row, field, reason):
    batch = checked(people_file(row), "users")
    assert reasons(batch) == {2: (field, reason)}
    assert (batch.counts["accepted"], batch.counts["rejected"]) == (0, 1)


def test_an_undo_takes_people_away_and_sets_others_back(people):
    batch = load("周杰,,,,西南区,", "Rep,,rep@example.com,,西南区,")
    people.rep.refresh_from_db()
    assert people.rep.unit == people.west

    batches.undo(batch)

    people.rep.refresh_from_db()
    assert people.rep.unit == people.east
    assert not User.objects.filter(name="周杰").exists()


def test_who_owns_an_account_by_now_is_not_taken_away(people):
    batch = load("周杰,,,,西南区,")
    factories.account("客户", owner=User.objects.get(name="周杰"))
    with pytest.raises(ImportRefused, match="in use"):
        batches.undo(batch)


def test_accounts_name_their_owner_by_name_too(people):
    load("周杰,,,,西南区,")
    imported("name,owner\n甲公司,周杰\n", "accounts", by=people.admin)
    owner = User.objects.get(name="周杰")
    assert owner.accounts.get().unit == people.west


@pytest.mark.parametrize("who", ["rep", "manager", "sponsor", "auditor"])
def test_only_administrators_import_users(people, who):
    with pytest.raises(ImportRefused, match="role"):
        checked(people_file("周杰,,,,西南区,"), "users", by=getattr(people, who))


def test_people_without_an_address_are_said_to_be_so(people, as_user):
    load("周杰,,,,西南区,")
    client = as_user(people.admin)
    assert "No e-mail address" in client.get(reverse("user_list")).content.decode()
    page = client.get(reverse("user_edit", args=[User.objects.get(name="周杰").pk]))
    assert "Send the invitation again" not in page.content.decode()


@pytest.mark.data
@pytest.mark.skipif(not DATA.is_dir(), reason="the real data sets are not here")
def test_sales_teams_become_the_owners_of_their_projects(people):
    """35 agents in three offices; 30 of them have opportunities."""
    for office in ("Central", "East", "West"):
        factories.unit(office)
    for name, columns in {
        "sales_teams": ("users", {"name": "sales_agent", "unit": "regional_office"}),
        "accounts": ("accounts", {"name": "account", "code": ""}),
        "sales_pipeline": ("projects", None),
    }.items():
        text = gzip.decompress((DATA / f"{name}.csv.gz").read_bytes())
        batch = imported(text, columns[0], columns=columns[1], source="crm")
    with gzip.open(DATA / "sales_teams.csv.gz", "rt") as file:
        offices = {row["sales_agent"]: row["regional_office"] for row in csv.DictReader(file)}

    agents = User.objects.filter(name__in=offices).select_related("unit")
    assert {agent.name: agent.unit.name for agent in agents} == offices
    assert batch.counts["without_owner"] == 0
    assert agents.filter(projects__isnull=False).distinct().count() == 30


def test_a_refused_cell_is_shown_with_its_reason(people, as_user):
    batch = checked(people_file("周杰,,,,北区,"), "users", by=people.admin)
    page = as_user(people.admin).get(reverse("import_detail", args=[batch.pk]))
    (row,) = page.context["rejects"]
    assert (row["cell"], row["message"]) == ("北区", "No sales unit has this name.")
