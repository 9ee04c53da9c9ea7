"""Server time and query counts of pages, by Django's test client; once more with three times the articles."""

from benchmarks.archive import filled, multiplied, wake_django
from benchmarks.measuring import machine, median, show

WARM, REPEATS = 5, 30
TIMES = 3


def main() -> None:
    wake_django()
    rows = []
    articles = filled()
    first = measure()
    more = multiplied(TIMES)
    second = measure()
    for name, (milliseconds, queries, size) in first.items():
        slower, queries_then, _ = second[name]
        constant = "yes" if queries == queries_then else "NO"
        rows.append((name, milliseconds, queries, size / 1024, slower, queries_then, constant))
    show(
        f"Pages for readers, median of {REPEATS} requests, {articles} and then {more} articles",
        ("page", "ms", "queries", "KB", f"ms at ×{TIMES}", f"queries at ×{TIMES}", "constant"),
        rows,
    )


def measure() -> dict[str, tuple[float, int, int]]:
    """Milliseconds, queries and bytes of each page."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    found = {}
    for name, address in addresses().items():
        answer = client.get(address)
        if answer.status_code != 200:
            found[f"{name} ({answer.status_code})"] = (0.0, 0, 0)
            continue
        calls = [lambda address=address: client.get(address)] * (WARM + REPEATS)
        milliseconds = 1000 * median(calls, warm=WARM)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        found[name] = (milliseconds, len(queries), len(answer.content))
    return found


def addresses() -> dict[str, str]:
    """The pages: the same ones however many articles there are."""
    from articles.models import Article, Country, Entity, Topic

    samples = Article.objects.filter(sample=True)
    entity = Entity.objects.filter(kind="person").most_named().first()
    article = samples.filter(mentions__entity=entity).order_by("pk").first() or samples.first()
    country = Country.objects.with_article_counts().order_by("-articles", "code").first()
    topic = Topic.objects.with_article_counts().first()
    assert entity is not None
    assert article is not None
    assert country is not None
    assert topic is not None
    return {
        "list": "/",
        "list, searched and filtered": f"/?q=nucl%C3%A9aire&country={country.code}&topic={topic.slug}",
        "list in English": "/en/",
        "article": article.get_absolute_url(),
        "card of an entity": f"/entities/{entity.pk}/card/?article={article.pk}",
        "entity": entity.get_absolute_url(),
        "country": country.get_absolute_url(),
        "topic": topic.get_absolute_url(),
        "all entities": "/entities/",
        "all countries": "/countries/",
        "all topics": "/topics/",
    }


if __name__ == "__main__":
    print(machine())
    main()
