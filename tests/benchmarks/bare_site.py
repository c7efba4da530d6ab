"""The least that Django can answer: one view, no middleware, no database. Run by gunicorn as the site is."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def view(request: HttpRequest) -> HttpResponse:
    """Reads the form, as an answer's view must, and says where to go on."""
    return HttpResponse(status=302, headers={"Location": request.POST["next"], "Content-Length": "0"})


urlpatterns = [path("study/answer/", view)]

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=[], SECRET_KEY="of no use here")
application = get_wsgi_application()
