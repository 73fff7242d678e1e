"""The class of key accounts, and how likely an account stays."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_ledger_accounts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="rating",
            name="rating_within_its_scale",
        ),
        migrations.AddField(
            model_name="standing",
            name="key_class",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (1, "Core account"),
                    (2, "Important account"),
                    (3, "Key account under review"),
                ],
                default=0,
                verbose_name="key account class",
            ),
        ),
        migrations.AlterField(
            model_name="rating",
            name="kind",
            field=models.CharField(
                choices=[
                    ("image_influence", "Influence on our business or image"),
                    ("tech_absorption", "Takes up technology and innovates"),
                    ("market_strength", "Strength to develop the market"),
                    ("idea_alignment", "Ideas and management thinking agree with ours"),
                    ("policy_acceptance", "Understands and accepts our policies"),
                    ("management_ability", "Management and sales ability"),
                    ("network_breadth", "Sales network"),
                    ("peer_standing", "Standing among peers"),
                    ("peer_influence", "Influence and prestige among peers"),
                    ("operating", "Operating capability"),
                    ("economic", "Economic strength"),
                    ("interaction", "Interaction with us"),
                    ("service_zone", "Service zone"),
                    ("market_growth", "Growth of its market"),
                    ("cooperation", "Inclination to co-operate"),
                    ("cultural_fit", "Cultural fit"),
                    ("operating_condition", "Operating condition"),
                    ("strategic_value", "Strategic value"),
                    ("credit_score", "Credit score"),
                    ("retention", "Chance that it stays another year, in percent"),
                    ("attractiveness_available_spend", "Available spend"),
                    ("attractiveness_growth", "Growth"),
                    ("attractiveness_profitability", "Profitability"),
                    ("attractiveness_fit", "Strategic and cultural fit"),
                    ("attractiveness_influence", "Influence"),
                    ("attractiveness_payment", "Payment behaviour"),
                    ("own_solution", "We: solution"),
                    ("own_delivery", "We: delivery and service"),
                    ("own_price", "We: price and total cost"),
                    ("own_technical_support", "We: technical support"),
                    ("own_relation", "We: relation"),
                    ("own_brand", "We: brand"),
                    ("best_solution", "Best competitor: solution"),
                    ("best_delivery", "Best competitor: delivery and service"),
                    ("best_price", "Best competitor: price and total cost"),
                    ("best_technical_support", "Best competitor: technical support"),
                    ("best_relation", "Best competitor: relation"),
                    ("best_brand", "Best competitor: brand"),
                ],
                max_length=32,
                verbose_name="what is rated",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "kind__in",
                            [
                                "image_influence",
                                "tech_absorption",
                                "market_strength",
                                "idea_alignment",
                                "policy_acceptance",
                                "management_ability",
                                "network_breadth",
                                "peer_standing",
                                "peer_influence",
                                "operating",
                                "economic",
                                "interaction",
                                "market_growth",
                                "cooperation",
                                "cultural_fit",
                                "operating_condition",
                                "service_zone",
                            ],
                        ),
                        ("value__range", (1, 5)),
                    ),
                    models.Q(
                        ("kind__in", ["strategic_value", "credit_score", "retention"]),
                        ("value__range", (0, 100)),
                    ),
                    models.Q(
                        (
                            "kind__in",
                            [
                                "attractiveness_available_spend",
                                "attractiveness_growth",
                                "attractiveness_profitability",
                                "attractiveness_fit",
                                "attractiveness_influence",
                                "attractiveness_payment",
                                "own_solution",
                                "own_delivery",
                                "own_price",
                                "own_technical_support",
                                "own_relation",
                                "own_brand",
                                "best_solution",
                                "best_delivery",
                                "best_price",
                                "best_technical_support",
                                "best_relation",
                                "best_brand",
                            ],
                        ),
                        ("value__range", (0, 10)),
                    ),
                    _connector="OR",
                ),
                name="rating_within_its_scale",
            ),
        ),
    ]
