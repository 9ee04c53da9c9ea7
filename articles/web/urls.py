"""Every address for readers; those of the desk are in ``staff_urls``."""

from django.urls import include, path, register_converter

from articles.web import about, article, browse, dossiers, indexes, pairs, quality, reporting, theme, versions
from articles.web.converters import Word

register_converter(Word, "word")

urlpatterns = [
    path("", browse.browse, name="browse"),
    path("articles/<int:pk>/<slug:slug>/", article.article, name="article"),
    path("articles/<int:pk>/<slug:slug>/report/", reporting.report, name="report"),
    path("articles/<int:pk>/<slug:slug>/versions/", versions.versions, name="versions"),
    path("entities/", indexes.entities, name="entities"),
    # Before the entity: no slug is "card".
    path("entities/<int:pk>/card/", article.entity_card, name="entity_card"),
    path("entities/<int:pk>/with/<int:other>/", pairs.entity_pair, name="entity_pair"),
    path("entities/<int:pk>/<slug:slug>/", dossiers.entity, name="entity"),
    path("entities/<int:pk>/<slug:slug>/mentions/", dossiers.mentions, name="mentions"),
    path("countries/", indexes.countries, name="countries"),
    path("countries/<word:code>/", dossiers.country, name="country"),
    path("countries/<word:code>/<word:other>/", pairs.country_pair, name="country_pair"),
    path("topics/", indexes.topics, name="topics"),
    path("topics/<slug:slug>/", dossiers.topic, name="topic"),
    path("about/", about.about, name="about"),
    path("about/quality/", quality.quality, name="quality"),
    path("theme/", theme.theme, name="theme"),
    path("robots.txt", about.robots, name="robots"),
    path("", include("articles.web.staff_urls")),
]
