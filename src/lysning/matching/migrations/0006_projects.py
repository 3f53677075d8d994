from django.db import migrations, models

SPACES = ("solution", "need", "post", "role", "area", "kle", "topic", "project")


class Migration(migrations.Migration):
    dependencies = [("matching", "0005_topics")]
    operations = [
        migrations.RemoveConstraint("generation", "matching_generation_space"),
        migrations.AlterField("generation", "space", models.TextField(choices=[(space, space) for space in SPACES])),
        migrations.AddConstraint(
            "generation",
            models.CheckConstraint(condition=models.Q(space__in=SPACES), name="matching_generation_space"),
        ),
    ]
