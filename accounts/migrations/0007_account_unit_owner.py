from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_profile_filled")]

    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["unit", "owner", "id"], name="account_unit_owner"),
        ),
    ]
