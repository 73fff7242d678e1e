"""The project as an app: template tags and the pages that read across apps."""

from django.apps import AppConfig


class KamConfig(AppConfig):
    name = "kam"
    verbose_name = "KAM"

    def ready(self) -> None:
        from kam import celery, checks  # noqa: F401  # tasks of every app use this application
