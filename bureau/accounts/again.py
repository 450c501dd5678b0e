"""The password once more, before a protection of the account is taken away or replaced: a desk may stand unattended."""

from django import forms
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from bureau.accounts.guessing import welcome


class PasswordForm(forms.Form):
    """Asks for the password of whoever is signed in; wrong ones count as wrong ones at the login do."""

    password = forms.CharField(
        label="パスワード",
        strip=False,
        error_messages={"required": "パスワードを入力してください。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def __init__(self, request: HttpRequest, *, is_sent: bool | None = None):
        """``is_sent`` tells whether ``request`` brings the password, where its method alone does not."""
        is_sent = request.method == "POST" if is_sent is None else is_sent
        super().__init__(request.POST if is_sent else None)
        self.request = request

    def is_given(self) -> bool:
        return self.is_bound and self.is_valid()

    def clean_password(self) -> str:
        name, password = self.request.user.get_username(), self.cleaned_data["password"]
        if authenticate(self.request, username=name, password=password) != self.request.user:
            raise ValidationError("パスワードが違います。")
        welcome(self.request, name)
        return password
