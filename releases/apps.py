from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "releases"
    verbose_name = "報道発表"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from releases.objects import checks  # noqa: F401 (registers what `check --deploy` asks)
