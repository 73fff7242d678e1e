"""Our people, and what they are told."""

from staff.models.calendar_address import CalendarAddress
from staff.models.company import Company
from staff.models.notice import Notice, NoticeKind
from staff.models.unit import Unit
from staff.models.user import Department, NoticeMail, User

__all__ = [
    "CalendarAddress",
    "Company",
    "Department",
    "Notice",
    "NoticeKind",
    "NoticeMail",
    "Unit",
    "User",
]
