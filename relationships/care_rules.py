"""When a day to remember comes, and when two gifts are the same (domain §7.4).

Pure: dates and words in, dates and words out. Time is an argument.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kam.lib import lunar
from kam.lib.names import fold

LAST_DAY = date(lunar.LAST_YEAR - 1, 12, 31)  # dates are worked out up to here
REMIND_HOUR = 9  # of the company's day


class Calendar(StrEnum):
    SOLAR = "solar"
    LUNAR = "lunar"


class Occasion(StrEnum):
    """The public days on which everybody may be greeted, and two that each account has."""

    NEW_YEAR = "new_year"
    SPRING_FESTIVAL = "spring_festival"
    DRAGON_BOAT = "dragon_boat"
    MID_AUTUMN = "mid_autumn"
    NATIONAL_DAY = "national_day"
    FOUNDING = "founding"
    COOPERATION = "cooperation"


@dataclass(frozen=True)
class YearlyDay:
    """A month and a day of one calendar, without a year."""

    month: int
    day: int
    calendar: Calendar = Calendar.SOLAR

    @property
    def is_possible(self) -> bool:
        """Whether any year has it: lunar months end with the 29th or 30th."""
        if self.calendar == Calendar.LUNAR:
            return 1 <= self.month <= 12 and 1 <= self.day <= 30
        try:
            date(2024, self.month, self.day)  # a leap year has them all
        except ValueError:
            return False
        return True


PUBLIC = {
    Occasion.NEW_YEAR: YearlyDay(1, 1),
    Occasion.SPRING_FESTIVAL: YearlyDay(1, 1, Calendar.LUNAR),
    Occasion.DRAGON_BOAT: YearlyDay(5, 5, Calendar.LUNAR),
    Occasion.MID_AUTUMN: YearlyDay(8, 15, Calendar.LUNAR),
    Occasion.NATIONAL_DAY: YearlyDay(10, 1),
}
OF_THE_ACCOUNT = (Occasion.FOUNDING, Occasion.COOPERATION)


def in_year(what: YearlyDay, year: int) -> date:
    """The solar date of the day in `year`, for lunar days in the lunar year that begins in it.

    29 February is the 28th in common years; the 30th of a lunar month of 29 days is its last; a
    month that comes twice is kept the first time (leap months fall back to the regular month).
    """
    if what.calendar == Calendar.LUNAR:
        return lunar.solar(year, what.month, what.day)
    try:
        return date(year, what.month, what.day)
    except ValueError:
        return date(year, what.month, 28)


def on_or_after(what: YearlyDay, day: date) -> date:
    """The first time from `day` on. The end of a lunar year falls into the next solar year."""
    found = (in_year(what, year) for year in range(day.year - 1, day.year + 2))
    return next(date_ for date_ in found if date_ >= day)


def next_public(day: date) -> list[tuple[date, Occasion]]:
    """The public days in the order they come, each with its date, from `day` on."""
    return sorted((on_or_after(what, day), occasion) for occasion, what in PUBLIC.items())


def reminders(found: date, lead_days: int) -> Iterator[date]:
    """When people are told of a day: `lead_days` ahead and on the day itself."""
    if lead_days:
        yield found - timedelta(days=lead_days)
    yield found


BETWEEN_WORDS = re.compile(r"[\W_]+")


def gift_key(item: str) -> str:
    """What makes two gifts the same: case, spaces, punctuation and full-width forms do not.

    'Tea set', 'tea  set' and 'Ｔｅａ－ｓｅｔ' are 'TEASET'.
    """
    return BETWEEN_WORDS.sub("", fold(item))


# Cash and what is used like cash: never, whatever the value (domain §7.4).
CASH = (
    "现金", "红包", "礼金", "购物卡", "礼品卡", "储值卡", "预付卡", "充值", "加油卡", "油卡",
    "代金券", "购物券", "提货券", "消费卡", "银行卡", "转账", "汇款", "话费", "支票", "比特币",
    "数字货币", "加密货币", "有价证券", "股票", "债券", "京东E卡", "京东卡", "天猫卡", "超市卡",
    "礼品券", "消费券", "抵用券", "优惠券",
    "CASH", "GIFTCARD", "VOUCHER", "PREPAIDCARD", "SHOPPINGCARD", "COUPON", "BANKTRANSFER",
    "BITCOIN", "CRYPTO", "MONEYORDER", "CHEQUE", "SECURITIES", "REDENVELOPE", "REDPACKET",
    "JDECARD", "JDCARD", "STORECARD", "TOPUPCARD",
)  # fmt: skip
NOT_CASH = ("CASHMERE", "CASHEW")


def is_cash(item: str) -> bool:
    """Whether the words say money, a card, a voucher or the like."""
    key = gift_key(item)
    for harmless in NOT_CASH:
        key = key.replace(harmless, "")
    return any(word in key for word in CASH)


CHILD = (
    "孩子", "小孩", "儿子", "女儿", "宝宝", "宝贝", "幼儿", "婴儿", "千金", "孙子", "孙女", "外孙",
    "满月", "百日宴", "周岁",
)  # fmt: skip
CHILD_ENGLISH = re.compile(
    r"\b(child|children|kids?|sons?|daughters?|bab(y|ies)|toddlers?|grand(son|daughter|child)s?)\b",
    re.IGNORECASE,
)


def is_of_a_child(words: str) -> bool:
    """Whether a day is said to be that of a child, of whom nothing is kept (domain §7.4)."""
    return any(word in words for word in CHILD) or bool(CHILD_ENGLISH.search(words))


# A greeting has no purpose but the greeting (practice 6): no offer may hide in it.
OFFERS = (
    "报价", "优惠", "折扣", "打折", "促销", "特价", "下单", "订单", "采购", "合同", "签约", "付款",
    "回款", "新品", "招标", "投标",
    "DISCOUNT", "PROMOTION", "QUOTATION", "SPECIAL OFFER", "OUR OFFER", "PRICE", "CONTRACT",
    "TENDER", "INVOICE", "PURCHASE", "PLACE AN ORDER", "NEW PRODUCT",
)  # fmt: skip


def offer_in(text: str) -> str:
    """The first word of business in a greeting; empty if there is none."""
    folded = fold(text)
    return next((word for word in OFFERS if word in folded), "")
