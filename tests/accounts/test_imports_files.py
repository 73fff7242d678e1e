"""Bad files get a clear message in both languages and change nothing."""

import io
import zipfile

import pytest
from django.utils.translation import override

from accounts.imports import batches
from accounts.imports.refusal import ImportRefused, thaw
from accounts.models import Account, LedgerEntry
from accounts.models.batch import ImportBatch
from tests import factories
from tests.accounts.imports import HEADER, checked, gz, imported, orders, reasons, upload, xlsx

pytestmark = pytest.mark.django_db
ROW = "C1,A1,2026-01-05,10\n"


@pytest.fixture(autouse=True)
def _own_media_in_english(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.IMPORT_MAX_UNPACKED_BYTES = 2_000_000
    settings.IMPORT_MAX_BYTES = 1_000_000
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def known(db):
    return factories.account("华为技术有限公司", code="C1")


def archive(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def entity_bomb():
    """A workbook whose sheet defines entities that grow: refused by defusedxml."""
    source = zipfile.ZipFile(io.BytesIO(xlsx(["account"], ["C1"])))
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode()
            target.writestr(name, bomb + content if "sheet" in name else content)
    return buffer.getvalue()


def wide_sheet():
    """One cell at the far end of the sheet must not make a million empty ones."""
    source = zipfile.ZipFile(io.BytesIO(xlsx(["account"], ["C1"])))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if "sheet1" in name:
                content = content.replace(b'r="A2"', b'r="XFD2"').replace(
                    b'ref="A1:A2"', b'ref="A1:XFD1048576"'
                )
            target.writestr(name, content)
    return buffer.getvalue()


REFUSED = {
    "nothing": (b"", "The file is empty."),
    "blank lines": (b"\n\n  \n", "The file is empty."),
    "utf-16": ((HEADER + ROW).encode("utf-16"), "UTF-16"),
    "latin-1": (
        f"{HEADER}Café Zoë Müller,A1,2026-01-05,10\n".encode("latin-1"),
        "neither UTF-8 nor",
    ),
    "broken bytes": (HEADER.encode() + b"C1,\xff\xfe\xff,2026-01-05,10\n", "neither UTF-8 nor"),
    "binary": (b"\x00\x01\x02\x03account", "not a text file"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old Excel file"),
    "a document": (archive(word__document="x"), "not a readable Excel file"),
    "a broken archive": (b"PK\x03\x04 and no more", "not a readable Excel file"),
    "a broken workbook": (
        archive(xl__workbook="x", **{"xl__workbook.xml": "<a"}),
        "not a readable Excel",
    ),
    "a zip bomb": (
        archive(**{"xl__workbook.xml": "x", "xl__worksheets__sheet1.xml": b"0" * 30_000_000}),
        "far more than a list",
    ),
    "an entity bomb": (entity_bomb(), "not a readable Excel file"),
    "a gzip bomb": (gz(b"a" * 5_000_000), "too large"),
    "a damaged gzip": (gz(HEADER * 100)[:-30], "compressed file is damaged"),
    "too large": (b"a" * 1_000_001, "too large"),
    "two columns of one name": (b"account,date,date\n", "Two columns have the same name: date"),
    "an open quotation mark": (b'account,"reference\nC1,A1\n', "a quotation mark is not closed"),
    "a quotation mark inside": (
        HEADER.encode() + b'C1,"A"9",2026-01-05,1\n',
        "Line 2 can't be read",
    ),
    "an empty workbook": (xlsx([]), "The file is empty."),
}


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_read_is_refused_when_uploaded(content, message):
    with pytest.raises(ImportRefused) as refused:
        upload(content)

    assert message in str(refused.value)
    assert not ImportBatch.objects.exists()
    chinese_exists_for(refused.value.frozen)


FAILED = {
    "a header alone": (HEADER, "The file has a header but no rows."),
    "a quotation mark that opens far below": (
        HEADER + ROW * 5 + 'C1,"A9,2026-01-05,1\n',
        "quotation mark",
    ),
}


@pytest.mark.parametrize(("content", "message"), FAILED.values(), ids=FAILED)
def test_a_file_that_is_bad_further_down_fails_the_check(content, message):
    batch = checked(content)

    assert batch.state == "failed"
    assert message in thaw(batch.error)
    assert not LedgerEntry.objects.exists()
    chinese_exists_for(batch.error)


COLUMNS = {
    "no date, no amount": ("account,reference\nC1,A1\n", "No column was found for: date, amount."),
    "no customer": ("reference,date,amount\nA1,2026-01-05,1\n", "customer number or name"),
    "a price without quantity": ("account,reference,date,price\nC1,A1,2026-01-05,1\n", "quantity"),
}


@pytest.mark.parametrize(("content", "message"), COLUMNS.values(), ids=COLUMNS)
def test_missing_columns_are_named(content, message):
    with pytest.raises(ImportRefused, match=message):
        checked(content)
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"amount": "Nope"}, "The file has no column Nope"),
        ({"nope": "amount"}, "There is no field nope"),
        ({"account": "reference", "reference": "reference"}, "One column is used for two fields"),
        ({"amount": "amount", "quantity": "qty"}, "not both"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(columns, message):
    with pytest.raises(ImportRefused, match=message):
        checked("account,reference,date,amount,qty\nC1,A1,2026-01-05,10,1\n", columns=columns)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"currency": "pounds"}, "no currency POUNDS"),
        ({"currency": "XXX"}, "no currency XXX"),
        ({"rate": "9"}, "needs the currency"),
        ({"currency": "GBP", "rate": "0"}, "greater than zero"),
        ({"currency": "GBP", "rate": "nine"}, "greater than zero"),
        ({"return_if": "C*"}, r"reference\^=C"),
        ({"return_if": "Nope^=C"}, "no column Nope"),
    ],
)
def test_options_are_checked(options, message):
    with pytest.raises(ImportRefused, match=message):
        checked(HEADER + ROW, **options)


READ = {
    "utf-8": (HEADER + ROW).encode(),
    "utf-8 with a mark": b"\xef\xbb\xbf" + (HEADER + ROW).encode(),
    "gb18030": ("客户编号,订单号,日期,金额,备注\nC1,A1,2026-01-05,10,华东区\n").encode("gb18030"),
    "semicolons": (HEADER + ROW).replace(",", ";").encode(),
    "tabs": (HEADER + ROW).replace(",", "\t").encode(),
    "windows lines": (HEADER + ROW).replace("\n", "\r\n").encode(),
    "blank lines between": ("\n" + HEADER + "\n,,,\n" + ROW).encode(),
    "gzip": gz(HEADER + ROW),
    "a quoted newline": b'account,reference,date,"some\nnote",amount\nC1,A1,2026-01-05,"x\ny",10\n',
    "empty cells behind": (HEADER + "C1,A1,2026-01-05,10,,\n").encode(),
    "the second sheet": xlsx(
        sheets=[[], [["account", "reference", "date", "amount"], ["C1", "A1", "2026-01-05", 10]]]
    ),
}


@pytest.mark.parametrize("content", READ.values(), ids=READ)
def test_a_file_is_read_whatever_its_form(content):
    imported(content)

    assert orders() == [("C1", "A1", "2026-01-05", "sale", "10.00", "CNY")]


def test_a_ragged_row_is_rejected_and_the_others_are_read():
    batch = imported(HEADER + ROW + "C1,A2\nC1,A3,2026-01-05,1,000\n\nC1,A4,2026-01-05,1\n")

    assert reasons(batch) == {3: ("", "ragged"), 4: ("", "ragged")}
    assert [row[1] for row in orders()] == ["A1", "A4"]


def test_a_sheet_that_claims_to_be_endless_is_refused_and_not_filled_with_empty_cells():
    with pytest.raises(ImportRefused, match="more rows or columns"):
        upload(wide_sheet(), kind="accounts")


def test_a_column_mapping_is_remembered_for_the_same_header_and_source():
    text = "Kunde,Beleg,Tag,Wert\nC1,A1,2026-01-05,10\n"
    columns = {"account": "Kunde", "reference": "Beleg", "date": "Tag", "amount": "Wert"}
    imported(text, columns=columns)

    assert upload(text).mapping == columns
    assert upload(text, source="other").mapping == {}


def test_options_are_remembered_like_the_columns_but_a_rate_is_of_its_day():
    options = {"currency": "gbp", "date_order": "dmy", "sum_repeated": True, "return_if": "date^=C"}
    imported(HEADER + ROW, rate="9", **options)

    assert upload(HEADER + ROW).options == {**options, "currency": "GBP"}
    assert upload(HEADER + ROW, source="other").options == {}


def test_accounts_are_created_by_default_while_there_are_none():
    assert upload(HEADER + ROW).options == {}
    Account.objects.all().delete()
    assert upload(HEADER + ROW).options == {"create_accounts": True}
    assert upload("code,name\nC1,甲\n", kind="accounts").options == {}


def test_a_discarded_import_leaves_no_rows_and_no_file(tmp_path):
    batch = checked(HEADER + ROW)
    batches.discard(batch)

    assert batch.state == "discarded"
    assert not [p for p in (tmp_path / "media").rglob("*") if p.is_file()]
    assert Account.objects.count() == 1


def chinese_exists_for(frozen):
    """The message is kept untranslated, so that each reader gets it in their language."""
    with override("en"):
        english = thaw(frozen)
    with override("zh-hans"):
        assert thaw(frozen)
    assert english.isascii()
