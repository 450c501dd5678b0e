from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

from bureau import roles


def make_groups(apps, schema_editor):
    # Permissions usually come after all migrations; the groups need them now.
    for label in ("auth", "bureau", "events", "releases"):
        create_permissions(installed.get_app_config(label), verbosity=0, using=schema_editor.connection.alias)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for role in roles.LABELS:
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.set(known[name] for name in roles.permissions_of(role))


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=roles.LABELS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("releases", "0002_edition_guards"),
        ("events", "0002_session_kinds"),
        ("bureau", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, remove_groups)]
