import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from bureau import roles

# Without 0, 1, i, l and o, which are easily mistaken when a password is copied from paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def _new_password() -> str:
    """Four groups of five letters, about 99 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


class Command(BaseCommand):
    help = "職員のログインを作成し、パスワードを一度だけ表示します。--reset を付けると、新しいパスワードにします。"

    def add_arguments(self, parser):
        parser.add_argument("username", help="ログインに使うユーザー名")
        parser.add_argument(
            "--role",
            choices=list(roles.LABELS),
            default=roles.WRITER,
            help="役割: "
            + "、".join(f"{role}（{label}）" for role, label in roles.LABELS.items())
            + f"。省略すると {roles.WRITER} です。",
        )
        parser.add_argument(
            "--reset", action="store_true", help="すでにあるログインを新しいパスワードにします。役割は変わりません。"
        )

    @transaction.atomic
    def handle(self, *, username, role, reset, **options):
        User = get_user_model()
        user = User.objects.filter(username=username).first()
        if reset and user is None:
            raise CommandError(f"「{username}」は登録されていません。")
        if user is not None and not reset:
            raise CommandError(
                f"「{username}」はすでに登録されています。新しいパスワードにするには --reset を付けてください。"
            )
        password = _new_password()
        if user is None:
            user = User(username=username, is_staff=True)
            user.set_password(password)
            try:
                user.full_clean()
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            user.save()
            user.groups.add(Group.objects.get(name=role))
            self.stdout.write(f"{roles.LABELS[role]}のログインを作成しました。")
        else:
            user.set_password(password)
            user.save(update_fields=["password"])
            self.stdout.write("新しいパスワードにしました。")
        self.stdout.write(f"ユーザー名: {username}")
        self.stdout.write(f"パスワード: {password}　（表示はこの一度だけです）")
