"""Addresses of the second factor, under the admin's own; the code's lies below the login, where forms expect one."""

from django.urls import path

from bureau.accounts import views

app_name = "factor"

urlpatterns = [
    path("login/code/", views.code, name="code"),
    path("login/passkey/", views.passkey, name="passkey"),
    path("second-factor/", views.set_up, name="set_up"),
    path("second-factor/off/", views.turn_off, name="turn_off"),
    path("second-factor/passkeys/", views.add_passkey, name="add_passkey"),
    path("second-factor/passkeys/<int:number>/remove/", views.remove_passkey, name="remove_passkey"),
]
