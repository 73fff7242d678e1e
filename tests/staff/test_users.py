"""Adding, changing and letting go people, with every refusal."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError

from staff.models import User
from staff.permissions import Role
from staff.services import users
from tests import factories


def facts(user, **changes):
    names = ["email", "name", "role", "unit", "department", "name_en", "phone", "language"]
    return {name: getattr(user, name) for name in names} | changes


def test_a_new_user_has_no_password_and_the_language_of_the_company(people):
    user = users.create(
        by=people.admin, email=" Lin@Example.COM ", name="林晓雯", role=Role.KAM, unit=people.east
    )
    user.refresh_from_db()
    assert (user.email, user.language, user.unit) == ("lin@example.com", "zh-hans", people.east)
    assert user.is_active
    assert not user.has_usable_password()
    assert (user.is_staff, user.is_superuser) == (False, False)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "REP@example.com"}, "email"),
        ({"email": "nobody"}, "email"),
        ({"name": ""}, "name"),
        ({"role": "boss"}, "role"),
        ({"role": Role.REP}, "unit"),
        ({"role": Role.KAM}, "unit"),
        ({"role": Role.MANAGER}, "unit"),
        ({"language": "fr"}, "language"),
        ({"department": "kitchen"}, "department"),
    ],
    ids=[
        "address taken",
        "no address",
        "no name",
        "no such role",
        "rep without unit",
        "kam without unit",
        "manager without unit",
        "no such language",
        "no such department",
    ],
)
def test_what_a_new_user_can_not_be(people, changes, field):
    given = {"email": "new@example.com", "name": "New", "role": Role.REP} | changes
    with pytest.raises(ValidationError) as problem:
        users.create(by=people.admin, **given)
    assert field in problem.value.message_dict
    assert not User.objects.filter(name="New").exists()


def test_update_changes_everything_an_administrator_may_change(people):
    new = {
        "email": "new@example.com",
        "name": "王强",
        "role": Role.MANAGER,
        "unit": people.west,
        "department": "technical",
        "name_en": "Qiang Wang",
        "phone": "021-1",
        "language": "zh-hans",
    }
    users.update(user=people.rep, by=people.admin, **new)
    people.rep.refresh_from_db()
    assert facts(people.rep) == new


def test_an_address_given_up_no_longer_opens_the_door(people, client):
    EmailAddress.objects.create(user=people.rep, email="rep@example.com", verified=True)
    users.update(user=people.rep, by=people.admin, **facts(people.rep, email="new@example.com"))
    assert not client.login(email="rep@example.com", password="correct horse battery")
    assert client.login(email="new@example.com", password="correct horse battery")


def test_who_stops_being_administrator_leaves_the_support_admin(people):
    other = factories.user(Role.ADMIN, is_staff=True, is_superuser=True)
    users.update(user=other, by=people.admin, **facts(other, role=Role.AUDITOR))
    other.refresh_from_db()
    assert (other.is_staff, other.is_superuser) == (False, False)


def test_nobody_changes_the_own_role(people):
    factories.user(Role.ADMIN)
    with pytest.raises(ValidationError, match="your own role"):
        users.update(user=people.admin, by=people.admin, **facts(people.admin, role=Role.REP))


def test_administrators_change_their_own_name(people):
    users.update(user=people.admin, by=people.admin, **facts(people.admin, name="周敏"))
    people.admin.refresh_from_db()
    assert people.admin.name == "周敏"


def test_the_last_active_administrator_keeps_the_role(people):
    gone = factories.user(Role.ADMIN, is_active=False)
    with pytest.raises(ValidationError, match="last active administrator"):
        users.update(user=people.admin, by=gone, **facts(people.admin, role=Role.REP))
    with pytest.raises(ValidationError, match="last active administrator"):
        users.deactivate(user=people.admin, by=gone)
    people.admin.refresh_from_db()
    assert (people.admin.role, people.admin.is_active) == (Role.ADMIN, True)


def test_nobody_deactivates_oneself(people):
    factories.user(Role.ADMIN)
    with pytest.raises(ValidationError, match="deactivate yourself"):
        users.deactivate(user=people.admin, by=people.admin)


def test_a_second_administrator_can_go(people):
    other = factories.user(Role.ADMIN)
    users.deactivate(user=other, by=people.admin)
    other.refresh_from_db()
    assert not other.is_active


def test_deactivated_people_are_out_at_once_and_can_come_back(people, client):
    client.force_login(people.rep)
    assert client.get("/settings/profile/").status_code == 200
    users.deactivate(user=people.rep, by=people.admin)
    assert client.get("/settings/profile/").status_code == 302
    users.reactivate(user=people.rep, by=people.admin)
    people.rep.refresh_from_db()
    assert people.rep.is_active


def test_changes_of_users_are_in_the_audit_trail(people):
    users.update(user=people.rep, by=people.admin, **facts(people.rep, role=Role.KAM))
    labels = list(people.rep.events.order_by("pgh_id").values_list("pgh_label", "role"))
    assert labels == [("insert", "rep"), ("update", "kam")]
