"""Adding people, changing them, letting them go.

Refusals are `ValidationError`s keyed by the field that has to change. Two of them protect the
installation: nobody takes away the own access, and one active administrator always remains.
"""

from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staff.models import Company, Unit, User
from staff.permissions import Role


@transaction.atomic
def create(
    *,
    by: User | None,
    email: str | None,
    name: str,
    role: str,
    unit: Unit | None = None,
    department: str = "",
    name_en: str = "",
    phone: str = "",
    language: str = "",
) -> User:
    """Somebody new, without a password: the invitation lets them choose one."""
    user = User(name=name, name_en=name_en, role=role, unit=unit, phone=phone)
    user.email, user.department = _address(email), department
    user.language = language or Company.current().language
    user.set_unusable_password()
    user.full_clean()
    _check_unit(user)
    _check_address(user)
    user.save()
    return user


@transaction.atomic
def create_administrator(*, email: str, name: str, password: str | None) -> User:
    """The first administrator, who may also use the support admin.

    Nobody chose a language for them, so the one chosen on the log-in page counts.
    """
    user = create(by=None, email=email, name=name, role=Role.ADMIN)
    user.language = ""
    user.is_staff = user.is_superuser = True
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def update(
    *,
    user: User,
    by: User,
    email: str | None,
    name: str,
    role: str,
    unit: Unit | None,
    department: str,
    name_en: str,
    phone: str,
    language: str,
) -> User:
    """New facts about `user`; the role can't be the own one nor that of the last administrator."""
    user = _locked(user)
    if role != user.role:
        _check_role_change(user, by)
        user.role = role
    if role != Role.ADMIN:
        user.is_staff = user.is_superuser = False
    email = _address(email)
    if email != user.email:
        # allauth logs in by its own rows too: an address given up must not open the door.
        EmailAddress.objects.filter(user=user).delete()
    user.email, user.name, user.name_en = email, name, name_en
    user.unit, user.department = unit, department
    user.phone, user.language = phone, language
    user.full_clean()
    _check_unit(user)
    _check_address(user)
    user.save()
    return user


@transaction.atomic
def deactivate(*, user: User, by: User) -> User:
    """No log-in from now on, open sessions included. Accounts and history stay."""
    user = _locked(user)
    if user == by:
        raise ValidationError(_("You can't deactivate yourself."), code="self")
    _keep_an_administrator(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


@transaction.atomic
def reactivate(*, user: User, by: User) -> User:
    user = _locked(user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    return user


@transaction.atomic
def update_profile(
    *,
    user: User,
    by: User,
    name: str,
    name_en: str,
    phone: str,
    language: str,
    notice_mail: str | None = None,
) -> User:
    """What people may change about themselves."""
    user = _locked(user)
    user.name, user.name_en, user.phone, user.language = name, name_en, phone, language
    user.notice_mail = notice_mail or user.notice_mail
    user.full_clean()
    user.save(update_fields=["name", "name_en", "phone", "language", "notice_mail"])
    return user


@transaction.atomic
def set_language(*, user: User, by: User, language: str) -> None:
    User.objects.filter(pk=user.pk).update(language=language)


def _address(email: str | None) -> str | None:
    """None for somebody who can't log in."""
    return (email or "").strip().lower() or None


def _locked(user: User) -> User:
    """The row as it is now. Administrators are locked with it, always in the same order, so that
    two of them who remove each other wait instead of both succeeding."""
    administrator = Q(role=Role.ADMIN, is_active=True)
    rows = User.objects.filter(Q(pk=user.pk) | administrator).order_by("pk")
    locked: dict[int, User] = {row.pk: row for row in rows.select_for_update()}
    return locked[user.pk]


def _check_role_change(user: User, by: User) -> None:
    if user == by:
        raise ValidationError({"role": _("You can't change your own role.")}, code="self")
    _keep_an_administrator(user)


def _keep_an_administrator(user: User) -> None:
    others = User.objects.active().filter(role=Role.ADMIN).exclude(pk=user.pk)
    if user.role == Role.ADMIN and not others.exists():
        raise ValidationError(
            _("This is the last active administrator. Name another one first."), code="last_admin"
        )


OWNS = _("Without a unit no sales manager sees the accounts this person owns. Choose one.")
NEEDS_UNIT: dict[str, Any] = {
    Role.REP: OWNS,
    Role.KAM: OWNS,
    Role.MANAGER: _("A sales manager reads the accounts of a unit. Choose one."),
}


def unit_problem(role: str, unit: Unit | None) -> Any:
    """Why this role can't be without a unit; None if it can, or has one."""
    return NEEDS_UNIT.get(role) if unit is None else None


def _check_unit(user: User) -> None:
    if problem := unit_problem(user.role, user.unit):
        raise ValidationError({"unit": problem}, code="without_unit")


def _check_address(user: User) -> None:
    if user.email is None and user.role == Role.ADMIN:
        raise ValidationError(
            {"email": _("An administrator has to be able to log in.")}, code="without_address"
        )
