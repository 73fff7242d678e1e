"""Small makers of rows for tests. Names say what matters in the case."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import count

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import (
    Account,
    AccountProfile,
    Contact,
    Contract,
    Cost,
    Influence,
    LedgerEntry,
    PaymentRecord,
    PolicyCheck,
    Project,
    ProjectState,
    Rating,
    Referral,
    Standing,
    WalletEstimate,
)
from plans.document import document
from plans.models import Plan, PlanAction, PlanFile, Problem
from relationships.care_rules import gift_key
from relationships.models import (
    AccountFile,
    Action,
    Attachment,
    CareDate,
    CareTask,
    Gift,
    Greeting,
    Level,
    StandardChange,
    Visit,
)
from staff.models import Notice, NoticeKind, Unit, User
from staff.permissions import Role
from tiering.engine import with_changes
from tiering.models import Assumption, PolicyVersion
from tiering.services.policies import add_version

numbers = count(1)


def unit(name="华东区", parent=None, **fields):
    row = Unit(name=name, parent=parent, path=f"new{next(numbers)}/", **fields)
    row.save()
    row.path = f"{parent.path if parent else ''}{row.pk}/"
    row.save(update_fields=["path"])
    return row


def user(role=Role.REP, unit=None, **fields):
    n = next(numbers)
    fields.setdefault("email", f"{role}{n}@example.com")
    fields.setdefault("name", f"{role} {n}")
    fields.setdefault("language", "en")
    return User.objects.create_user(
        password="correct horse battery", role=role, unit=unit, **fields
    )


def account(name=None, owner=None, standing=None, profile=None, **fields):
    """An ACTIVE account; `standing={"pyramid": 1}` gives it classes."""
    row = Account(name=name or f"客户{next(numbers)}", owner=owner, **fields)
    if "status" not in fields:
        row.status = "active"
    if row.unit is None and owner is not None:
        row.unit = owner.unit
    row.refresh_names()
    row.save()
    row.refresh_from_db(fields=["top"])
    if row.parent_id:
        row.top_id = row.parent.top_id
        row.save(update_fields=["top"])
    if standing is not None:
        Standing.objects.create(account=row, **standing)
    if profile is not None:
        AccountProfile.objects.create(account=row, **profile)
    return row


def contact(account, name=None, **fields):
    row = Contact(account=account, name=name or f"联系人{next(numbers)}", **fields)
    row.refresh_names()
    row.save()
    return row


def influence(source, target, strength=2, **fields):
    return Influence.objects.create(
        account=source.account, source=source, target=target, strength=strength, **fields
    )


def personal_level(contact, colleague, level=3, day="2026-10-01", **fields):
    """A personal level that counts."""
    fields = {"by": colleague, **fields}
    return Level.objects.create(
        account=contact.account, axis="personal", contact=contact, colleague=colleague,
        level=level, assessed_on=day, **fields
    )  # fmt: skip


def sale(account, day, amount, kind="sale", cost=None, reference=None, **fields):
    """A ledger entry known on its own date; `day` is a date or an ISO text."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    amount = Decimal(amount)
    fields.setdefault("source", "test")
    fields.setdefault("currency", "CNY")
    fields.setdefault("known_from", datetime.combine(day, time(), UTC))
    return LedgerEntry.objects.create(
        account=account,
        date=day,
        amount=amount,
        amount_base=amount,
        kind=kind,
        cost_base=None if cost is None else Decimal(cost),
        reference=reference or f"T{next(numbers)}",
        **fields,
    )


def policy(**changes):
    """A policy in force with these settings; `__` stands for the dot of a path."""
    current = PolicyVersion.objects.published()
    PolicyVersion.objects.filter(pk=current.pk).update(status="superseded")
    settings = {path.replace("__", "."): value for path, value in changes.items()}
    made = with_changes(current.policy, settings)
    return add_version(made, status="published", base=current)


def visit(account, day, by, contacts=(), note="谈了价格", status="completed", **fields):
    row = Visit.objects.create(
        account=account, owner=by, date=day, note=note, status=status, **fields
    )
    row.contacts.set(contacts)
    return row


def action(visit, due_on, text="带报价", **fields):
    """An open next step of the visit."""
    return Action.objects.create(
        account=visit.account, visit=visit, owner=visit.owner, text=text, due_on=due_on, **fields
    )


def attachment(visit, name="现场.png", content=b"\x89PNG\r\n\x1a\n"):
    return Attachment.objects.create(
        visit=visit, file=ContentFile(content, name=name), name=name, mime="image/png",
        size=len(content), by=visit.owner,
    )  # fmt: skip


def account_file(account, name="技术协议.pdf", content=b"%PDF-1.4", **fields):
    fields.setdefault("by", account.owner)
    return AccountFile.objects.create(
        account=account, file=ContentFile(content, name=name), name=name, mime="application/pdf",
        size=len(content), **fields,
    )  # fmt: skip


def plan_file(plan, name="报价.pdf", **fields):
    file = account_file(plan.account, name, of_plan=True, **fields)
    return PlanFile.objects.create(plan=plan, file=file)


def fact(model, account, day, **fields):
    """A fact known on its own date; `day` is a date or an ISO text."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    fields.setdefault("known_from", datetime.combine(day, time(), UTC))
    return model.objects.create(account=account, date=day, **fields)


def rating(account, kind="idea_alignment", value=3, day="2026-05-01", rater=None, **fields):
    return fact(Rating, account, day, kind=kind, value=value, rater=rater, **fields)


def policy_check(account, day, carried_out=True, item="价格纪律", **fields):
    return fact(PolicyCheck, account, day, item=item, carried_out=carried_out, **fields)


def payment(account, day, due=10, on_time=9, **fields):
    return fact(PaymentRecord, account, day, invoices_due=due, invoices_on_time=on_time, **fields)


def cost(account, day, amount, kind="visits", **fields):
    return fact(Cost, account, day, kind=kind, amount_base=Decimal(amount), **fields)


def referral(account, day, by, **fields):
    """`by` is the account that brought it."""
    return fact(Referral, account, day, from_account=by, **fields)


def wallet(account, day, amount, category="", source="询问采购", **fields):
    return fact(
        WalletEstimate, account, day, category=category, amount_base=Decimal(amount),
        source=source, **fields
    )  # fmt: skip


def contract(account, day, starts_on, ends_on, title="年度框架", **fields):
    return fact(Contract, account, day, title=title, starts_on=starts_on, ends_on=ends_on, **fields)


def project(account, name="新产线", opened_on="2026-01-05", owner=None, **state):
    """A project and its state on the day it was opened."""
    row = Project.objects.create(
        account=account, name=name, opened_on=date.fromisoformat(opened_on), owner=owner
    )
    project_state(row, opened_on, **{"stage": "lead", **state})
    return row


def project_state(project, day, stage="lead", value=0, **fields):
    return fact(
        ProjectState, project.account, day, project=project, stage=stage,
        value_base=Decimal(value), **fields
    )  # fmt: skip


def assumption(account, **fields):
    """What is expected of a candidate; amounts are None unless given."""
    return Assumption.objects.create(account=account, **fields)


def notice(user, account="华茂精工", key=None, **fields):
    """Told `user`, unread."""
    fields.setdefault("params", {"account": account})
    fields.setdefault("kind", NoticeKind.REASSESS)
    fields.setdefault("url", "/accounts/")
    return Notice.objects.create(user=user, key=key or f"k{next(numbers)}", **fields)


def level(account, level, day, contact=None, colleague=None, by=None, **fields):
    """A level that counts, by its own author; without a contact that of the company."""
    author = by or colleague or account.owner
    day = date.fromisoformat(day) if isinstance(day, str) else day
    fields.setdefault("created_at", datetime.combine(day, time(9), UTC))
    return Level.objects.create(
        account=account, axis="personal" if contact else "company", contact=contact,
        colleague=(colleague or account.owner) if contact else None,
        level=level, assessed_on=day, by=author, **fields,
    )  # fmt: skip


def care_date(contact, month=11, day=24, today=date(2026, 11, 20), **fields):
    """A birthday, next from `today` on; `contact` may be an account for its own days."""
    is_person = isinstance(contact, Contact)
    row = CareDate(
        account=contact.account if is_person else contact,
        contact=contact if is_person else None,
        month=month,
        day=day,
        **fields,
    )
    row.move_on(today)
    row.save()
    return row


def standard_change(by, subject="squares", **values):
    """One that waits; by default the square (3, 3) shall be an early stage."""
    values = values or {"cell_3_3": [1, 2]}
    return StandardChange.objects.create(
        subject=subject, values=values, by=by, asked_at=timezone.now()
    )


def care_task(contact, by, due_on="2026-11-24", **fields):
    return CareTask.objects.create(
        account=contact.account, contact=contact, owner=by, due_on=due_on, **fields
    )


def greeting(contact, by, sent_on, occasion="new_year", **fields):
    fields = {"occasion": occasion, "sent_on": sent_on, **fields}
    return Greeting.objects.create(account=contact.account, contact=contact, by=by, **fields)


def gift(contact, by, item="明前茶", value=100, day="2026-11-01", status="delivered", **fields):
    """A gift as it stands; handed over on `day` or planned for it."""
    row = Gift.objects.create(
        account=contact.account,
        contact=contact,
        giver=by,
        item=item,
        normalised=gift_key(item),
        value=Decimal(value),
        planned_on=date.fromisoformat(day),
        delivered_on=date.fromisoformat(day) if status == "delivered" else None,
        status=status,
        **fields,
    )
    row.refresh_from_db()
    return row


def plan(account, owner, purpose="up_tier", why="潜力大", **fields):
    """A draft for the tier above, with an action of its owner."""
    row = Plan.objects.create(
        account=account,
        purpose=purpose,
        target=1,
        owner=owner,
        why=why,
        starts_on=date(2026, 10, 1),
        ends_on=date(2027, 9, 30),
        **fields,
    )
    action_ = Action.objects.create(
        account=account, owner=owner, text=why, due_on=date(2026, 12, 1)
    )
    PlanAction.objects.create(plan=row, action=action_)
    return row


def goal(plan, measure="other", words="联合项目", **fields):
    values = {"baseline": 0, "target": 2, "due_on": plan.ends_on} | fields
    return plan.goals.create(measure=measure, words=words, **values)


def revision(plan, by):
    """The plan as it is, kept as its first revision."""
    return plan.revisions.create(
        number=1, document=document(plan), ended_on=plan.starts_on, ended_by=by
    )


def problem(account, owner, category="price", what="要求降价", solution="", **fields):
    """Reported and seen to by `owner`; closed by them if there is a solution."""
    if solution:
        fields = {"closed_by": owner, "closed_on": date(2026, 11, 1)} | fields
    fields = {"opened_on": date(2026, 10, 1), "due_on": date(2026, 12, 1)} | fields
    said = {"category": category, "what": what, "solution": solution}
    return Problem.objects.create(account=account, owner=owner, opened_by=owner, **said, **fields)


def review(account, by, summary="", **fields):
    """Prepared; held if something was agreed."""
    if summary:
        fields = {"held_on": date(2026, 10, 1), "rating": 4} | fields
    days = {"since": date(2026, 7, 1), "prepared_on": date(2026, 10, 1)}
    return account.reviews.create(led_by=by, summary=summary, **days | fields)
