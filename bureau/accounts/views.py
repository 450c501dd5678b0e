"""The screens of the second factor: the code after the password, setting it up, and doing without it again."""

import re

import django_otp
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from bureau.accounts import factor, passkeys
from bureau.accounts.address import address_of
from bureau.accounts.sessions import FACTOR_NEEDED
from bureau.models import AuditRecord, Passkey
from bureau.text import one_line

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
        return HttpResponseRedirect(_next(request))
    if request.user.is_verified():
        return HttpResponseRedirect(_next(request))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        factor.shorten_waiting(request.user)
        device = django_otp.match_token(request.user, form.cleaned_data["code"])
        if device:
            django_otp.login(request, device)
            return HttpResponseRedirect(_next(request))
        AuditRecord.write(Kind.FACTOR_FAILED, user=request.user, address=address_of(request))
        form.add_error("code", "コードが違うか、時間が過ぎています。少し待ってから、新しいコードを入力してください。")
    return _code_page(request, form)


@never_cache
def passkey(request: HttpRequest) -> HttpResponse:
    """Take the answer of a passkey in place of a code."""
    if not request.user.is_authenticated:
        return redirect(reverse("admin:login"))
    if request.method != "POST" or request.user.is_verified():
        return redirect(reverse("factor:code"))
    try:
        key = passkeys.check(request, request.POST.get("credential", ""))
    except passkeys.PasskeyRefused as refused:
        AuditRecord.write(Kind.FACTOR_FAILED, user=request.user, detail="パスキー", address=address_of(request))
        return _code_page(request, CodeForm(), trouble=str(refused))
    django_otp.login(request, key)
    return HttpResponseRedirect(_next(request))


def _code_page(request: HttpRequest, form: CodeForm, trouble: str = "") -> TemplateResponse:
    options = passkeys.options_to_sign(request) if passkeys.has_passkey(request.user) else ""
    has_code = factor.has_authenticator(request.user)
    context = {"form": form, "options": options, "trouble": trouble, "has_authenticator": has_code}
    return _page(request, "admin/factor/code.html", "二要素認証の確認", next=_next(request), **context)


@never_cache
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the key, take the first code, show the recovery codes once."""
    if not (request.user.is_authenticated and request.user.is_staff):
        return redirect(reverse("admin:login"))
    if factor.has_factor(request.user) and not request.user.is_verified():
        return redirect(reverse("factor:code"))
    device = factor.begin(request.user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if device.verify_token(form.cleaned_data["code"]):
            codes = factor.confirm(device)
            django_otp.login(request, device)
            request.session[FACTOR_NEEDED] = True
            AuditRecord.write(Kind.FACTOR, user=request.user, detail="設定", address=address_of(request))
            return _page(request, "admin/factor/recovery.html", "予備のコード", codes=codes, next=_next(request))
        form.add_error("code", "コードが違います。認証アプリに表示されている、いまのコードを入力してください。")
    return _set_up_page(request, form)


def _set_up_page(request: HttpRequest, form: CodeForm, trouble: str = "") -> TemplateResponse:
    device = factor.begin(request.user)
    size, path = factor.picture_of(device)
    return _page(
        request,
        "admin/factor/set_up.html",
        "二要素認証の設定",
        form=form,
        keys=Passkey.objects.filter(user=request.user),
        options=passkeys.options_to_add(request),
        trouble=trouble,
        has_authenticator=factor.has_authenticator(request.user),
        size=size,
        path=path,
        secret=factor.secret_of(device),
        is_on=factor.has_factor(request.user),
        is_required=factor.is_required_of(request.user),
        next=_next(request),
    )


@never_cache
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Take a new passkey into use; with the first factor come the recovery codes."""
    if not (request.user.is_authenticated and request.user.is_staff):
        return redirect(reverse("admin:login"))
    had = factor.has_factor(request.user)
    if had and not request.user.is_verified():
        return redirect(reverse("factor:code"))
    if request.method != "POST":
        return redirect(reverse("factor:set_up"))
    try:
        key = passkeys.add(request, request.POST.get("credential", ""), one_line(request.POST.get("name", "")))
    except passkeys.PasskeyRefused as refused:
        AuditRecord.write(Kind.FACTOR_FAILED, user=request.user, detail="パスキーの追加", address=address_of(request))
        return _set_up_page(request, CodeForm(), trouble=str(refused))
    AuditRecord.write(
        Kind.FACTOR, user=request.user, detail=f"パスキー「{key.name}」の追加", address=address_of(request)
    )
    if had:
        messages.success(request, f"パスキー「{key.name}」を追加しました。")
        return redirect(reverse("factor:set_up"))
    django_otp.login(request, key)
    request.session[FACTOR_NEEDED] = True
    codes = factor.new_recovery_codes(request.user)
    return _page(request, "admin/factor/recovery.html", "予備のコード", codes=codes, next=_next(request))


@never_cache
def remove_passkey(request: HttpRequest, number: int) -> HttpResponse:
    """Take a passkey out of use, but not the last factor of somebody who must have one."""
    if request.method != "POST" or not request.user.is_authenticated or not request.user.is_verified():
        raise PermissionDenied
    key = get_object_or_404(Passkey, pk=number, user=request.user)
    is_last = (
        not factor.has_authenticator(request.user)
        and not Passkey.objects.filter(user=request.user).exclude(pk=key.pk).exists()
    )
    if is_last and factor.is_required_of(request.user):
        messages.error(request, "承認する人の最後の二要素認証は外せません。先に、別のものを追加してください。")
        return redirect(reverse("factor:set_up"))
    if not is_last and request.user.otp_device == key:
        # Whoever came in by this one has come in, and stays in by another.
        others = (device for device in django_otp.devices_for_user(request.user) if device != key)
        django_otp.login(request, next(others))
    key.delete()
    AuditRecord.write(
        Kind.FACTOR, user=request.user, detail=f"パスキー「{key.name}」の解除", address=address_of(request)
    )
    if is_last:
        factor.remove(request.user)
        request.session[FACTOR_NEEDED] = False
    messages.success(request, f"パスキー「{key.name}」を外しました。")
    return redirect(reverse("factor:set_up"))


@never_cache
def turn_off(request: HttpRequest) -> HttpResponse:
    """Do without the second factor again, where the site does not ask for it."""
    if request.method != "POST" or not request.user.is_authenticated or not request.user.is_verified():
        raise PermissionDenied
    if factor.is_required_of(request.user):
        raise PermissionDenied("承認する人の二要素認証は、このサイトでは外せません。")
    factor.remove(request.user)
    request.session[FACTOR_NEEDED] = False
    AuditRecord.write(Kind.FACTOR, user=request.user, detail="解除", address=address_of(request))
    messages.success(request, "二要素認証を解除しました。")
    return redirect(reverse("admin:index"))


def _page(request: HttpRequest, template: str, title: str, **context) -> TemplateResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **context})


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if own else reverse("admin:index")
