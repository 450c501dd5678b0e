"""The password once more, before a protection of the account is taken away: a desk may have been left unattended."""

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

    def __init__(self, request: HttpRequest):
        super().__init__(request.POST if request.method == "POST" else None)
        self.request = request

    def is_given(self) -> bool:
        return self.is_bound and self.is_valid()

    def clean_password(self) -> str:
        name, password = self.request.user.get_username(), self.cleaned_data["password"]
        if authenticate(self.request, username=name, password=password) != self.request.user:
            raise ValidationError("パスワードが違います。")
        welcome(self.request, name)
        return password
