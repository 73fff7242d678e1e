"""The Chinese lunar calendar, 1900 to 2100: a table and two functions.

Each year is one number. Its lowest digit is the month that comes twice (0: none), the next twelve
bits say from the first month on which have 30 days instead of 29, and the bit above them whether
the repeated month has 30.
"""

from datetime import date, timedelta
from functools import cache

FIRST_YEAR = 1900
NEW_YEAR = date(1900, 1, 31)  # the first day of the first year of the table
YEARS = (
    0x04BD8, 0x04AE0, 0x0A570, 0x054D5, 0x0D260, 0x0D950, 0x16554, 0x056A0, 0x09AD0, 0x055D2,
    0x04AE0, 0x0A5B6, 0x0A4D0, 0x0D250, 0x1D255, 0x0B540, 0x0D6A0, 0x0ADA2, 0x095B0, 0x14977,
    0x04970, 0x0A4B0, 0x0B4B5, 0x06A50, 0x06D40, 0x1AB54, 0x02B60, 0x09570, 0x052F2, 0x04970,
    0x06566, 0x0D4A0, 0x0EA50, 0x16A95, 0x05AD0, 0x02B60, 0x186E3, 0x092E0, 0x1C8D7, 0x0C950,
    0x0D4A0, 0x1D8A6, 0x0B550, 0x056A0, 0x1A5B4, 0x025D0, 0x092D0, 0x0D2B2, 0x0A950, 0x0B557,
    0x06CA0, 0x0B550, 0x15355, 0x04DA0, 0x0A5B0, 0x14573, 0x052B0, 0x0A9A8, 0x0E950, 0x06AA0,
    0x0AEA6, 0x0AB50, 0x04B60, 0x0AAE4, 0x0A570, 0x05260, 0x0F263, 0x0D950, 0x05B57, 0x056A0,
    0x096D0, 0x04DD5, 0x04AD0, 0x0A4D0, 0x0D4D4, 0x0D250, 0x0D558, 0x0B540, 0x0B6A0, 0x195A6,
    0x095B0, 0x049B0, 0x0A974, 0x0A4B0, 0x0B27A, 0x06A50, 0x06D40, 0x0AF46, 0x0AB60, 0x09570,
    0x04AF5, 0x04970, 0x064B0, 0x074A3, 0x0EA50, 0x06B58, 0x05AC0, 0x0AB60, 0x096D5, 0x092E0,
    0x0C960, 0x0D954, 0x0D4A0, 0x0DA50, 0x07552, 0x056A0, 0x0ABB7, 0x025D0, 0x092D0, 0x0CAB5,
    0x0A950, 0x0B4A0, 0x0BAA4, 0x0AD50, 0x055D9, 0x04BA0, 0x0A5B0, 0x15176, 0x052B0, 0x0A930,
    0x07954, 0x06AA0, 0x0AD50, 0x05B52, 0x04B60, 0x0A6E6, 0x0A4E0, 0x0D260, 0x0EA65, 0x0D530,
    0x05AA0, 0x076A3, 0x096D0, 0x04AFB, 0x04AD0, 0x0A4D0, 0x1D0B6, 0x0D250, 0x0D520, 0x0DD45,
    0x0B5A0, 0x056D0, 0x055B2, 0x049B0, 0x0A577, 0x0A4B0, 0x0AA50, 0x1B255, 0x06D20, 0x0ADA0,
    0x14B63, 0x09370, 0x049F8, 0x04970, 0x064B0, 0x168A6, 0x0EA50, 0x06B20, 0x1A6C4, 0x0AAE0,
    0x0A2E0, 0x0D2E3, 0x0C960, 0x0D557, 0x0D4A0, 0x0DA50, 0x05D55, 0x056A0, 0x0A6D0, 0x055D4,
    0x052D0, 0x0A9B8, 0x0A950, 0x0B4A0, 0x0B6A6, 0x0AD50, 0x055A0, 0x0ABA4, 0x0A5B0, 0x052B0,
    0x0B273, 0x06930, 0x07337, 0x06AA0, 0x0AD50, 0x14B55, 0x04B60, 0x0A570, 0x054E4, 0x0D160,
    0x0E968, 0x0D520, 0x0DAA0, 0x16AA6, 0x056D0, 0x04AE0, 0x0A9D4, 0x0A2D0, 0x0D150, 0x0F252,
    0x0D520,
)  # fmt: skip
LAST_YEAR = FIRST_YEAR + len(YEARS) - 1


def leap_month(year: int) -> int:
    """The month that comes twice in a lunar year; 0 if none does."""
    return YEARS[year - FIRST_YEAR] & 0xF


def month_days(year: int, month: int) -> int:
    """29 or 30 days of the regular month."""
    return 29 + (YEARS[year - FIRST_YEAR] >> (16 - month) & 1)


def leap_days(year: int) -> int:
    """Days of the repeated month; 0 in a year without one."""
    return (29 + (YEARS[year - FIRST_YEAR] >> 16)) if leap_month(year) else 0


def months(year: int) -> list[tuple[int, bool, int]]:
    """Every month of a lunar year in its order: number, whether it is the repeated one, days."""
    found = []
    for month in range(1, 13):
        found.append((month, False, month_days(year, month)))
        if month == leap_month(year):
            found.append((month, True, leap_days(year)))
    return found


@cache
def new_year(year: int) -> date:
    """Spring Festival: the first day of a lunar year."""
    days = sum(days for each in range(FIRST_YEAR, year) for *_, days in months(each))
    return NEW_YEAR + timedelta(days)


def solar(year: int, month: int, day: int) -> date:
    """The solar date of a day of a regular lunar month.

    The 30th of a month that has 29 days is its last. ValueError outside 1900 to 2100.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"lunar years are known from {FIRST_YEAR} to {LAST_YEAR}")
    offset = 0
    for number, repeated, days in months(year):
        if number == month and not repeated:
            return new_year(year) + timedelta(offset + min(day, days) - 1)
        offset += days
    raise ValueError(f"a lunar year has no month {month}")
