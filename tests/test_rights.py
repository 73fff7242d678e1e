"""Every address with every role. A new address joins the table or this test fails.

One account of rep's in unit East: kam and service are on its team, sponsor sponsors it, manager
leads East, head the whole company. `other` is a rep of another unit. 200 may, 403 the role may
not, 404 the row is out of sight, 302 leads on. A second
table says what addresses that take POST only answer to those who may not.
"""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from relationships.models import Handover
from tests import factories

ROLES = "rep other kam manager head sponsor service admin auditor".split()

# What the row-bound addresses get as arguments, by name of the object.
GET = """
                          rep other kam manager head sponsor service admin auditor
today                     200 200   200 200     200  200     200     200   200
search                    200 200   200 200     200  200     200     200   200
settings_home             200 200   200 200     200  200     200     200   200
profile                   200 200   200 200     200  200     200     200   200
notice_list               200 200   200 200     200  200     200     200   200
plan_home                 200 200   200 200     200  200     200     200   200
report_home               200 200   200 200     200  200     200     200   200
account_list              200 200   200 200     200  200     200     200   200
account_transfer          403 403   403 200     200  403     403     200   403
account_merge:account     403 403   403 200     200  403     403     403   403
contact_merge:contact     200 404   403 200     200  403     403     403   403
merge_list                200 200   200 200     200  403     403     403   403
merge_detail:merge        200 404   200 200     200  200     200     403   200
account_create            200 200   200 200     200  403     403     403   403
account_duplicates        200 200   200 200     200  403     403     403   403
account_names             200 200   200 200     200  403     403     403   403
account_detail:account    200 404   200 200     200  200     200     200   200
account_edit:account      200 404   200 200     200  403     403     403   403
account_business:account  200 404   200 200     200  200     403     200   200
account_facts:account     200 404   200 200     200  200     403     200   200
fact_list:ratings         200 404   200 200     200  200     403     200   200
fact_list:costs           403 404   200 200     200  200     403     200   200
fact_create:new_rating    200 404   200 200     200  403     403     403   403
fact_create:new_credit    403 404   200 200     200  403     403     403   403
fact_create:ratings       404 404   404 404     404  403     403     403   403
fact_create:payments      200 404   200 200     200  403     403     403   403
fact_create:costs         403 404   200 200     200  403     403     403   403
fact_correct:rating       200 404   200 200     200  403     403     403   403
fact_correct:cost         403 403   200 200     200  403     403     403   403
project_create:account    200 404   200 200     200  403     403     403   403
project_list              200 200   200 200     200  200     403     200   200
project_detail:project    200 404   200 200     200  200     403     200   200
project_edit:project      200 404   200 200     200  403     403     403   403
project_move:project      200 404   200 200     200  403     403     403   403
account_history:account   200 404   200 200     200  200     200     403   200
account_people:account    200 404   200 200     200  200     200     403   200
account_relationship:account 200 404 200 200     200  200     200     403   200
level_person:contact      200 404   200 200     200  200     403     403   403
level_company:account     200 404   200 200     200  403     403     403   403
partnership_edit:account  200 404   200 200     200  403     403     403   403
account_visits:account    200 404   200 200     200  200     200     403   200
account_evidence:account  200 404   200 200     200  200     200     200   200
account_changes:account   200 404   200 200     200  200     403     200   200
account_explanation:account 200 404 200 200     200  200     200     200   200
contact_create:account    200 404   200 200     200  403     403     403   403
contact_place:contact     200 404   200 200     200  403     403     403   403
contact_leave:contact     200 404   200 200     200  403     403     403   403
contact_list              200 200   200 200     200  200     200     403   200
contact_edit:contact      200 404   200 200     200  403     403     403   403
visit_list                200 200   200 200     200  200     200     403   200
visit_log                 200 200   200 200     200  200     200     403   403
visit_pick                200 200   200 200     200  200     200     403   403
visit_detail:visit        200 404   200 200     200  200     200     403   200
attachment:attachment     200 404   200 200     200  200     200     403   200
visit_saved:visit         200 404   200 200     200  200     200     403   200
visit_edit:visit          200 404   403 200     200  403     403     403   403
route                     200 200   200 200     200  200     200     403   403
executive_list            200 200   200 200     200  200     200     403   200
coverage                  200 200   200 200     200  200     200     403   200
outbox                    200 200   200 200     200  200     200     403   403
outbox_who                200 200   200 200     200  200     200     200   200
handover_list             200 200   200 200     200  200     200     403   200
handover_detail:handover  200 404   200 200     200  200     200     403   200
due_list                  200 200   200 200     200  200     200     403   200
care_list                 200 200   200 200     200  200     200     403   200
gift_list                 200 200   200 200     200  200     200     403   200
gift_detail:gift          200 404   200 200     200  200     200     403   200
contact_care:contact      200 404   200 200     200  200     200     403   200
contact_privacy:contact   200 404   200 200     200  200     200     403   200
care_date_create:contact  200 404   200 200     200  403     403     403   403
care_date_edit:care_date  200 404   200 200     200  403     403     403   403
account_day_create:account 200 404  200 200     200  403     403     403   403
care_task_create:contact  200 404   200 200     200  403     403     403   403
greeting_create:contact   200 404   200 200     200  403     403     403   403
gift_request:contact      200 404   200 200     200  200     403     403   403
tier_dashboard            200 200   200 200     200  200     200     200   200
run_list                  403 403   403 200     200  200     403     200   200
run_detail:run            403 403   403 200     200  200     403     200   200
run_start                 403 403   403 200     200  403     403     200   403
proposal_list             403 403   200 200     200  200     403     403   200
class_flow                200 200   200 200     200  200     200     200   200
class_flow_accounts       200 200   200 200     200  200     200     200   200
tiering_checks            200 200   200 200     200  200     200     200   200
portfolio                 200 200   200 200     200  200     403     200   200
portfolio_account:account 200 404   200 200     200  200     403     200   200
ideal_customers           403 403   200 200     200  200     403     200   200
profitability             403 403   200 200     200  200     403     200   200
candidate_list            200 200   200 200     200  200     403     200   200
candidate_detail:account  200 404   200 200     200  200     403     200   200
strategy_list             200 200   200 200     200  200     403     200   200
strategy_create           403 403   403 403     403  403     403     200   403
strategy_edit:strategy    403 403   403 403     403  403     403     200   403
policy_list               403 403   200 200     200  200     403     200   200
policy_detail:policy      403 403   200 200     200  200     403     200   200
policy_compare:policy     403 403   200 200     200  200     403     200   200
policy_movers:policy      403 403   200 200     200  200     403     200   200
policy_backtest:policy    403 403   200 200     200  200     403     200   200
policy_edit:draft         403 403   403 200     200  403     403     200   403
policy_pairs:draft        403 403   403 200     200  403     403     200   403
import_list               200 200   200 200     200  403     403     200   403
import_new                200 200   200 200     200  403     403     200   403
import_detail:batch       200 404   404 404     404  403     403     200   403
import_progress:batch     200 404   404 404     404  403     403     200   403
import_rejected:batch     404 404   404 404     404  403     403     404   403
rate_list                 403 403   403 403     403  403     403     200   403
rate_edit:rate            403 403   403 403     403  403     403     200   403
squares                   200 200   200 200     200  200     200     403   200
squares_settings          403 403   403 403     403  403     403     200   403
scenario_list             403 403   403 403     403  403     403     200   403
scenario_create           403 403   403 403     403  403     403     200   403
scenario_edit:scenario    403 403   403 403     403  403     403     200   403
care_limits_edit          403 403   403 403     403  403     403     200   403
standard_edit             403 403   403 403     403  403     403     200   403
company_edit              403 403   403 403     403  403     403     200   403
user_list                 403 403   403 403     403  403     403     200   403
user_create               403 403   403 403     403  403     403     200   403
user_edit:user            403 403   403 403     403  403     403     200   403
user_deactivate:user      403 403   403 403     403  403     403     200   403
role_list                 403 403   403 403     403  403     403     200   403
unit_list                 403 403   403 403     403  403     403     200   403
unit_create               403 403   403 403     403  403     403     200   403
unit_edit:unit            403 403   403 403     403  403     403     200   403
"""
# Addresses that only take POST: what those get who may not (`.` marks those who may).
POST = """
                          rep other kam manager head sponsor service admin auditor
account_export            .   .     .   .       .    403     403     403   403
merge_undo:merge          403 404   403 .       .    403     403     403   403
import_check:batch        .   404   404 404     404  403     403     .     403
import_save:batch         .   404   404 404     404  403     403     .     403
import_undo:batch         .   404   404 404     404  403     403     .     403
import_discard:batch      .   404   404 404     404  403     403     .     403
route_plan                .   .     .   .       .    .       .       403   403
calendar_create           .   .     .   .       .    .       .       403   .
calendar_revoke           .   .     .   .       .    .       .       403   .
notice_open:notice        .   404   404 404     404  404     404     404   404
notice_read:notice        .   404   404 404     404  404     404     404   404
notices_read              .   .     .   .       .    .       .       .     .
proposal_approve:proposal 403 403   403 .       .    403     403     403   403
proposal_reject:proposal  403 403   403 .       .    403     403     403   403
account_recall:account    403 403   403 .       .    .       403     .     .
class_pin:account         403 403   403 .       .    403     403     403   403
class_unpin:pin           403 403   403 .       .    403     403     403   403
policy_backtest_start:policy 403 403 403 .      .    403     403     .     403
candidate_export          .   .     .   .       .    403     403     403   403
candidate_assume:account  .   404   .   .       .    403     403     403   403
candidate_decide:account  403 403   403 .       .    403     403     403   403
fact_remove:rating        .   404   .   .       .    403     403     403   403
fact_remove:cost          403 403   .   .       .    403     403     403   403
level_confirm:level       403 403   403 .       .    403     403     403   403
level_refuse:level        403 403   403 .       .    403     403     403   403
relation_leaving:account  403 403   403 .       .    403     403     403   403
squares_preset            403 403   403 403     403  403     403     .     403
policy_draft:policy       403 403   403 .       .    403     403     .     403
policy_measure:draft      403 403   403 .       .    403     403     .     403
policy_discard:draft      403 403   403 .       .    403     403     .     403
policy_submit:draft       403 403   403 .       .    403     403     .     403
policy_movers_export:policy 403 403 403 .       .    403     403     .     403
policy_approve:policy     403 403   403 .       .    403     403     403   403
policy_return:policy      403 403   403 .       .    403     403     403   403
policy_restore:policy     403 403   403 .       .    403     403     403   403
user_invite:user          403 403   403 403     403  403     403     .     403
unit_delete:unit          403 403   403 403     403  403     403     .     403
influence_set:account     .   404   .   .       .    403     403     403   403
influence_remove:influence . 404   .   .       .    403     403     403   403
contact_back:contact      .   404   .   .       .    403     403     403   403
handover_tick:item        .   404   403 .       .    403     403     403   403
handover_complete:handover . 404    403 .       .    403     403     403   403
user_reactivate:user      403 403   403 403     403  403     403     .     403
action_done:action        .   404   403 .       .    403     403     403   403
action_reopen:action      .   404   403 .       .    403     403     403   403
outbox_send               .   .     .   .       .    .       .       403   403
care_date_remove:care_date .  404   .   .       .    403     403     403   403
care_task_done:care_task  .   404   .   .       .    403     403     403   403
gift_approve:gift         403 403   403 .       .    403     403     403   403
gift_refuse:gift          403 403   403 .       .    403     403     403   403
gift_deliver:gift         .   404   403 403     403  403     403     403   403
gift_export               .   .     .   .       .    403     403     403   403
contact_export:contact    .   404   .   .       .    403     403     403   403
contact_erase:contact     403 403   403 .       .    403     403     403   403
visit_cancel:visit        .   404   .   .       .    .       .       403   403
view_delete:view          .   404   404 404     404  404     404     404   404
view_save                 .   .     .   .       .    .       .       .     .
"""
# Without login: the way in, the health of the servers, the language, a secret address.
PUBLIC = {
    "health",
    "calendar_feed",
    "worker",
    "manifest",
    "offline",
    "set_language",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}
ELSEWHERE = {"account_change_password", "gallery"}  # one's own; support only


def table(text):
    lines = [line.split() for line in text.strip().splitlines()]
    assert lines[0] == ROLES
    return [(row[0], dict(zip(ROLES, row[1:], strict=True))) for row in lines[1:]]


def names(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if not str(pattern.pattern).startswith("support/"):
                yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name


@pytest.fixture
def world(people):
    """The people of the tables and one row of everything."""
    account = factories.account("澄江重工", owner=people.rep, sponsor=people.sponsor)
    account.members.add(people.kam, people.service)
    contact = factories.contact(account)
    visit = factories.visit(account, "2026-10-01", people.rep, [contact])
    return {
        "rep": people.rep,
        "other": people.other_rep,
        "kam": people.kam,
        "manager": people.manager,
        "head": people.head,
        "sponsor": people.sponsor,
        "service": people.service,
        "admin": people.admin,
        "auditor": people.auditor,
        "objects": {
            "account": [account.pk],
            "contact": [contact.pk],
            "visit": [visit.pk],
            "influence": [factories.influence(contact, factories.contact(account)).pk],
            "level": [factories.level(account, 3, "2026-10-01", needs_word=True).pk],
            "attachment": [factories.attachment(visit).pk],
            "action": [factories.action(visit, "2026-10-08").pk],
            "scenario": ["technical"],
            **_handover(contact, people),
            **_facts(account),
            **_care(contact, people.rep),
            "run": [_run().pk],
            "policy": [1],
            "proposal": [_proposal(account).pk],
            "pin": [_pin(account, people.manager).pk],
            "draft": [_draft(people.admin).number],
            "strategy": [_strategy().pk],
            "batch": [_batch(people.rep).pk],
            "rate": [_rate().pk],
            "user": [people.other_rep.pk],
            "unit": [people.west.pk],
            "view": [_view(people.rep).pk],
            "notice": [factories.notice(people.rep).pk],
            "merge": [_merge(account, people.head).pk],
        },
    }


def _care(contact, person):
    """One of each; the gift is the rep's own."""
    return {
        "care_date": [factories.care_date(contact).pk],
        "care_task": [factories.care_task(contact, person).pk],
        "gift": [factories.gift(contact, person, status="waiting").pk],
    }


def _run():
    from datetime import date

    from tiering.services.runs import request_run

    return request_run(as_of=date(2026, 10, 31), by=None)


def _proposal(account):
    from tiering.models import Proposal

    values = {"system": "pyramid", "old": 2, "new": 1, "computed": 1, "raised_on": "2026-10-01"}
    return Proposal.objects.create(account=account, run=_run(), **values)


def _pin(account, person):
    from tiering.models import Pin

    return Pin.objects.create(
        account=account, system="abc", value=1, until="2030-01-01", reason="merger", by=person
    )


def _draft(person):
    from tiering.models import PolicyVersion
    from tiering.services.policy_life import create_draft

    return create_draft(base=PolicyVersion.objects.published(), by=person)


def _strategy():
    from tiering.models import Strategy

    return Strategy.objects.in_use()[0]


def _handover(contact, people):
    """To the rep, who has it now, with one line."""
    made = Handover.objects.create(
        account=contact.account, cause="owner", former=people.other_rep, to=people.rep,
        by=people.head, on="2026-10-01",
    )  # fmt: skip
    return {"handover": [made.pk], "item": [made.items.create(kind="contact", contact=contact).pk]}


def _facts(account):
    """Row and kind of each fact; a new rating says in the address what it rates."""
    return {
        "ratings": [account.pk, "rating"],
        "new_rating": [account.pk, "rating", "?kind=operating"],
        "new_credit": [account.pk, "rating", "?kind=credit_score"],
        "payments": [account.pk, "payment"],
        "costs": [account.pk, "cost"],
        "rating": ["rating", factories.rating(account).pk],
        "cost": ["cost", factories.cost(account, "2026-05-01", 10).pk],
        "project": [factories.project(account).pk],
    }


def _rate():
    from accounts.models import ExchangeRate

    return ExchangeRate.objects.create(currency="USD", date="2026-01-01", rate="7.1")


def _batch(person):
    from accounts.models import ImportBatch

    return ImportBatch.objects.create(
        kind="ledger",
        source="erp",
        file_name="a.csv",
        sha256="0" * 64,
        created_by=person,
        state="discarded",
    )


def _merge(account, person):
    from kam.merging.accounts import merge_accounts

    return merge_accounts(kept=account, lost=factories.account("澄江", account.owner), by=person)


def _view(person):
    from accounts.models import SavedView

    return SavedView.objects.create(user=person, name="mine")


def address(name, world):
    name, _, thing = name.partition(":")
    return url_of(name, world["objects"][thing] if thing else [])


def url_of(name, arguments):
    """The address; arguments that start with a question mark are its query string."""
    query = "".join(each for each in arguments if str(each).startswith("?"))
    return reverse(name, args=[each for each in arguments if each != query]) + query


@pytest.mark.parametrize(("name", "answers"), table(GET))
def test_get(name, answers, world, as_user):
    url = address(name, world)
    assert {role: status(as_user(world[role]).get(url)) for role in ROLES} == answers


def status(response):
    if getattr(response, "file_to_stream", None):
        response.file_to_stream.close()
    return str(response.status_code)


@pytest.mark.parametrize(("name", "answers"), table(POST))
def test_post_is_refused(name, answers, world, as_user):
    url = address(name, world)
    refused = {role: answer for role, answer in answers.items() if answer != "."}
    assert {role: str(as_user(world[role]).post(url).status_code) for role in refused} == refused


@pytest.mark.parametrize("name", sorted({row[0] for row in table(GET) + table(POST)}))
def test_strangers_are_asked_to_log_in(name, world, client):
    response = client.get(address(name, world))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_every_address_is_in_a_table():
    known = {row[0].partition(":")[0] for row in table(GET) + table(POST)} | PUBLIC | ELSEWHERE
    assert set(names(get_resolver().url_patterns)) - known == set()
