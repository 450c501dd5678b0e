from django.db import migrations

from releases import edition_guards


class Migration(migrations.Migration):
    dependencies = [("releases", "0014_transitions_as_taken")]

    operations = [migrations.RunPython(edition_guards.install, migrations.RunPython.noop)]
