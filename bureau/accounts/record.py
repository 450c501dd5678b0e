"""Writes down logins as Django and axes tell of them: by signal, for there is no call of ours in their way."""

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils import timezone

from bureau.accounts.address import address_of
from bureau.accounts.factor import has_factor
from bureau.accounts.guessing import forget, welcome
from bureau.accounts.sessions import BEGAN, FACTOR_NEEDED
from bureau.models import AuditRecord


@receiver(user_logged_in)
def note_login(sender, request, user, **kwargs):
    request.session[BEGAN] = timezone.now().timestamp()
    request.session[FACTOR_NEEDED] = has_factor(user)
    welcome(request, user.get_username())
    AuditRecord.write(AuditRecord.Kind.LOGIN, user=user, address=address_of(request))


@receiver(user_logged_out)
def note_logout(sender, request, user, **kwargs):
    if user is not None:
        expired = getattr(request, "is_expired", False)
        kind = AuditRecord.Kind.EXPIRED if expired else AuditRecord.Kind.LOGOUT
        AuditRecord.write(kind, user=user, address=address_of(request))


@receiver(user_login_failed)
def note_failure(sender, credentials, request=None, **kwargs):
    address = address_of(request) if request else None
    AuditRecord.write(AuditRecord.Kind.FAILED, name=str(credentials.get("username", "")), address=address)


@receiver(user_locked_out)
def note_lock(sender, request, username, ip_address, **kwargs):
    AuditRecord.write(AuditRecord.Kind.LOCKED, name=str(username or ""), address=address_of(request))


class PasswordChanges:
    """A password validator that refuses nothing and writes changes down."""

    def validate(self, password, user=None):
        """Any password will do, as far as this one is concerned."""

    def get_help_text(self):
        return ""

    def password_changed(self, password, user=None):
        if user is not None and user.pk:
            forget(user.get_username())
            AuditRecord.write(AuditRecord.Kind.PASSWORD, user=user)
