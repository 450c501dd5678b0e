"""The screens of the second factor: the code after the password, setting it up, and doing without it again."""

import re

import django_otp
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from bureau.accounts import factor, passkeys
from bureau.accounts.address import address_of
from bureau.accounts.again import PasswordForm
from bureau.accounts.sessions import FACTOR_NEEDED
from bureau.models import AuditRecord, Passkey

Kind = AuditRecord.Kind


class CodeForm(forms.Form):
    code = forms.CharField(
        label="確認コード",
        max_length=32,
        error_messages={"required": "確認コードを入力してください。"},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "size": 12}
        ),
    )

    def clean_code(self) -> str:
        # Full-width digits and blanks are what a Japanese keyboard gives.
        typed = self.cleaned_data["code"].translate({0xFF10 + digit: str(digit) for digit in range(10)})
        return re.sub(r"[\s-]", "", typed).lower()


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the authenticator, or one of the recovery codes."""
    if not request.user.is_authenticated:
        return redirect(reverse("admin:login"))
    if not factor.has_factor(request.user):
        # It was taken away meanwhile: what this login owed is owed no more, else it would be sent here for ever.
        request.session[FACTOR_NEEDED] = False
        return HttpResponseRedirect(next_place(request))
    if request.user.is_verified():
        return HttpResponseRedirect(next_place(request))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        factor.shorten_waiting(request.user)
        device = django_otp.match_token(request.user, form.cleaned_data["code"])
        if device:
            django_otp.login(request, device)
            return HttpResponseRedirect(next_place(request))
        AuditRecord.write(Kind.FACTOR_FAILED, user=request.user, address=address_of(request))
        form.add_error("code", "コードが違うか、時間が過ぎています。少し待ってから、新しいコードを入力してください。")
    return code_page(request, form)


def code_page(request: HttpRequest, form: CodeForm, trouble: str = "") -> TemplateResponse:
    context = {
        "form": form,
        "trouble": trouble,
        "has_passkey": passkeys.has_passkey(request.user),
        "has_authenticator": factor.has_authenticator(request.user),
    }
    return page(request, "admin/factor/code.html", "二要素認証の確認", next=next_place(request), **context)


@never_cache
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the key, take the first code, show the recovery codes once; an authenticator in use is replaced by password."""
    if not (request.user.is_authenticated and request.user.is_staff):
        return redirect(reverse("admin:login"))
    if factor.has_factor(request.user) and not request.user.is_verified():
        return redirect(reverse("factor:code"))
    device = factor.begin(request.user)
    form, again = CodeForm(request.POST or None), _password_to_replace(request, is_sent=request.method == "POST")
    if request.method == "POST" and form.is_valid() and (again is None or again.is_given()):
        if device.verify_token(form.cleaned_data["code"]):
            codes = factor.confirm(device)
            django_otp.login(request, device)
            request.session[FACTOR_NEEDED] = True
            AuditRecord.write(Kind.FACTOR, user=request.user, detail="設定", address=address_of(request))
            return page(request, "admin/factor/recovery.html", "予備のコード", codes=codes, next=next_place(request))
        form.add_error("code", "コードが違います。認証アプリに表示されている、いまのコードを入力してください。")
    return set_up_page(request, form, again)


def _password_to_replace(request: HttpRequest, *, is_sent: bool) -> PasswordForm | None:
    """The password beside the first code, where that code takes the place of an authenticator in use."""
    if not factor.has_authenticator(request.user):
        return None
    again = PasswordForm(request, is_sent=is_sent)
    del again.fields["password"].widget.attrs["autofocus"]
    return again


def set_up_page(
    request: HttpRequest, form: CodeForm, again: PasswordForm | None = None, trouble: str = ""
) -> TemplateResponse:
    device = factor.begin(request.user)
    size, path = factor.picture_of(device)
    return page(
        request,
        "admin/factor/set_up.html",
        "二要素認証の設定",
        form=form,
        again=again or _password_to_replace(request, is_sent=False),
        keys=Passkey.objects.filter(user=request.user),
        trouble=trouble,
        has_authenticator=factor.has_authenticator(request.user),
        size=size,
        path=path,
        secret=factor.secret_of(device),
        is_on=factor.has_factor(request.user),
        is_required=factor.is_required_of(request.user),
        next=next_place(request),
    )


@never_cache
def turn_off(request: HttpRequest) -> HttpResponse:
    """Do without the second factor again, where the site does not ask for it."""
    if not request.user.is_authenticated or not request.user.is_verified():
        raise PermissionDenied
    if factor.is_required_of(request.user):
        raise PermissionDenied("承認する人の二要素認証は、このサイトでは外せません。")
    form = PasswordForm(request)
    if not form.is_given():
        return password_page(
            request, form, "二要素認証の解除", "ログインのときに、パスワードだけで入れるようになります。"
        )
    factor.remove(request.user)
    request.session[FACTOR_NEEDED] = False
    AuditRecord.write(Kind.FACTOR, user=request.user, detail="解除", address=address_of(request))
    messages.success(request, "二要素認証を解除しました。")
    return redirect(reverse("admin:index"))


def password_page(request: HttpRequest, form: PasswordForm, title: str, told: str) -> TemplateResponse:
    """Ask for the password once more, and say what will happen then."""
    return page(request, "admin/factor/password.html", title, form=form, told=told)


def page(request: HttpRequest, template: str, title: str, **context) -> TemplateResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **context})


def next_place(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if own else reverse("admin:index")
