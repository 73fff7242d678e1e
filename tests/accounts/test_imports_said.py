"""What the pages of an import tell: names, columns not used, notes, why it can't be undone."""

import pytest
from django.urls import reverse

from accounts.models import Account
from tests import factories
from tests.accounts.imports import HEADER, checked, imported, saved

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(own_media_in_english):
    """The pages speak the readers' language; labels read from a context that of the test."""


@pytest.fixture
def rep(people, as_user):
    factories.account("客户", owner=people.rep, code="C1")
    return as_user(people.rep)


def page(client, batch):
    return client.get(reverse("import_detail", args=[batch.pk]))


def test_ones_own_columns_that_are_not_used_are_named_without_alarm(people, rep):
    text = "account,reference,date,amount,colour,Rejected because\nC1,A1,2026-01-05,1,red,\n"
    twice = "C1,A1,2026-01-06,1,red,\n"
    batch = checked(text + twice, by=people.rep)

    html = page(rep, batch).content.decode()

    assert "This column of the file is not used: colour." in html
    assert "1 order has more than one row; its rows were added up." in html
    assert "k-notice-warning" not in html
    assert "not used: colour" in page(rep, saved(batch)).content.decode()


def test_a_doubt_is_a_warning_and_the_other_notes_are_not(people, rep):
    factories.account("乙", owner=people.rep, code="C2")
    rows = "C1,A1,2026-01-05,1\nC1,A1,2026-01-06,1\nC2,A1,2026-01-05,1\n"

    notices = page(rep, checked(HEADER + rows, by=people.rep)).context["notices"]

    assert [(box["doubtful"], len(box["texts"])) for box in notices] == [(True, 1), (False, 1)]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_preview_shows_names_not_numbers(people, as_user, language):
    people.admin.language = language
    people.admin.save()
    parent = factories.account("母公司", code="P1")
    factories.account("子公司", code="S1", owner=people.other_rep)
    text = "code,owner,unit,parent,type\nS1,rep@example.com,销售部/华东区,P1,channel\n"

    rows = page(as_user(people.admin), checked(text, "accounts", by=people.admin)).context["rows"]

    (row,) = rows["changed"]
    seen = {str(change["label"]): (change["old"], change["new"]) for change in row["changes"]}
    channel = {"en": ("Enterprise", "Channel (dealer)"), "zh-hans": ("企业", "渠道（经销商）")}
    assert sorted(seen.values()) == sorted(
        [
            (str(people.other_rep), str(people.rep)),
            ("西南区", "华东区"),
            ("", str(parent)),
            channel[language],
        ]
    )
    assert "owner" in seen


def test_the_preview_names_the_account_of_a_contact(people, rep):
    batch = checked("account,name,consent\nC1,张三,2026-01-05\n", "contacts", by=people.rep)

    (row,) = page(rep, batch).context["rows"]["new"]

    said = {str(change["label"]): change["new"] for change in row["changes"]}
    assert (said["account"], said["name"]) == ("客户", "张三")
    assert said["consent given on"] == "5 Jan 2026"


def test_the_preview_keeps_a_parent_out_of_sight_to_itself(people, rep):
    hidden = factories.account("隐藏的母公司", owner=people.other_rep)
    factories.account("别家的", owner=people.rep, code="M1", parent=hidden)
    factories.account("新母", owner=people.rep, code="P1")
    batch = checked("code,parent\nM1,P1\n", "accounts", by=people.rep)

    ((change,),) = [row["changes"] for row in page(rep, batch).context["rows"]["changed"]]

    assert (change["old"], change["new"]) == ("not visible to you", "新母")


def test_a_refused_undo_names_and_links_what_is_in_use(people, as_user):
    rows = "".join(f"N{n},<b>客户{n}\n" for n in range(7))
    batch = imported(f"code,name\n{rows}", "accounts", by=people.admin)
    made = list(Account.objects.order_by("pk"))
    for account in made:
        factories.contact(account)
    factories.visit(made[0], "2026-05-01", people.rep)
    client = as_user(people.admin)

    response = client.post(reverse("import_undo", args=[batch.pk]), follow=True)

    (message,) = [str(each) for each in response.context["messages"]]
    assert message.startswith("7 records made by this import are in use by now")
    first = (
        f'<a class="k-link" href="/accounts/{made[0].pk}/">&lt;b&gt;客户0</a> (visits, contacts)'
    )
    assert first in message
    assert message.count("<a ") == 5
    assert message.endswith("2 more.")
    assert first in response.content.decode()
    batch.refresh_from_db()
    assert batch.state == "saved"
