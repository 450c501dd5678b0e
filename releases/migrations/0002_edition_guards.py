from django.db import migrations

from releases import edition_guards


class Migration(migrations.Migration):
    dependencies = [("releases", "0001_initial")]

    operations = [migrations.RunPython(edition_guards.install, edition_guards.remove)]
