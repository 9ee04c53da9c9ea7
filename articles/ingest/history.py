"""Writing down who did what: called by the functions that do it, within their transactions."""

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import AbstractBaseUser

from articles.models import Act, Article, Verb

Person = AbstractBaseUser | None
"""Who does something; None is the software itself."""


def record(article: Article, verb: Verb, *, by: Person = None, together: str = "", **detail: object) -> Act:
    """Note that ``by`` did ``verb`` to ``article``; of an article that is removed, its title is all that stays.

    ``detail`` holds what JSON can; ``together`` is the token of all that was done at once.
    """
    act = _act(article, verb, by, together, detail)
    act.save(force_insert=True)
    return act


def record_all(done: Iterable[tuple[Article, Verb, Person, Mapping[str, object]]]) -> None:
    """Note several acts as ``record`` does, in one go: each the article, the verb, who did it, and the detail."""
    Act.objects.bulk_create(_act(article, verb, by, "", detail) for article, verb, by, detail in done)


def _act(article: Article, verb: Verb, by: Person, together: str, detail: Mapping[str, object]) -> Act:
    return Act(
        article=None if verb == Verb.DISCARDED else article,
        title=article.title,
        verb=verb,
        by=by,
        name=by.get_username() if by else "",
        together=together,
        detail={"language": article.language, **detail},
    )
