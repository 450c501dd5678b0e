import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bureau.settings")
_django = get_wsgi_application()
# By name: the project's package knows its settings, not its apps.
application = import_string("releases.delivery.gate.Gate")(_django)
