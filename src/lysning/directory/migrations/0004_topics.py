from django.db import migrations, models

KINDS = [("posts", "Leader posts"), ("kle", "KLE subjects"), ("cpv", "CPV codes"), ("topics", "Topics")]


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_stand_in_room")]
    operations = [
        migrations.RemoveConstraint("import", "directory_import_kind"),
        migrations.AlterField("import", "kind", models.TextField(choices=KINDS)),
        migrations.AddConstraint(
            "import",
            models.CheckConstraint(
                condition=models.Q(kind__in=("posts", "kle", "cpv", "topics")), name="directory_import_kind"
            ),
        ),
    ]
