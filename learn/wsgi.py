"""The WSGI application, for gunicorn and its like."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "learn.settings")
application = get_wsgi_application()

# What is loaded by now stays as long as the process does. Else Python's collector looks through all of it whenever a
# page makes many objects: a large gradebook took a fifth longer.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
