"""The URL root: French at ``/``, English at ``/en/``."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = i18n_patterns(
    path("admin/", admin.site.urls),
    path("", include("articles.web.urls")),
    prefix_default_language=False,
)

handler400 = "articles.web.errors.bad_request"
handler403 = "articles.web.errors.forbidden"
handler404 = "articles.web.errors.not_found"
handler500 = "articles.web.errors.server_error"
