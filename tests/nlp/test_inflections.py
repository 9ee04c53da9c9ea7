import pytest

from articles.nlp.inflections import conjugated, forms


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("centrale", "fr", {"centrale", "centrales"}),
        ("nucléaire", "fr", {"nucléaire", "nucléaires"}),
        ("bateau", "fr", {"bateau", "bateaux"}),
        ("prix", "fr", {"prix"}),
        ("élu", "fr", {"élu", "élus", "élue", "élues"}),
        ("européen", "fr", {"européen", "européens", "européenne", "européennes"}),
        ("city", "en", {"city", "cities"}),
        ("bus", "en", {"bus"}),
        ("church", "en", {"church", "churches"}),
        ("policeman", "en", {"policeman", "policemen"}),
    ],
)
def test_numbers_and_genders(word, language, expected):
    assert forms(word, language) == expected


@pytest.mark.parametrize(
    ("verb", "language", "some", "never"),
    [
        ("négocier", "fr", {"négocie", "négociaient", "négociées"}, {"négociation"}),
        ("annoncer", "fr", {"annonça", "annonçait", "annonce"}, {"annonca"}),
        ("déployer", "fr", {"déploie", "déploient", "déployé"}, {"déploye"}),
        ("alléger", "fr", {"allège", "allégé", "allégeait"}, set()),
        ("finir", "fr", {"finissent", "finira", "fini"}, set()),
        ("deploy", "en", {"deploys", "deployed", "deploying"}, {"deploied"}),
        ("stop", "en", {"stopped", "stopping"}, set()),
        ("carry", "en", {"carried", "carries"}, {"carryed"}),
    ],
)
def test_verbs(verb, language, some, never):
    found = conjugated(verb, language)
    assert some <= found
    assert not never & found
