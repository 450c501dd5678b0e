"""The addresses of passkeys: what the browser asks with, the answer at the login, adding one and taking one away."""

import django_otp
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bureau.accounts import factor, passkeys
from bureau.accounts.address import address_of
from bureau.accounts.again import PasswordForm
from bureau.accounts.sessions import FACTOR_NEEDED
from bureau.accounts.views import CodeForm, code_page, next_place, page, password_page, set_up_page
from bureau.models import AuditRecord, Passkey
from bureau.text import one_line

Kind = AuditRecord.Kind
_JSON = "application/json"


@never_cache
@require_POST
def options_to_sign(request: HttpRequest) -> HttpResponse:
    """What the browser asks a passkey with at the login; the challenge begins now, not when the page was opened."""
    if not request.user.is_authenticated or not passkeys.has_passkey(request.user):
        raise PermissionDenied
    return HttpResponse(passkeys.options_to_sign(request), content_type=_JSON)


@never_cache
@require_POST
def options_to_add(request: HttpRequest) -> HttpResponse:
    """What the browser makes a new passkey from."""
    if not _may_add(request):
        raise PermissionDenied
    return HttpResponse(passkeys.options_to_add(request), content_type=_JSON)


@never_cache
def sign(request: HttpRequest) -> HttpResponse:
    """Take the answer of a passkey in place of a code."""
    if not request.user.is_authenticated:
        return redirect(reverse("admin:login"))
    if request.method != "POST" or request.user.is_verified():
        return redirect(reverse("factor:code"))
    factor.shorten_waiting(request.user)
    try:
        key = passkeys.check(request, request.POST.get("credential", ""))
    except passkeys.PasskeyRefused as refused:
        AuditRecord.write(Kind.FACTOR_FAILED, user=request.user, detail="パスキー", address=address_of(request))
        return code_page(request, CodeForm(), trouble=str(refused))
    django_otp.login(request, key)
    return HttpResponseRedirect(next_place(request))


@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """Take a new passkey into use; with the first factor come the recovery codes."""
    if not (request.user.is_authenticated and request.user.is_staff):
        return redirect(reverse("admin:login"))
    if not _may_add(request):
        return redirect(reverse("factor:code"))
    if request.method != "POST":
        return redirect(reverse("factor:set_up"))
    had = factor.has_factor(request.user)
    try:
        key = passkeys.add(request, request.POST.get("credential", ""), one_line(request.POST.get("name", "")))
    except passkeys.PasskeyRefused as refused:
        AuditRecord.write(Kind.FACTOR_FAILED, user=request.user, detail="パスキーの追加", address=address_of(request))
        return set_up_page(request, CodeForm(), trouble=str(refused))
    AuditRecord.write(
        Kind.FACTOR, user=request.user, detail=f"パスキー「{key.name}」の追加", address=address_of(request)
    )
    if had:
        messages.success(request, f"パスキー「{key.name}」を追加しました。")
        return redirect(reverse("factor:set_up"))
    django_otp.login(request, key)
    request.session[FACTOR_NEEDED] = True
    codes = factor.new_recovery_codes(request.user)
    return page(request, "admin/factor/recovery.html", "予備のコード", codes=codes, next=next_place(request))


def _may_add(request: HttpRequest) -> bool:
    """Staff who owe no factor: nobody adds one of their own to somebody else's."""
    is_staff = request.user.is_authenticated and request.user.is_staff
    return is_staff and (request.user.is_verified() or not factor.has_factor(request.user))


@never_cache
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take a passkey out of use, after the password, but not the last factor of somebody who must have one."""
    if not request.user.is_authenticated or not request.user.is_verified():
        raise PermissionDenied
    key = get_object_or_404(Passkey, pk=number, user=request.user)
    form = PasswordForm(request)
    if not form.is_given():
        told = f"パスキー「{key.name}」では、ログインできなくなります。"
        return password_page(request, form, f"パスキー「{key.name}」を外す", told)
    if _take_away(request, key):
        AuditRecord.write(
            Kind.FACTOR, user=request.user, detail=f"パスキー「{key.name}」の解除", address=address_of(request)
        )
        messages.success(request, f"パスキー「{key.name}」を外しました。")
    else:
        messages.error(request, "承認する人の最後の二要素認証は外せません。先に、別のものを追加してください。")
    return redirect(reverse("factor:set_up"))


@transaction.atomic
def _take_away(request: HttpRequest, key: Passkey) -> bool:
    """Remove ``key``; False where it is the last factor of somebody who must have one."""
    # One at a time: of two removals at one moment, each would count the other's passkey as left.
    User.objects.select_for_update().get(pk=request.user.pk)
    others = Passkey.objects.filter(user=request.user).exclude(pk=key.pk)
    is_last = not factor.has_authenticator(request.user) and not others.exists()
    if is_last and factor.is_required_of(request.user):
        return False
    if not is_last and request.user.otp_device == key:
        # Whoever came in by this one has come in, and stays in by another.
        left = (device for device in django_otp.devices_for_user(request.user) if device != key)
        django_otp.login(request, next(left))
    key.delete()
    if is_last:
        factor.remove(request.user)
        request.session[FACTOR_NEEDED] = False
    return True
