import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from lysning.operations.collecting import collect_between_requests
from lysning.operations.orphans import end_when_orphaned
from lysning.operations.warming import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lysning.settings.production")
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)
if "LYSNING_WARM_UP" in os.environ:
    warm_up(application, settings.WARM_UP, base_url=settings.BASE_URL)
collect_between_requests()
if "LYSNING_END_WITH_PARENT" in os.environ:
    end_when_orphaned()
