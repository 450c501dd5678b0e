import json

from django.core.management.base import BaseCommand

from releases.document import ReleaseDocument


class Command(BaseCommand):
    help = "ReleaseDocument の JSON Schema を表示します。"
    requires_system_checks = []

    def handle(self, *args, **options):
        schema = ReleaseDocument.model_json_schema(mode="serialization")
        self.stdout.write(json.dumps(schema, ensure_ascii=False, indent=2))
