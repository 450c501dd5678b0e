import uuid

import django.utils.timezone
from django.db import migrations, models


def add_the_row(apps, schema_editor):
    apps.get_model("releases", "SiteChange").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("releases", "0004_search")]

    operations = [
        migrations.CreateModel(
            name="SiteChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.UUIDField(default=uuid.uuid4, verbose_name="印")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="変更日時")),
            ],
            options={
                "verbose_name": "公開内容の変更",
                "verbose_name_plural": "公開内容の変更",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="site_change_is_one_record")
                ],
            },
        ),
        migrations.RunPython(add_the_row, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("live_until__isnull", False)),
                fields=["live_until", "live_from"],
                name="edition_by_end",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["approved_at", "live_from", "live_until"], name="edition_by_approval"),
        ),
    ]
