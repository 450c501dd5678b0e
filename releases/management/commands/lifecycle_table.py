from django.core.management.base import BaseCommand

from bureau import roles
from releases.states import State
from releases.steps import STEPS


class Command(BaseCommand):
    help = "報道発表の手続の表を Markdown で表示します（docs/lifecycle.md に使います）。"
    requires_system_checks = []

    def handle(self, *args, **options):
        self.stdout.write("| 手続 | 名前 | 前の状態 | 後の状態 | 行える役割 | 理由 | 意味 |")
        self.stdout.write("| --- | --- | --- | --- | --- | --- | --- |")
        for step in STEPS.values():
            sources = "、".join(state.label for state in State if state in step.sources)
            allowed = "、".join(
                label for role, label in roles.LABELS.items() if step.permission in roles.permissions_of(role)
            )
            comment = "必要" if step.needs_comment else "任意"
            self.stdout.write(
                f"| {step.label} | `{step.name}` | {sources} | {step.target.label} | {allowed} | {comment} | {step.meaning} |"
            )
