"""Our people."""

from staff.models.company import Company
from staff.models.unit import Unit
from staff.models.user import User

__all__ = ["Company", "Unit", "User"]
