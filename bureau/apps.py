from django.apps import AppConfig


class BureauConfig(AppConfig):
    name = "bureau"
    verbose_name = "局の情報"
    default_auto_field = "django.db.models.BigAutoField"
