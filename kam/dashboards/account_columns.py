"""The columns of the account list: which there are, for whom, and how a cell exports."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import labels
from kam.lib.numbers import DASH, from_minor
from staff.models import User
from staff.permissions import Permission, has_permission

if TYPE_CHECKING:
    from kam.dashboards.account_list import Row


@dataclass(frozen=True)
class Column:
    """`text` gives what a CSV cell holds; `kam.templatetags.kam_cells` prints it on the page."""

    name: str
    label: Promise | str
    text: Callable[["Row"], Any]
    sort: str = ""
    numeric: bool = False
    needs: Permission | None = None
    by_default: bool = False


def class_text(system: str, names: Any) -> Callable[["Row"], Any]:
    def text(row: "Row") -> Any:
        return names.get(getattr(row.account.rating, system, 0), labels.without(system))

    return text


def change_text(row: "Row") -> str:
    change = row.amounts.change
    return "" if change is None else f"{change:.4f}"


COLUMNS = [
    Column("rank", _("Rank"), lambda row: row.rank or "", "rank", True, by_default=True),
    Column("pyramid", _("Pyramid"), class_text("pyramid", labels.PYRAMID), by_default=True),
    Column("key_class", _("Key account class"), class_text("key_class", labels.KEY_CLASS)),
    Column("abc", _("ABC type"), class_text("abc", labels.ABC), by_default=True),
    Column("pareto", _("Pareto class"), class_text("pareto", labels.PARETO)),
    Column("pattern", _("Pattern"), class_text("pattern", labels.PATTERN), by_default=True),
    Column(
        "revenue",
        _("12-month revenue"),
        lambda row: row.amounts.revenue,
        "revenue",
        True,
        Permission.BUSINESS_VIEW,
        True,
    ),
    Column(
        "change",
        _("Year on year"),
        change_text,
        "change",
        True,
        Permission.BUSINESS_VIEW,
        True,
    ),
    Column(
        "referred",
        _("Revenue referred"),
        lambda row: "" if row.referred is None else from_minor(row.referred),
        "referred",
        True,
        Permission.BUSINESS_VIEW,
    ),
    Column("owner", _("Owner"), lambda row: row.account.owner or DASH, "owner", by_default=True),
    Column("region", _("Region"), lambda row: row.account.region, by_default=True),
    Column("unit", _("Sales unit"), lambda row: row.account.unit or ""),
    Column("industry", _("Industry"), lambda row: row.account.industry),
    Column("status", _("Status"), lambda row: row.account.get_status_display()),
    Column("type", _("Type"), lambda row: row.account.get_type_display()),
    Column("code", _("Customer number"), lambda row: row.account.code or ""),
]
# In every export before the chosen columns; the first is the fixed column of the page.
NAMES = [
    Column("name", _("Account name"), lambda row: row.account.name, "name"),
    Column("name_en", _("English name"), lambda row: row.account.name_en),
]


def allowed(user: User) -> list[Column]:
    return [c for c in COLUMNS if c.needs is None or has_permission(user, c.needs)]


def chosen(user: User, wanted: list[str], also: str = "") -> list[Column]:
    """The columns named in the address, in our order; the usual ones, and `also`, when none is.

    Their labels are translated here, once: every cell repeats them for the phone.
    """
    names = {name for part in wanted for name in part.split(",")}
    found = [column for column in allowed(user) if column.name in names]
    found = found or [
        column for column in allowed(user) if column.by_default or column.name == also
    ]
    return [replace(column, label=str(column.label)) for column in found]
