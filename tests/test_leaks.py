"""What nobody may learn who may not (domain §9.2): every page is read as each role and searched.

Two accounts, one of rep's and one of another rep's, with numbers and names that stand nowhere
else. Accounts are ranked by gross profit, so shares and cuts of it are secrets too.
"""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.imports import rejected
from accounts.models import ImportBatch, SavedView
from accounts.services import duplicates
from kam.lib.numbers import base_currency, money, money_full, percent
from relationships.services import relations
from tests import factories
from tests.leak_facts import care_of, draft, facts_of, handover_of, keys_of_plan, merge_of, plan_of
from tests.rights_tables import GET
from tests.test_rights import table, url_of
from tiering.services.runs import execute_run, request_run

AS_OF = date(2026, 6, 30)
REVENUE, COST, COST_BEFORE = Decimal("50000.13"), Decimal("31417.93"), Decimal("29999.71")
FOREIGN_REVENUE, FOREIGN_COST = Decimal("123456.78"), Decimal("22222.29")
PROFIT, FOREIGN_PROFIT = REVENUE - COST, FOREIGN_REVENUE - FOREIGN_COST
WRITES = ("INSERT", "UPDATE", "DELETE")


# A word, a cost and a value of each account.
OUR_FACTS = ("云梯计划", Decimal("7319.41"), Decimal("88642.57"))
FOREIGN_FACTS = ("暗河计划", Decimal("6127.83"), Decimal("97531.19"))


@pytest.fixture
def book(people):
    mine = factories.account(
        "澄江重工", people.rep, code="MINE-1", name_en="Chengjiang", sponsor=people.sponsor
    )
    mine.members.add(people.kam, people.service)
    foreign = factories.account("绝密客户", people.other_rep, code="X-777", name_en="Topsecret")
    factories.sale(mine, "2026-05-05", REVENUE, cost=COST, reference="SO-MINE")
    mine.ledger.update(cost_base=COST_BEFORE)  # corrected twice: the history tells before and after
    mine.ledger.update(cost_base=COST)
    factories.sale(foreign, "2026-05-05", FOREIGN_REVENUE, cost=FOREIGN_COST, reference="SO-FOR")
    people_met = {mine: factories.contact(mine, "何敬之", phone="13900001111", note="喜欢茶")}
    people_met[foreign] = factories.contact(foreign, "林暗香", phone="13711112222")
    for account, person in people_met.items():
        boss = factories.contact(account, f"{person.name}的上司")
        factories.influence(person, boss, note=f"{person.name}的同学")
        person.reports_to = boss
        person.save()
    visits = {
        mine: factories.visit(mine, "2026-06-01", people.rep, [people_met[mine]], "框架协议"),
        foreign: factories.visit(
            foreign, "2026-06-01", people.other_rep, [people_met[foreign]], "机密纪要"
        ),
    }
    for account, note in ((mine, "喜欢茶"), (foreign, "林暗香说的")):
        factories.level(account, 3, "2026-06-02", people_met[account], note=note)
        factories.level(account, 3, "2026-06-03", note=note)
    relations.rebuild(today=AS_OF)
    for visit in visits.values():
        factories.attachment(visit, content=visit.note.encode())
        factories.action(visit, "2026-06-15", text=visit.note)
    for account, by in ((mine, people.rep), (foreign, people.other_rep)):
        handover_of(people_met[account], people.head, by)
    for account, names in ((mine, OUR_FACTS), (foreign, FOREIGN_FACTS)):
        facts_of(account, people.rep, *names)
    care = {
        each: care_of(people_met[each], each.owner, word)
        for each, word in ((mine, "龙井茶礼"), (foreign, "紫砂茶壶"))
    }
    factories.referral(mine, "2026-02-01", foreign, from_contact=people_met[foreign])
    for account, word in ((mine, "框架协议"), (foreign, "机密纪要")):
        plan_of(account, word)
        factories.problem(account, account.owner, what=word, solution=f"解决{word}")
    merges = {account: merge_of(person, people.head) for account, person in people_met.items()}
    run = execute_run(run=request_run(as_of=AS_OF, by=None))
    assert run.context["basis"] == "gross_profit"
    return SimpleNamespace(
        mine=mine,
        foreign=foreign,
        contacts=people_met,
        visits=visits,
        merges=merges,
        care=care,
        run=run,
        **vars(people),
    )


SHIPPED = {"scenario": "technical", "purpose": "new", "template": ["new", 1], "policy": 1}


def addresses(book, account, batch=None):
    """Every GET address of the table of rights, and what people may write behind them."""
    pks = SHIPPED | {
        "account": account.pk,
        "contact": book.contacts[account].pk,
        "visit": book.visits[account].pk,
        "action": book.visits[account].actions.get().pk,
        "attachment": book.visits[account].attachments.get().pk,
        "run": book.run.pk,
        "draft": draft().number,
        "batch": batch.pk if batch else 0,
        "rate": 0,
        "ratings": [account.pk, "rating"],
        "new_rating": [account.pk, "rating", "?kind=operating"],
        "new_credit": [account.pk, "rating", "?kind=credit_score"],
        "payments": [account.pk, "payment"],
        "costs": [account.pk, "cost"],
        "rating": ["rating", account.ratings.get().pk],
        "cost": ["cost", account.costs.get().pk],
        "project": account.projects.get().pk,
        "care_date": book.care[account][0].pk,
        "gift": book.care[account][1].pk,
        "user": book.other_rep.pk,
        "unit": book.west.pk,
        "strategy": 0,
        "merge": book.merges[account].pk,
        **keys_of_plan(account.plans.get()),
        "review": account.reviews.get().pk,
        "file": account.files.get(of_plan=False).pk,
        "problem": account.problems.get().pk,
        "handover": account.handovers.get().pk,
    }
    for row, _answers in table(GET):
        name, _, thing = row.partition(":")
        found = pks[thing] if thing else []
        yield url_of(name, found if isinstance(found, list) else [found])
    columns = "rank,pyramid,abc,pareto,pattern,revenue,change,owner,region,unit,code"
    lists, pk = reverse("account_list"), account.pk
    yield from (f"{lists}?cols={columns}&sort={sort}" for sort in ("-revenue", "change", "owner"))
    yield from (f"{lists}?list={which}" for which in ("keep", "referrer", "loss"))
    yield from (f"{lists}?{ask}={pk}&q=zz" for ask in ("top", "owner", "unit"))
    yield from (f"{lists}?top={pk}", f"{reverse('contact_list')}?account={pk}")
    yield from (f"{reverse('search')}?q={text}" for text in ("jmkh", "cjzg", "hjz", "lax", "-"))
    yield from (f"{reverse('account_names')}?group={text}" for text in ("jmkh", "cjzg"))
    yield from (f"{reverse('visit_pick')}?q={text}" for text in ("jmkh", "cjzg"))
    yield f"{reverse('account_duplicates')}?name=%E7%BB%9D%E5%AF%86%E5%AE%A2%E6%88%B7"
    yield from (f"{reverse('visit_log')}?account={pk}", f"{reverse('visit_list')}?q=jmkh")
    yield f"{reverse('account_evidence', args=[pk])}?as_of=2026-06-30&system=pareto"
    yield f"{reverse('account_changes', args=[pk])}?as_of=2026-06-30"
    why = reverse("account_explanation", args=[pk])
    yield from (f"{why}?as_of=2026-06-30", f"{why}?system=pareto", f"{why}?system=segment")
    yield from (f"{reverse('account_business', args=[pk])}?of={of}" for of in ("own", "group"))
    yield from (
        f"{reverse(name)}?since=2020-01-01" for name in ("class_flow", "class_flow_accounts")
    )
    squares = reverse("squares")
    yield from (f"{reverse('problem_list')}?state=closed", f"{reverse('lesson_list')}?tier=3")
    yield from (f"{squares}?{ask}" for ask in ("p=3&c=3", "stage=1", "zone=1", f"account={pk}"))
    yield from (f"/tiering/?run={book.run.pk}", f"/tiering/?unit={book.west.pk}")


def read(client, urls, **headers):
    """Address → body of what was answered with 200; a GET writes nothing."""
    bodies = {}
    for url in urls:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url, headers=headers)
        assert [q["sql"] for q in queries if q["sql"].startswith(WRITES)] == [], url
        if response.status_code == 200:
            bodies[url] = b"".join(response).decode()
    return bodies


def exported(client):
    response = client.post(reverse("account_export"), {"all": "1", "query": "cols=revenue,code"})
    return {"export": b"".join(response).decode()} if response.status_code == 200 else {}


def everything(book, client, person):
    """Whole pages in English, in Chinese the parts that htmx asks for, and the export."""
    urls = {url: None for each in (book.mine, book.foreign) for url in addresses(book, each)}
    client.force_login(person)
    found = read(client, urls)
    person.language = "zh-hans"
    person.save()
    parts = [url for url in urls if not url.startswith("/settings/")]
    found |= {f"zh {url}": body for url, body in read(client, parts, HX_Request="true").items()}
    return found | exported(client)


def spelled(*amounts):
    """Every way we write an amount of money."""
    texts = set()
    for amount in amounts:
        texts |= {str(amount), f"{amount:,.2f}", str(int(amount * 100))}
        for language in ("en", "zh-hans"):
            with translation.override(language):
                texts |= {money(amount), money_full(amount)}
    return texts


def share(part, whole):
    """As pages round it, and as other programs get it."""
    rounded = {percent(part / whole, places) for places in (1, 2)}
    return rounded | {f"{100 * part / whole:.8f}"[:6]}


def leaks(bodies, secrets):
    return [(url, secret) for url, body in bodies.items() for secret in secrets if secret in body]


COSTS = spelled(COST, COST_BEFORE, PROFIT, OUR_FACTS[1])
PROFIT_SHARES = share(FOREIGN_PROFIT, PROFIT + FOREIGN_PROFIT) | share(PROFIT, REVENUE)
MINE = {"澄江重工", "Chengjiang", "MINE-1", "SO-MINE"}
FOREIGN = {"绝密客户", "Topsecret", "X-777", "SO-FOR"}
OUR_PEOPLE, FOREIGN_PEOPLE = {"何敬之", "13900001111", "喜欢茶"}, {"林暗香", "13711112222"}
NOTES = {"框架协议", "机密纪要"}
OUR_PEOPLE |= {"龙井茶礼"}
FOREIGN_PEOPLE |= {"紫砂茶壶"}
FOREIGN_AMOUNTS = spelled(FOREIGN_REVENUE, FOREIGN_COST, FOREIGN_PROFIT)

MINE |= {OUR_FACTS[0]} | spelled(OUR_FACTS[2])
FOREIGN_SAID = {FOREIGN_FACTS[0]} | spelled(*FOREIGN_FACTS[1:])
FOREIGN_PEOPLE |= FOREIGN_SAID
BUSINESS = {OUR_FACTS[0]} | spelled(*OUR_FACTS[1:])

UNSEEN = {
    "rep": COSTS | PROFIT_SHARES | FOREIGN | FOREIGN_PEOPLE | FOREIGN_AMOUNTS | {"机密纪要"},
    "other_rep": MINE | OUR_PEOPLE | spelled(REVENUE) | COSTS | {"框架协议"} | PROFIT_SHARES,
    "kam": FOREIGN | FOREIGN_PEOPLE | {"机密纪要"} | spelled(FOREIGN_REVENUE, FOREIGN_COST),
    "manager": FOREIGN | FOREIGN_PEOPLE | {"机密纪要"} | spelled(FOREIGN_REVENUE, FOREIGN_COST),
    "sponsor": FOREIGN_PEOPLE | {"机密纪要", "SO-FOR"},
    "service": COSTS | BUSINESS | PROFIT_SHARES | spelled(REVENUE) | FOREIGN | FOREIGN_PEOPLE
    | FOREIGN_AMOUNTS | {"机密纪要", "SO-MINE", "密稿"},
    "admin": OUR_PEOPLE | FOREIGN_PEOPLE - FOREIGN_SAID | NOTES,
    "auditor": set(),
}  # fmt: skip
# Without these the search would prove nothing: who may know, finds it.
SEEN = {
    "rep": {"澄江重工", "何敬之", "框架协议", "50,000.13", "SO-MINE", "云梯计划", "龙井茶礼"},
    "other_rep": {"绝密客户", "林暗香", "机密纪要", "123,456.78"},
    "kam": {"31,417.93", "29,999.71", "18,582.20", "7,319.41", "费用云梯计划"},
    "manager": {"31,417.93", "18,582.20", "何敬之", "密稿框架协议"},
    "sponsor": {"31,417.93", "绝密客户", "框架协议"},
    "service": {"澄江重工", "何敬之", "框架协议"},
    "admin": {"31,417.93", "22,222.29", "绝密客户", "X-777"},
    "auditor": {
        "7,319.41",
        "6,127.83",
        "97,531.19",
        "31,417.93",
        "22,222.29",
        "林暗香",
        "机密纪要",
    },
}


@pytest.mark.parametrize("role", UNSEEN)
def test_no_page_tells_what_the_role_may_not_know(book, client, role):
    token = base_currency.set("CNY")
    try:
        bodies = everything(book, client, getattr(book, role))
    finally:
        base_currency.reset(token)
    assert leaks(bodies, UNSEEN[role]) == []
    whole = "\n".join(bodies.values())
    assert {text for text in SEEN[role] if text not in whole} == set()


def test_an_address_of_an_account_out_of_sight_tells_no_name(book, as_user):
    """A saved or guessed address: the condition shows the number that was typed."""
    client = as_user(book.rep)
    body = client.get(reverse("account_list"), {"top": book.foreign.pk}).content.decode()
    assert f"<b>{book.foreign.pk}</b>" in body
    assert "Topsecret" not in body
    units = client.get(reverse("account_list"), {"unit": book.west.pk}).content.decode()
    assert "西南区" not in units


class TestImports:
    @pytest.fixture
    def batch(self, book):
        return ImportBatch.objects.create(
            kind="contacts", source="crm", file_name="people.csv", sha256="0" * 64,
            created_by=book.rep, state="uploaded", header=["name", "account"],
            counts={"sample": [["何敬之", "MINE-1"]]}, mapping={"name": "name"},
        )  # fmt: skip

    def test_an_administrator_sees_no_import_of_people(self, book, batch, as_user):
        client = as_user(book.admin)
        assert "people.csv" not in client.get(reverse("import_list")).content.decode()
        assert "people.csv" not in client.get("/").content.decode()
        for name in ("import_detail", "import_progress", "import_rejected"):
            assert client.get(reverse(name, args=[batch.pk])).status_code == 404
        for name in ("import_check", "import_save", "import_undo", "import_discard"):
            assert client.post(reverse(name, args=[batch.pk])).status_code == 404

    def test_who_made_it_does(self, book, batch, as_user):
        body = as_user(book.rep).get(reverse("import_detail", args=[batch.pk])).content.decode()
        assert "何敬之" in body


def test_the_support_admin_has_neither_people_nor_visits():
    names = {model._meta.model_name for model in admin.site._registry}
    assert names & {"contact", "visit", "visitcontact", "contactevent", "visitevent"} == set()


def test_duplicates_can_t_be_tried_out_by_the_thousand(book, as_user, monkeypatch):
    monkeypatch.setattr(duplicates, "QUESTIONS", 2)
    client, ask = as_user(book.rep), {"name": "绝密客户"}
    url = reverse("account_duplicates")
    assert [client.get(url, ask).status_code for _ in range(3)] == [200, 200, 429]
    form = {"name": "绝密客户", "type": "enterprise", "status": "active"}
    sent = client.post(reverse("account_create"), form)
    assert sent.status_code == 422
    assert book.other_rep.name not in sent.content.decode()
    assert as_user(book.kam).get(url, ask).status_code == 200


def test_service_colleagues_can_t_sort_by_amounts(book, as_user):
    client, url = as_user(book.service), reverse("account_list")
    assert client.get(url, {"sort": "-revenue"}).context["sort"] == "rank"
    assert as_user(book.rep).get(url, {"sort": "-revenue"}).context["sort"] == "-revenue"


# What people and files bring is text, never markup or template.

EVIL = "<i id=boom>'\"{{7|add:7}}"


def test_nothing_typed_becomes_markup(book, client):
    for unit in (book.east, book.west):
        unit.name = unit.name_en = EVIL + unit.name
        unit.save()
    mine, contact = book.mine, book.contacts[book.mine]
    mine.name = mine.name_en = mine.industry = mine.region = mine.note = mine.code = EVIL
    mine.aliases = [EVIL]
    mine.refresh_names()
    mine.save()
    factories.account("B", book.rep, parent=mine, industry=EVIL)
    contact.name = contact.title = contact.note = contact.department = contact.phone = EVIL
    contact.name_en = ""
    contact.refresh_names()
    contact.save()
    visit = book.visits[mine]
    visit.note = visit.next_step = visit.needs = EVIL
    visit.save()
    mine.levels.update(note=EVIL)
    mine.stage_changes.update(reason=EVIL)
    mine.ledger.update(reference=EVIL, source=EVIL)
    book.rep.name = EVIL
    book.rep.save()
    book.manager.name = EVIL
    book.manager.save()
    SavedView.objects.create(user=book.manager, name=EVIL, query="sort=name&q=" + "%3Ci%20id=boom")
    batch = ImportBatch.objects.create(
        kind="ledger", source=EVIL, file_name=EVIL, sha256="0" * 64, created_by=book.manager,
        state="uploaded", header=[EVIL, "b"], counts={"sample": [[EVIL, "1"]]}, error=EVIL,
        mapping={"account": EVIL},
    )  # fmt: skip
    client.force_login(book.manager)
    bodies = read(client, addresses(book, mine, batch))
    bodies |= read(client, [f"{reverse('search')}?q=%3Ci", f"{reverse('account_list')}?q=%3Ci+id"])
    assert [url for url, body in bodies.items() if "<i id=boom" in body] == []
    assert [url for url, body in bodies.items() if "&quot;14" in body] == []
    assert sum("&lt;i id=boom&gt;" in body for body in bodies.values()) >= 25


@pytest.mark.parametrize(
    ("cell", "runs"),
    [
        ("=1+1", True),
        ("-1+cmd|' /C calc'!A0", True),
        ("+SUM(A1)", True),
        ("＝1+1", True),
        ("-1,234.50", False),
        ("-¥5", False),
        ("+86 139-1234 5678", False),
    ],
)
def test_rejected_rows_hold_no_formula(cell, runs):
    assert rejected.safe(cell) == (f"'{cell}" if runs else cell)


def test_an_export_holds_no_formula(book, as_user):
    for start in ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"):
        factories.account(f"{start}cmd|' /C calc'!A0", book.rep)
    factories.account("-1+cmd|' /C calc'!A0", book.rep)
    rows = exported(as_user(book.rep))["export"].splitlines()[1:]
    cells = [row.lstrip('"') for row in rows if "calc" in row]
    assert len(cells) == 10
    assert all(cell.startswith("'") for cell in cells)
