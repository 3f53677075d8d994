from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("trials", "0003_order_of_sites"),
    ]

    operations = [
        migrations.RemoveConstraint("OutcomeMeasure", name="trials_measure_minimum_sourced"),
        migrations.RenameField("OutcomeMeasure", "minimum_source", "minimum_source_da"),
        migrations.AddField(
            "OutcomeMeasure", "minimum_source_en", models.TextField(blank=True, default=""), preserve_default=False
        ),
        migrations.AddConstraint(
            "OutcomeMeasure",
            models.CheckConstraint(
                condition=Q(minimum__isnull=True) | Q(minimum__gt=0) & ~Q(minimum_source_da=""),
                name="trials_measure_minimum_sourced",
            ),
        ),
    ]
