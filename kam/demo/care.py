"""Birthdays (some lunar), courtesies, greetings and gifts at the larger accounts."""

from collections.abc import Iterator
from datetime import date, timedelta

from accounts.models import Account
from kam.demo.accounts import CHUNK, Customers
from kam.demo.book import Book
from kam.demo.company import Staff
from kam.demo.contacts import People
from kam.demo.facts import Part, Row, write
from kam.demo.load import NULL
from relationships.care_rules import Calendar, YearlyDay, gift_key, on_or_after
from relationships.models import CareDate, CareTask, Gift, Greeting

# Chinese and English, by the owner's language; what it is worth.
GIFTS = (
    ("明前茶", "Spring tea", 160), ("书籍", "A book", 68), ("钢笔", "Fountain pen", 180),
    ("丝巾", "Silk scarf", 198), ("中秋月饼", "Mooncakes", 128), ("茶具", "Tea set", 260),
    ("台历", "Desk calendar", 45), ("保温杯", "Thermos cup", 120), ("画册", "Picture book", 88),
)  # fmt: skip
TEXTS = (("新春快乐，平安喜乐！", "中秋快乐，阖家团圆！"), ("Happy New Year!", "Happy Mid-Autumn!"))
DEEDS = ("call", "see", "card", "help", "insight", "follow_up")
BORN = (1962, 1996)
FREE = 200  # worth more, a manager approves
NEAR = 0.35  # of the birthdays fall into the next month, so that the pages show some
DATE_COLUMNS = (
    "account_id", "contact_id", "kind", "relative", "label", "calendar", "month", "day", "year",
    "consent", "next_on", "created_at",
)  # fmt: skip
TASK_COLUMNS = ("account_id", "contact_id", "owner_id", "deed", "due_on", "created_at")
GREETING_COLUMNS = (
    "account_id", "contact_id", "by_id", "purpose", "occasion", "sent_on", "text", "created_at",
)  # fmt: skip
GIFT_COLUMNS = (
    "account_id", "contact_id", "giver_id", "item", "normalised", "value", "occasion",
    "planned_on", "status", "approver_id", "decided_at", "reason", "delivered_on", "created_at",
)  # fmt: skip


def load(book: Book, customers: Customers, staff: Staff, people: People) -> int:
    """Write it for the first person of each account that is known well; returns the rows."""
    total = 0
    for low in range(0, len(book), CHUNK):
        part = Part(book, customers, staff, low, "care")
        known = [row for row in part.rows if part.owner[row] and part.place[row] < 2 * part.known]
        who = {row: (customers.first_id + row, int(people.first_id[row])) for row in known}
        barred = _governments(part)
        total += write(CareDate, DATE_COLUMNS, _dates(part, who))
        total += write(CareTask, TASK_COLUMNS, _tasks(part, who))
        total += write(Greeting, GREETING_COLUMNS, _greetings(part, who))
        given = {row: ids for row, ids in who.items() if ids[0] not in barred}
        total += write(Gift, GIFT_COLUMNS, _gifts(part, given, staff))
    return total


Who = dict[int, tuple[int, int]]  # account and contact by row


def _governments(part: Part) -> set[int]:
    first = part.customers.first_id
    ids = (first + part.low, first + part.high - 1)
    rows = Account.objects.filter(type="government", pk__range=ids).order_by("pk")
    return set(rows.values_list("pk", flat=True))


def _dates(part: Part, who: Who) -> Iterator[Row]:
    start = part.end + timedelta(days=1)
    for account, contact in who.values():
        if part.random.random() < 0.75:
            near = part.random.random() < NEAR
            day = start + timedelta(days=part.random.randrange(30 if near else 365))
            yield _birthday(part, account, contact, day, start)


def _birthday(part: Part, account: int, contact: int, day: date, start: date) -> Row:
    lunar = part.random.random() < 0.3
    kind = Calendar.LUNAR if lunar else Calendar.SOLAR
    # A lunar one keeps the numbers a month back: lunar months come about a month later.
    month = (day.month - 2) % 12 + 1 if lunar else day.month
    what = YearlyDay(month, min(day.day, 29) if lunar else day.day, kind)
    year: int | str = part.random.randrange(*BORN) if part.random.random() < 0.5 else NULL
    return (
        account, contact, "birthday", "", "", kind.value, what.month, what.day, year, "f",
        on_or_after(what, start), f"{part.end} 01:00+00",
    )  # fmt: skip


def _tasks(part: Part, who: Who) -> Iterator[Row]:
    for row, (account, contact) in who.items():
        if part.random.random() < 0.15:
            due = part.end + timedelta(days=part.random.randrange(-2, 21))
            deed = part.random.choice(DEEDS)
            yield account, contact, part.owner[row], deed, due, f"{part.end} 01:00+00"


def _greetings(part: Part, who: Who) -> Iterator[Row]:
    spring, autumn = date(part.end.year, 2, 15), date(part.end.year, 9, 24)
    for row, (account, contact) in who.items():
        texts = TEXTS[part.english[row]]
        for day, occasion, text in (
            (spring, "spring_festival", texts[0]),
            (autumn, "mid_autumn", texts[1]),
        ):
            if day < part.end and part.random.random() < 0.4:
                made = f"{day} 02:00+00"
                yield account, contact, part.owner[row], "care", occasion, day, text, made


def _gifts(part: Part, who: Who, staff: Staff) -> Iterator[Row]:
    """At most three different ones a person, the dear ones approved or still waiting."""
    for row, (account, contact) in who.items():
        count = part.random.choice((0, 0, 1, 2, 3))
        for nth, (*words, value) in enumerate(part.random.sample(GIFTS, count)):
            item = words[part.english[row]]
            day = part.day(20 + 150 * nth, 160 + 150 * nth)
            if waits := value > FREE and nth == 0:
                day = part.end + timedelta(days=part.random.randrange(2, 14))
            manager = staff.managers[part.unit[row]]
            ends = WAITING if waits else _handed_over(value, day, manager.pk)
            asked = min(day, part.end) - timedelta(days=4)
            yield (
                account, contact, part.owner[row], item, gift_key(item), value, "visit", day,
                *ends, f"{asked} 01:00+00",
            )  # fmt: skip


# Status, approver, when, reason, handed over on.
WAITING = ("waiting", NULL, NULL, "", NULL)


def _handed_over(value: int, day: date, manager: int) -> Row:
    if value <= FREE:
        return "delivered", NULL, NULL, "", day
    return "delivered", manager, f"{day - timedelta(days=3)} 02:00+00", "", day
