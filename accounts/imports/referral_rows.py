"""Files of referrals: the referrer, loops, and that the first referral counts (domain §8.3)."""

from typing import Any

from accounts.imports import matching
from accounts.imports.rows import Draft
from accounts.models import Contact, Referral
from accounts.models.batch import ImportBatch
from accounts.models.referral import Direction
from staff.models import User


def link(drafts: list[Draft], batch: ImportBatch) -> None:
    """The referrer by number or name, and the person there by name."""
    user = batch.created_by
    found = matching.match_drafts(drafts, user, ("from_account",), "")
    people = people_of(set(found.values()), user)
    for draft in drafts:
        referrer = found.get(draft.line)
        draft.fields["from_account_id"] = referrer
        if text := draft.text("from_contact"):
            draft.fields["from_contact_id"] = people.get((referrer, text))
            if draft.fields["from_contact_id"] is None:
                draft.reject("from_contact", "unknown_person_there")


def people_of(accounts: set[int], user: User | None) -> dict[tuple[Any, str], int]:
    """Account and name → person; of two with one name the one entered first, as on the page."""
    people = Contact.objects.all() if user is None else Contact.objects.visible_to(user)
    found = people.filter(account__in=accounts).order_by("-pk")
    return {(account, name): pk for pk, account, name in found.values_list("pk", "account", "name")}


def refuse(drafts: list[Draft]) -> None:
    """Reject self-made, second and circular referrals; rows that come first count first."""
    known = Referral.objects.current().filter(direction=Direction.FROM_CUSTOMER)
    brought = {
        account: (referrer, day.isoformat())
        for account, referrer, day in known.values_list("account", "from_account", "date")
    }
    for draft in drafts:
        account, referrer = draft.fields["account_id"], draft.fields["from_account_id"]
        if draft.reason:
            continue
        if account == referrer:
            draft.reject("from_account", "refers_itself")
        elif draft.fields["direction"] == Direction.FROM_CUSTOMER:
            first, day = brought.setdefault(account, (referrer, draft.fields["date"]))
            if first != referrer:
                draft.reject("from_account", "referred", day)
            elif in_loop(account, brought):
                draft.reject("from_account", "referral_loop")
                del brought[account]


def in_loop(account: int, brought: dict[int, tuple[int, str]]) -> bool:
    seen, at = {account}, brought[account][0]
    while at in brought and at not in seen:
        seen.add(at)
        at = brought[at][0]
    return at == account
