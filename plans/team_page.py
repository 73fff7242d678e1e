"""Who of ours looks after an account: the card on its page, and the page of the team."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.functional import Promise

from accounts.models import Account
from accounts.models.querysets import AccountQuerySet
from plans.raci import LETTERS, PARTIES, ROWS, Letter, Party
from plans.vacancies import Seat, Vacancy, vacancies
from relationships.services.relations import managers_of
from staff.models import Department, User
from staff.permissions import Permission, Role, has_permission
from tiering.key_accounts import CLASSED, KEY_TIERS

OFFERED = 3  # colleagues named for an empty department
# The first event after the last that named another owner; the account may be older than its trail.
CONTACT_SINCE = """(
SELECT CASE pgh_label WHEN 'insert' THEN accounts_account.created_at ELSE pgh_created_at END
FROM accounts_accountevent e
WHERE pgh_obj_id = accounts_account.id AND pgh_id > coalesce((
  SELECT max(pgh_id) FROM accounts_accountevent b
  WHERE b.pgh_obj_id = accounts_account.id
    AND b.owner_id IS DISTINCT FROM accounts_account.owner_id), 0)
ORDER BY pgh_id LIMIT 1)"""
SERVES = (Department.TECHNICAL, Department.CUSTOMER_SERVICE)


@dataclass(frozen=True)
class Card:
    """Both seats; None where nobody active holds them, with the vacancy if somebody is needed."""

    contact: User | None
    since: date  # of the contact
    sponsor: User | None
    no_contact: Vacancy | None
    no_sponsor: Vacancy | None


@dataclass
class Group:
    """Colleagues of one department; `offered` could join where there is nobody."""

    label: Promise | str
    people: list[User] = field(default_factory=list)
    offered: list[User] = field(default_factory=list)


@dataclass(frozen=True)
class Answers:
    """One cell of RACI; without `people` nobody is named, unless accounts name none (`known`)."""

    letter: Letter
    meaning: Promise
    party: Promise
    people: list[User]
    known: bool


@dataclass(frozen=True)
class Team:
    card: Card
    groups: list[Group]
    elsewhere: list[User]  # members without a department
    raci: list[tuple[Promise, list[Answers]]]
    may_edit: bool


def card_of(account: Account, today: date) -> Card:
    """`account` came `with_contact_since`. Two queries where a key account may lack somebody."""
    contact, sponsor = _active(account.owner), _active(account.sponsor)
    lacks = contact is None or sponsor is None
    found = (
        vacancies(Account.objects.filter(pk=account.pk), today=today)
        if lacks and _may_be_key(account)
        else []
    )
    since = cast(Any, account).contact_since or account.created_at
    by_seat = {each.seat: each for each in found}
    return Card(
        contact=contact,
        since=timezone.localdate(since),
        sponsor=sponsor,
        no_contact=by_seat.get(Seat.KAM),
        no_sponsor=by_seat.get(Seat.SPONSOR),
    )


def with_contact_since(accounts: AccountQuerySet) -> AccountQuerySet:
    """`contact_since`: the moment the owner got the account; None if the trail does not tell."""
    return accounts.annotate(contact_since=RawSQL(CONTACT_SINCE, []))


def team_of(account: Account, user: User, today: date) -> Team:
    """`account` came as for `card_of`. Three queries more at most."""
    card = card_of(account, today)
    members = list(account.members.for_list())
    may_edit = all(
        has_permission(user, each)
        for each in (Permission.ACCOUNT_EDIT, Permission.ACCOUNT_TRANSFER)
    )
    everybody = _once([*([card.contact] if card.contact else []), *members])
    return Team(
        card=card,
        groups=_groups(everybody, user if may_edit else None),
        elsewhere=[each for each in everybody if not each.department],
        raci=_raci(account, card, [each for each in everybody if each.is_active]),
        may_edit=may_edit,
    )


def _active(user: User | None) -> User | None:
    return user if user and user.is_active else None


def _may_be_key(account: Account) -> bool:
    """Whether it is worth asking if a seat is vacant."""
    rating = account.rating
    return rating is not None and (rating.key_class in CLASSED or rating.pyramid in KEY_TIERS)


def _once(people: Iterable[User]) -> list[User]:
    return list({each.pk: each for each in people}.values())


def _groups(people: list[User], chooser: User | None) -> list[Group]:
    """The six departments; empty ones offer colleagues that `chooser` may put on the team."""
    groups = {code: Group(code.label) for code in Department}
    for each in people:
        if each.department:
            groups[Department(each.department)].people.append(each)
    empty = [code for code, group in groups.items() if not group.people]
    if chooser and empty:
        known = User.objects.visible_to(chooser).team_mates().filter(department__in=empty)
        for each in known.for_list():
            groups[Department(each.department)].offered.append(each)
    for group in groups.values():
        del group.offered[OFFERED:]
    return list(groups.values())


def _raci(account: Account, card: Card, people: list[User]) -> list[tuple[Promise, list[Answers]]]:
    serving = [each for each in people if each.department in SERVES or each.role == Role.SERVICE]
    named: dict[Party, list[User]] = {
        Party.KAM: [card.contact] if card.contact else [],
        Party.MANAGER: managers_of(account),
        Party.SPONSOR: [card.sponsor] if card.sponsor else [],
        Party.TEAM: [each for each in people if each != card.contact],
        Party.SERVICE: serving,
        Party.TECHNICAL: [each for each in people if each.department == Department.TECHNICAL],
    }
    return [
        (title, [_answers(letter, party, named) for letter, party in row.items()])
        for title, row in ROWS
    ]


def _answers(letter: Letter, party: Party, named: dict[Party, list[User]]) -> Answers:
    people, known = named.get(party, []), party in named
    return Answers(letter, LETTERS[letter], PARTIES[party], people, known)
