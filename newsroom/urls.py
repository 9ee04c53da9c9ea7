"""The URL root: French at ``/``, English at ``/en/``."""

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

if apps.is_installed("procrastinate.contrib.django"):
    # What it carries says nothing to people; jobs do.
    admin.site.unregister(apps.get_model("procrastinate", "ProcrastinateJob"))

urlpatterns = i18n_patterns(
    path("admin/", admin.site.urls),
    path("", include("articles.web.urls")),
    prefix_default_language=False,
)

handler400 = "articles.web.errors.bad_request"
handler403 = "articles.web.errors.forbidden"
handler404 = "articles.web.errors.not_found"
handler500 = "articles.web.errors.server_error"
