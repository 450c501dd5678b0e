from django.db import migrations

KINDS = [
    ("opening", "開会挨拶"),
    ("host", "主催者挨拶"),
    ("guest", "来賓挨拶"),
    ("formal", "式辞"),
    ("congratulation", "祝辞"),
    ("special", "特別講演"),
    ("keynote", "基調講演"),
    ("memorial", "記念講演"),
    ("lecture", "講演"),
    ("case", "事例報告"),
    ("panel", "パネルディスカッション"),
    ("talk", "トークセッション"),
    ("explanation", "説明"),
    ("demonstration", "実演・体験"),
    ("questions", "質疑応答"),
    ("award", "表彰"),
    ("closing", "閉会挨拶"),
    ("other", "その他"),
]


def add_kinds(apps, schema_editor):
    SessionKind = apps.get_model("events", "SessionKind")
    for number, (code, label) in enumerate(KINDS, start=1):
        SessionKind.objects.get_or_create(code=code, defaults={"label": label, "order": number * 10})


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [migrations.RunPython(add_kinds, migrations.RunPython.noop)]
