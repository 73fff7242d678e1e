"""The record: what is known of our accounts and where they stand."""

from accounts.models.account import Account, AccountProfile
from accounts.models.batch import ImportBatch
from accounts.models.contact import Contact
from accounts.models.export import ExportLog
from accounts.models.ledger import LedgerEntry
from accounts.models.rate import ExchangeRate
from accounts.models.rollup import MonthlyRollup
from accounts.models.standing import Standing
from accounts.models.view import SavedView

__all__ = [
    "Account",
    "AccountProfile",
    "Contact",
    "ExchangeRate",
    "ExportLog",
    "ImportBatch",
    "LedgerEntry",
    "MonthlyRollup",
    "SavedView",
    "Standing",
]
