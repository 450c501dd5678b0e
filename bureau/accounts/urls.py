"""Addresses of the second factor, under the admin's own; the code's lies below the login, where forms expect one."""

from django.urls import path

from bureau.accounts import passkey_views, views

app_name = "factor"

urlpatterns = [
    path("login/code/", views.code, name="code"),
    path("login/passkey/", passkey_views.sign, name="passkey"),
    path("login/passkey/options/", passkey_views.options_to_sign, name="passkey_options"),
    path("second-factor/", views.set_up, name="set_up"),
    path("second-factor/off/", views.turn_off, name="turn_off"),
    path("second-factor/passkeys/", passkey_views.add, name="add_passkey"),
    path("second-factor/passkeys/options/", passkey_views.options_to_add, name="add_passkey_options"),
    path("second-factor/passkeys/<int:number>/remove/", passkey_views.remove, name="remove_passkey"),
]
