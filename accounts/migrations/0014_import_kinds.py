"""Projects and facts can be imported."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_key_accounts")]

    operations = [
        migrations.AlterField(
            model_name="importbatch",
            name="kind",
            field=models.CharField(
                choices=[
                    ("accounts", "Accounts"),
                    ("contacts", "Contacts"),
                    ("ledger", "Sales ledger"),
                    ("rates", "Exchange rates"),
                    ("projects", "Projects"),
                    ("ratings", "Ratings"),
                    ("policy-checks", "Policy checks"),
                    ("payments", "Payment records"),
                    ("costs", "Costs"),
                    ("referrals", "Referrals"),
                    ("wallets", "Wallet estimates"),
                    ("contracts", "Contracts"),
                ],
                max_length=16,
                verbose_name="kind",
            ),
        )
    ]
