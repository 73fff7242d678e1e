"""A field that a column of a file may be."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Field:
    """`known_as`: column names that mean this field, in lower case without spaces and signs.

    Of two such columns the one named first is it: vague words stand last.
    """

    name: str
    label: Promise
    known_as: str = ""
    required: bool = False
    help: Promise | str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (simple(self.name), *self.known_as.split())


ACCOUNT = Field(
    "account",
    _("customer number or name"),
    "customer customerid customercode customerno customernumber custid accountid accountcode "
    "accountno 客户 客户编号 客户编码 客户号 客户代码 客户id",
)
ACCOUNT_NAME = Field(
    "account_name",
    _("customer name"),
    "customername companyname company accountname 客户名称 客户名 客户全称 公司名称 公司 单位名称",
)


def simple(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()
