"""Who answers for what at an account (RACI, domain §7.10): four rows, the same for all accounts."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Letter(StrEnum):
    RESPONSIBLE = "R"
    ACCOUNTABLE = "A"
    CONSULTED = "C"
    INFORMED = "I"


class Party(StrEnum):
    """`PRODUCT` is the only one that no account names."""

    KAM = "kam"
    MANAGER = "manager"
    SPONSOR = "sponsor"
    TEAM = "team"
    SERVICE = "service"
    TECHNICAL = "technical"
    PRODUCT = "product"


LETTERS: dict[Letter, Promise] = {
    Letter.RESPONSIBLE: pgettext_lazy("RACI", "Responsible"),
    Letter.ACCOUNTABLE: pgettext_lazy("RACI", "Accountable"),
    Letter.CONSULTED: pgettext_lazy("RACI", "Consulted"),
    Letter.INFORMED: pgettext_lazy("RACI", "Informed"),
}
PARTIES: dict[Party, Promise] = {
    Party.KAM: _("Key account manager"),
    Party.MANAGER: _("Sales manager"),
    Party.SPONSOR: _("Executive sponsor"),
    Party.TEAM: _("Account team"),
    Party.SERVICE: _("Service or technical colleague"),
    Party.TECHNICAL: _("Technical colleague"),
    Party.PRODUCT: _("Product lead"),
}
R, A, C, INFORMED = Letter
ROWS: tuple[tuple[Promise, dict[Letter, Party]], ...] = (
    (
        pgettext_lazy("RACI", "Change of class"),
        {R: Party.KAM, A: Party.MANAGER, C: Party.SPONSOR, INFORMED: Party.TEAM},
    ),
    (pgettext_lazy("RACI", "Plan"), {R: Party.KAM, A: Party.MANAGER}),
    (pgettext_lazy("RACI", "Green channel"), {R: Party.SERVICE, A: Party.KAM}),
    (
        pgettext_lazy("RACI", "Loop from need to solution"),
        {R: Party.TECHNICAL, A: Party.PRODUCT, C: Party.KAM},
    ),
)
