"""The pages of a merge: likely pairs, preview, record, undo, history, old links."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Account, Contact, Merge
from kam.merging import finding
from kam.merging.accounts import merge_accounts
from kam.merging.apart import set_apart
from kam.merging.people import merge_contacts
from tests import factories
from tests.merging.world import two_accounts


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def world(people):
    return two_accounts(people)


def preview_of(kept, lost):
    name = "account_merge" if isinstance(kept, Account) else "contact_merge"
    return f"{reverse(name, args=[kept.pk])}?with={lost.pk}"


PAIRS = {
    "same registry number": ({"registry_number": "91a"}, {"registry_number": "91A"}, ["registry"]),
    "same name but for the legal form": ({"name": "澄江有限公司"}, {"name": "澄江"}, ["name"]),
    "an other name": ({"name": "澄江"}, {"aliases": ["澄江公司"]}, ["name"]),
    "both": (
        {"name": "澄江", "registry_number": "9"}, {"name": "澄江", "registry_number": "9"},
        ["name", "registry"],
    ),
    "nothing": ({"name": "澄江"}, {"name": "浦江"}, None),
    "no registry number is no number": ({}, {}, None),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "why"), PAIRS.values(), ids=PAIRS)
def test_likely_accounts(people, one, other, why):
    first, second = (factories.account(owner=people.rep, **fields) for fields in (one, other))
    expected = [(first.pk, second.pk, why)] if why else []
    assert finding.account_pairs(people.manager) == expected
    assert finding.account_pairs(people.rep) == []


@pytest.mark.parametrize("kind", ["accounts", "people"])
def test_two_that_are_said_to_be_two_are_not_suggested_again(people, as_user, kind):
    accounts = [factories.account("澄江", people.rep, code=code) for code in "AB"]
    if kind == "accounts":
        (one, other), pairs, name = accounts, finding.account_pairs, "account_apart"
    else:
        one, other = (factories.contact(accounts[0], "何敬之") for _ in "ab")
        pairs, name = finding.contact_pairs, "contact_apart"
    client, url = as_user(people.manager), f"{reverse(name, args=[other.pk])}?with={one.pk}"
    assert pairs(people.manager) == [(one.pk, other.pk, ["name"])]

    said = client.post(url, follow=True).content.decode()
    client.post(url)  # once more changes nothing
    assert "are two; they are not suggested again" in said
    assert pairs(people.manager) == []
    assert "that these are two" in client.get(preview_of(one, other)).content.decode()

    client.post(url, {"again": "1"})
    assert pairs(people.manager) == [(one.pk, other.pk, ["name"])]


def test_people_of_two_accounts_are_no_pair(people):
    contacts = [factories.contact(factories.account(owner=people.rep)) for _ in "ab"]
    with pytest.raises(PermissionDenied):
        set_apart(one=contacts[0], other=contacts[1], by=people.manager, now=timezone.now())


PEOPLE = {
    "same name": ({"name": "何 敬之"}, {"name": "何敬之"}, ["name"]),
    "same phone": ({"phone": "138-0000 1234"}, {"phone": "13800001234"}, ["phone"]),
    "an extension is shared": ({"phone": "8001"}, {"phone": "8001"}, None),
    "same e-mail": ({"email": "A@x.cn"}, {"email": "a@x.cn"}, ["email"]),
    "same sound only": ({"name": "张伟"}, {"name": "章伟"}, None),
}


@pytest.mark.parametrize(("one", "other", "why"), PEOPLE.values(), ids=PEOPLE)
def test_likely_people(people, one, other, why):
    account = factories.account(owner=people.rep)
    first, second = (factories.contact(account, **fields) for fields in (one, other))
    factories.contact(factories.account(owner=people.rep), **one)  # of another account: no pair
    expected = [(first.pk, second.pk, why)] if why else []
    assert finding.contact_pairs(people.rep) == expected
    assert finding.contact_pairs(people.manager) == expected
    assert finding.contact_pairs(people.kam) == []  # not the owner


def test_a_name_of_many_is_no_pair(people):
    for _n in range(finding.MANY + 1):
        factories.account("测试", people.rep)
    assert finding.account_pairs(people.manager) == []


def test_the_list_leads_to_the_preview(people, as_user):
    one, other = (factories.account("澄江", people.rep) for _n in range(2))
    page = as_user(people.manager).get(reverse("merge_list"))
    assert preview_of(one, other) in page.content.decode()
    done = as_user(people.manager).get(reverse("merge_list") + "?of=done")
    assert "Nothing was merged yet" in done.content.decode()


def test_the_preview_shows_values_counts_and_warnings(world, people, as_user):
    page = as_user(people.manager).get(preview_of(world.kept, world.lost))
    rows = {choice.name: choice for choice in page.context["differing"]}
    assert (rows["industry"].lost, rows["industry"].taken) == ("机械", True)  # filled over empty
    assert not rows["name"].taken
    assert rows["demand"].taken
    counts = {row.label: (row.kept, row.lost) for row in page.context["moving"]}
    assert counts["Ledger entries"] == (4, 4)
    assert counts["Contacts"] == (1, 1)
    text = " ".join(page.context["warnings"])
    assert "different registry numbers" in text
    assert "1 sale (" in text
    assert not Merge.objects.exists()


def test_the_newer_value_is_suggested(people, as_user):
    kept, lost = (factories.account(owner=people.rep, region="东") for _n in range(2))
    kept.industry = "旧"
    kept.save()
    lost.industry = "新"
    lost.save()
    connection.cursor().execute(
        "UPDATE accounts_accountevent SET pgh_created_at = pgh_created_at + interval '1 day'"
        " WHERE pgh_obj_id = %s",
        [lost.pk],
    )
    for one, other, takes in ((kept, lost, True), (lost, kept, False)):
        page = as_user(people.manager).get(preview_of(one, other))
        rows = {choice.name: choice.taken for choice in page.context["differing"]}
        assert rows["industry"] is takes
        assert rows["name"] is False


def test_two_different_owners_are_a_warning(people, as_user):
    kept = factories.account("澄江", people.rep)
    lost = factories.account("澄江", people.other_rep)
    page = as_user(people.head).get(preview_of(kept, lost))
    assert "different owners" in " ".join(page.context["warnings"])


def test_merge_look_and_undo(world, people, as_user):
    client = as_user(people.manager)
    done = client.post(
        preview_of(world.kept, world.lost), {"take-industry": "lost", "take-name": "kept"}
    )
    merge = Merge.objects.get()
    assert done.url == reverse("merge_detail", args=[merge.pk])
    page = client.get(done.url).content.decode()
    assert "Undo the merge" in page
    assert "澄江重型机械" in page
    old = client.get(reverse("account_visits", args=[world.lost.pk]) + "?page=2")
    assert (old.status_code, old.url) == (
        302, reverse("account_visits", args=[world.kept.pk]) + "?page=2",
    )  # fmt: skip
    client.post(reverse("merge_undo", args=[merge.pk]))
    assert client.get(reverse("account_detail", args=[world.lost.pk])).status_code == 200
    assert "Undone by" in client.get(done.url).content.decode()


def test_people_merge_too(people, as_user):
    account = factories.account("澄江", people.rep)
    kept, lost = (
        factories.contact(account, "何敬之"),
        factories.contact(account, "老何", phone="139"),
    )
    client = as_user(people.rep)
    assert "老何" in client.get(reverse("contact_merge", args=[kept.pk])).content.decode()
    page = client.get(preview_of(kept, lost))
    assert {c.name: c.taken for c in page.context["differing"]} == {"name": False, "phone": True}
    client.post(preview_of(kept, lost), {"take-phone": "lost"})
    assert Contact.objects.get().phone == "139"
    old = client.get(reverse("contact_edit", args=[lost.pk]))
    assert old.url == reverse("contact_edit", args=[kept.pk])


def test_what_can_not_be_undone_says_why(world, people, as_user):
    merge = merge_accounts(kept=world.kept, lost=world.lost, by=people.manager)
    factories.account("第三家", people.rep, code="L1")
    client = as_user(people.manager)
    reason = "The customer number L1 belongs to another account by now."
    assert reason in client.get(reverse("merge_detail", args=[merge.pk])).content.decode()
    refused = client.post(reverse("merge_undo", args=[merge.pk]))
    assert refused.status_code == 422
    assert reason in refused.content.decode()


def test_the_history_tells_merge_and_undo(world, people, as_user):
    person = Contact.objects.get(name="何k")
    merge_contacts(kept=person, lost=factories.contact(world.kept, "何二"), by=people.rep)
    merge = merge_accounts(kept=world.kept, lost=world.lost, by=people.manager)
    page = as_user(people.rep).get(reverse("account_history", args=[world.kept.pk]))
    told = [
        (line.what, line.deed, line.by) for line in page.context["page"] if line.kind == "merge"
    ]
    assert told == [
        ("Account Chengjiang", "merged into 澄江重工", str(people.manager)),
        ("Contact 何二", "merged into 何k", str(people.rep)),
    ]
    as_user(people.manager).post(reverse("merge_undo", args=[merge.pk]))
    page = as_user(people.rep).get(reverse("account_history", args=[world.lost.pk]))
    told = [(line.deed, line.by) for line in page.context["page"] if line.kind == "merge"]
    assert told == [
        ("no longer merged into 澄江重工", str(people.manager)),
        ("merged into 澄江重工", str(people.manager)),
    ]


@pytest.mark.parametrize(
    ("name", "most"),
    [("merge_list", 12), ("merge_list?of=people", 12), ("merge_list?of=done", 11), ("preview", 40),
     ("detail", 38)],
)  # fmt: skip
def test_the_number_of_queries_does_not_grow(world, people, as_user, name, most):
    merge = merge_accounts(kept=world.kept, lost=world.lost, by=people.manager)
    for n in range(4):
        for _twin in range(2):
            twin = factories.account(f"双{n}", people.rep)
            factories.contact(twin, "甲")
            factories.contact(twin, "甲")
    first, second = Account.objects.filter(name="双1").order_by("pk")
    urls = {
        "preview": preview_of(first, second),
        "detail": reverse("merge_detail", args=[merge.pk]),
    }
    view, _, query = name.partition("?")
    url = urls.get(name) or f"{reverse(view)}?{query}"
    client = as_user(people.manager)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    assert len(found) <= most, len(found)
