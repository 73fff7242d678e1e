"""Who may do what (domain §9.2, with the settled readings of part 1)."""

import pytest

from staff.labels import PERMISSION_GROUPS, ROLE_SCOPES
from staff.permissions import Permission, Role, has_permission
from tests import factories

ROLES = ["rep", "kam", "manager", "sponsor", "service", "admin", "auditor"]

# One row per permission, one column per role in the order above.
TABLE = """
account_edit       yes yes yes -   -   -   -
account_transfer   -   -   yes -   -   yes -
account_export     yes yes yes -   -   -   -
record_merge       -   -   yes -   -   -   -
business_view      yes yes yes yes -   yes yes
margin_view        -   yes yes yes -   yes yes
fact_edit          yes yes yes -   -   -   -
contact_view       yes yes yes yes yes -   yes
contact_edit       yes yes yes -   -   -   -
contact_erase      -   -   yes -   -   -   -
gift_request       yes yes yes yes -   -   -
gift_approve       -   -   yes -   -   -   -
visit_view         yes yes yes yes yes -   yes
visit_log          yes yes yes yes yes -   -
level_assess       yes yes yes yes -   -   -
level_propose      yes yes yes -   -   -   -
level_confirm      -   -   yes -   -   -   -
plan_view          yes yes yes yes -   -   yes
plan_edit          yes yes yes -   -   -   -
plan_approve       -   -   yes -   -   -   -
history_view       yes yes yes yes yes -   yes
tier_view          yes yes yes yes yes yes yes
run_view           -   -   yes yes -   yes yes
run_start          -   -   yes -   -   yes -
proposal_view      -   yes yes yes -   -   yes
class_decide       -   -   yes -   -   -   -
policy_view        -   yes yes yes -   yes yes
policy_edit        -   -   yes -   -   yes -
policy_approve     -   -   yes -   -   -   -
import_data        yes yes yes -   -   yes -
rate_edit          -   -   -   -   -   yes -
standard_view      -   -   yes -   -   yes yes
standard_edit      -   -   -   -   -   yes -
standard_confirm   -   -   yes -   -   -   -
staff_manage       -   -   -   -   -   yes -
company_edit       -   -   -   -   -   yes -
"""
ROWS = {name: marks for name, *marks in map(str.split, TABLE.strip().splitlines())}
CASES = [
    pytest.param(Permission(name), Role(role), mark == "yes", id=f"{role}-{name}")
    for name, marks in ROWS.items()
    for role, mark in zip(ROLES, marks, strict=True)
]


@pytest.mark.parametrize(("permission", "role", "allowed"), CASES)
def test_the_role_decides(permission, role, allowed):
    user = factories.User(role=role, is_active=True)
    assert has_permission(user, permission) is allowed


@pytest.mark.parametrize("permission", Permission)
def test_inactive_people_may_nothing(permission):
    assert not has_permission(factories.User(role=Role.ADMIN, is_active=False), permission)


def test_every_permission_is_in_the_table_and_has_plain_words():
    worded = [permission for _title, labels in PERMISSION_GROUPS for permission in labels]
    assert set(ROWS) == set(Permission)
    assert sorted(worded) == sorted(Permission)
    assert set(ROLE_SCOPES) == set(Role) == set(ROLES)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("admin", {"销售部", "华东区", "西南区"}),
        ("auditor", {"销售部", "华东区", "西南区"}),
        ("sponsor", {"销售部", "华东区", "西南区"}),
        ("head", {"销售部", "华东区", "西南区"}),
        ("manager", {"华东区"}),
        ("rep", {"华东区"}),
        ("kam", {"华东区"}),
        ("service", {"华东区"}),
        ("other_rep", {"西南区"}),
    ],
)
def test_units_in_a_filter(people, who, sees):
    seen = factories.Unit.objects.visible_to(getattr(people, who))
    assert {unit.name for unit in seen} == sees


def test_without_a_unit_no_unit_is_seen(people):
    assert not factories.Unit.objects.visible_to(factories.user(Role.REP)).exists()
