"""A few documents: two at the account that a person visits most, one on the plan of the year."""

from io import BytesIO

import openpyxl
from django.core.files.base import ContentFile
from django.db.models import Count

from accounts.models import Account
from accounts.models.account import AccountStatus
from kam.demo.company import DOMAIN
from plans.models import Plan, PlanState, Purpose
from plans.services.plan_files import add_plan_file
from relationships.services.account_files import add_file
from staff.models import User

OWNERS = ("kam1", "rep1")
OFFER = (("项目", "数量", "单价"), ("二期产线联合设计", 1, 180_000), ("备件年度框架", 12, 9_500))
DRAWING = "Technical agreement, line 2 (demo)"


def load() -> int:
    """Returns how many."""
    found = [_most_visited(User.objects.get(email=f"{name}@{DOMAIN}")) for name in OWNERS]
    known = [account for account in found if account]
    for account in known:
        _keep(account, "技术协议.pdf", pdf(DRAWING), "双方签字版，附图纸清单")
        _keep(account, "报价对比.xlsx", sheet(OFFER), "与上一版相比的价格变化")
    return 2 * len(known)


def load_plans() -> None:
    year = Plan.objects.filter(purpose=Purpose.OPERATING, state=PlanState.ACTIVE).first()
    if year:
        upload = ContentFile(sheet(OFFER), name="年度框架报价.xlsx")
        add_plan_file(plan=year, by=year.owner, upload=upload, note="提交给客户总经理的版本")


def _keep(account: Account, name: str, content: bytes, note: str) -> None:
    if account.owner:
        upload = ContentFile(content, name=name)
        add_file(account=account, by=account.owner, upload=upload, note=note)


def _most_visited(owner: User) -> Account | None:
    mine = Account.objects.filter(owner=owner, status=AccountStatus.ACTIVE)
    return mine.select_related("owner").annotate(n=Count("visits")).order_by("-n", "pk").first()


def sheet(rows: tuple[tuple[str | int, ...], ...]) -> bytes:
    book, stream = openpyxl.Workbook(write_only=True), BytesIO()
    page = book.create_sheet("报价")
    for row in rows:
        page.append(row)
    book.save(stream)
    return stream.getvalue()


def pdf(line: str) -> bytes:
    """One page with one line of Latin letters."""
    text = f"BT /F1 18 Tf 72 720 Td ({line.replace('(', '[').replace(')', ']')}) Tj ET"
    parts = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    found, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(f"{len(found):010} 00000 n \n")
        found += f"{number} 0 obj\n{part}\nendobj\n"
    table = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{''.join(places)}"
    end = f"trailer\n<< /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{len(found)}\n%%EOF\n"
    return (found + table + end).encode()
