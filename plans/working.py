"""Who may change what belongs to an account's plans, problems and reviews."""

from staff.models import User
from staff.permissions import Permission, Role, has_permission


def may_work(user: User, *owners: int | None) -> bool:
    """One of the `owners` (ids), and managers, who only meet what they see."""
    if not has_permission(user, Permission.PLAN_EDIT):
        return False
    return user.role == Role.MANAGER or user.pk in owners
