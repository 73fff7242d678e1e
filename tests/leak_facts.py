"""Rows with words and amounts that stand nowhere else, for `test_leaks`."""

from kam.merging.people import merge_contacts
from relationships.models import Handover
from tests import factories


def merge_of(person, by):
    """A second record of the person, known by the same words, that became part of the first."""
    twin = factories.contact(person.account, person.name, phone=person.phone, note=person.note)
    return merge_contacts(kept=person, lost=twin, by=by)


def care_of(contact, by, word):
    """A birthday and a gift, and words that stand nowhere else."""
    factories.greeting(contact, by, "2026-02-01", text=f"祝好{word}")
    day = factories.care_date(contact, kind="other", label=f"日子{word}")
    return day, factories.gift(contact, by, word, status="waiting")


def handover_of(contact, former, to):
    """The account of the contact, handed over with them to introduce."""
    made = Handover.objects.create(
        account=contact.account, cause="owner", former=former, to=to, by=former, on="2026-06-02"
    )
    made.items.create(kind="contact", contact=contact)


def plan_of(account, word):
    """A plan with an older revision, a review, and a document of the plan and of the account."""
    factories.review(account, account.owner, summary=word)
    plan = factories.plan(account, account.owner, why=word)
    factories.goal(plan, words=word)
    factories.revision(plan, account.owner)
    factories.plan_file(plan, f"密稿{word}.pdf")
    factories.account_file(account, f"{word}.pdf", note=word, content=word.encode())


def keys_of_plan(plan):
    """Of the rows that `plan_of` made, by name of the object."""
    return {"plan": plan.pk, "goal": plan.goals.get().pk, "revision": [plan.pk, 1]}


def facts_of(account, by, word, spent, worth):
    """One of each kind with words and amounts that stand nowhere else."""
    factories.rating(account, "operating", 2, rater=by, by=by, note=word)
    factories.cost(account, "2026-05-01", spent, note=f"费用{word}")
    factories.payment(account, "2026-05-01", balance=worth, overdue=worth)
    factories.wallet(account, "2026-05-01", worth, source=word)
    factories.contract(account, "2026-05-01", "2026-05-01", "2027-05-01", title=word)
    factories.project(account, word, value=worth, stage="lost", reason=word)
    factories.policy_check(account, "2026-05-01", item=word)
    factories.assumption(account, year_profit=spent, year_cost=spent, source=f"测算{word}")


def draft():
    """A policy that would move many accounts, as its page and its list of movers show them."""
    from tiering.models import PolicyVersion
    from tiering.services.policy_life import create_draft, save_draft

    drafted = PolicyVersion.objects.filter(status="draft").first()
    if drafted is None:
        author = factories.user("admin")
        drafted = create_draft(base=PolicyVersion.objects.published(), by=author)
        changes = {"pyramid.cumulative": [0.3, 0.6, 0.9]}
        drafted = save_draft(version=drafted, changes=changes, seen=drafted.hash, by=author)
    return drafted
