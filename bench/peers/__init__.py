"""Other ways to do what the product does, in the same run and on the same data."""

from django.db import connection


def only_the_ledger() -> None:
    """Peers compute from the ledger: forget what is judged or counted beside it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE accounts_rating, accounts_referral, accounts_cost, accounts_policycheck,"
            " accounts_paymentrecord, accounts_contract, accounts_walletestimate"
        )
