from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

from bureau import roles


def grant(apps, schema_editor):
    # As for the policy of accessibility: the groups of a running site need the new permissions now.
    create_permissions(installed.get_app_config("bureau"), verbosity=0, using=schema_editor.connection.alias)
    wanted = {name for name in roles.permissions_of(roles.ADMINISTRATOR) if "auditrecord" in name}
    codenames = {name.partition(".")[2] for name in wanted}
    permissions = apps.get_model("auth", "Permission").objects.filter(codename__in=codenames)
    for group in apps.get_model("auth", "Group").objects.filter(name=roles.ADMINISTRATOR):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("bureau", "0006_audit")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
