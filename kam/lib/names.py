"""Names of companies and people, in Chinese and Latin letters: matching, sorting, searching."""

import re
import unicodedata

from pypinyin import Style, lazy_pinyin

# What distinguishes no company from another; dropped when two names are compared.
LEGAL_FORMS = re.compile(
    r"(股份有限公司|有限责任公司|集团有限公司|有限公司|集团公司|股份公司|公司|集团"
    r"|\b(co|company|corp|corporation|inc|incorporated|limited|ltd|llc|plc|gmbh|ag|sa|group|holdings?)\b)"
)
NOT_A_LETTER = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Upper case without accents or full-width forms: 'Ｍère' and 'mere' become 'MERE'."""
    if text.isascii():
        return text.upper().strip()
    compatible = unicodedata.normalize("NFKC", text)
    decomposed = unicodedata.normalize("NFKD", compatible)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).upper().strip()


def normalised(name: str) -> str:
    """The part of a company's name that identifies it, for the search for duplicates."""
    bare = LEGAL_FORMS.sub(" ", fold(name).lower())
    return NOT_A_LETTER.sub("", bare) or NOT_A_LETTER.sub("", fold(name).lower())


def all_normalised(*names: str) -> list[str]:
    """The identifying parts of all names of one company, each once, at most 200 letters long."""
    return list(dict.fromkeys(filter(None, (normalised(name)[:200] for name in names))))


def pinyin(name: str) -> str:
    """Sort key: 华为技术 → HUA WEI JI SHU; Latin letters stay as they are."""
    return fold(name if name.isascii() else " ".join(lazy_pinyin(name)))[:200]


def initials(name: str) -> str:
    """华为技术 → HWJS, so that hwjs finds it. Empty for a name without Chinese characters."""
    if name.isascii():
        return ""
    letters = lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore")
    return "".join(letters).upper()[:60]


def search_text(*names: str) -> str:
    """Everything a person may type to find the record, folded, one piece a line."""
    pieces: list[str] = []
    for name in filter(None, names):
        pieces.append(fold(name))
        if not name.isascii():
            pieces += [initials(name), pinyin(name).replace(" ", "")]
    return "\n".join(dict.fromkeys(filter(None, pieces)))
