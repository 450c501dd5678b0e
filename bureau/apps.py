from django.apps import AppConfig


class BureauConfig(AppConfig):
    name = "bureau"
    verbose_name = "局の情報"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from bureau.accounts import record  # noqa: F401 (its receivers hear of logins)
