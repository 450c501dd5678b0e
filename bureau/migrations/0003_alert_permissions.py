from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

from bureau import roles


def grant(apps, schema_editor):
    # Permissions usually come after all migrations; the groups of a running site need them now. A new site's groups
    # are made later, with everything.
    create_permissions(installed.get_app_config("bureau"), verbosity=0, using=schema_editor.connection.alias)
    named = {"add_alert", "change_alert", "view_alert"}
    permissions = apps.get_model("auth", "Permission").objects.filter(codename__in=named)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=(roles.APPROVER, roles.ADMINISTRATOR)):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("bureau", "0002_alert"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
