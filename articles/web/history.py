"""Who did what and when, for the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from articles.models import Act, ActQuerySet, Article, Country, Question, Ruling, Verb, Verdict
from articles.web.article import whole_number

PER_PAGE = 25
SOFTWARE = "software"


@dataclass(frozen=True, slots=True)
class Row:
    """An act as the desk tells it: ``what`` in the reader's language, with ``words`` of the article, if any."""

    act: Act
    what: str
    words: str
    language: str

    @property
    def is_by_software(self) -> bool:
        return not self.act.name

    @property
    def account_is_gone(self) -> bool:
        return bool(self.act.name) and self.act.by_id is None

    @property
    def who(self) -> str:
        """The name that the account has now, or had."""
        return self.act.by.get_username() if self.act.by else self.act.name


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer of the article's, in the reader's language."""

    ruling: Ruling
    words: str


@require_safe
@login_required
@permission_required("articles.add_article", raise_exception=True)
def history(request: HttpRequest) -> HttpResponse:
    acts, person, verb = Act.objects.newest_first(), request.GET.get("by", ""), request.GET.get("verb", "")
    if verb in Verb.values:
        acts = acts.filter(verb=verb)
    page = Paginator(_of(acts, person), PER_PAGE).get_page(request.GET.get("page"))
    people = get_user_model().objects.filter(Exists(Act.objects.filter(by=OuterRef("pk"))))
    context = {
        "page": page,
        "rows": told(page.object_list),
        "people": people.order_by("username"),
        "verbs": Verb.choices,
        "person": person,
        "verb": verb,
        "is_filtered": bool(person or verb),
    }
    return render(request, "articles/history.html", context)


def _of(acts: ActQuerySet, person: str) -> ActQuerySet:
    if person == SOFTWARE:
        return acts.by_software()
    return acts.filter(by=whole_number(person)) if person else acts


def told(acts: Iterable[Act]) -> list[Row]:
    """Return acts as rows; one query more than theirs, if any names a country."""
    acts = list(acts)
    codes = {code for act in acts if isinstance(code := act.detail.get("country"), str) and code}
    countries = Country.objects.in_bulk(codes) if codes else {}
    return [
        Row(act, _what(act, countries), act.detail.get("surface") or "", act.detail.get("language") or "")
        for act in acts
    ]


def answered(rulings: Iterable[Ruling]) -> list[Answered]:
    """Return the answers as the page of their article lists them."""
    found = []
    for ruling in rulings:
        meant = ruling.entity.display_name if ruling.entity else ruling.country.name if ruling.country else ""
        found.append(Answered(ruling, answer_in_words(ruling.question, ruling.verdict, meant)))
    return found


def _what(act: Act, countries: dict[str, Country]) -> str:
    """Return what more there is to tell than the verb does."""
    detail: dict[str, Any] = act.detail
    match act.verb:
        case Verb.ADDED:
            return _status(detail.get("status"))
        case Verb.REVISED:
            return gettext("version %(number)s") % {"number": detail.get("number", "")}
        case Verb.EDITED:
            names = {field.name: field.verbose_name for field in Article._meta.concrete_fields}
            return ", ".join(str(names[name]) for name in detail.get("fields", ()) if name in names)
        case Verb.MOVED | Verb.PUBLISHED | Verb.WITHDRAWN | Verb.RESTORED:
            return f"{_status(detail.get('from'))} → {_status(detail.get('to'))}"
        case Verb.ANSWERED | Verb.REOPENED:
            country = countries.get(detail.get("country") or "")
            meant = country.name if country else detail.get("meant") or ""
            return answer_in_words(detail.get("question", ""), detail.get("verdict", ""), meant)
    return ""


def _status(value: object) -> str:
    return str(Article.Status(value).label) if value in Article.Status.values else ""


def answer_in_words(question: str, verdict: str, meant: str) -> str:
    """Return what an editor answered; ``meant`` is the name of the entity or the country."""
    match question, verdict:
        case _, Verdict.NO_NAME:
            return gettext("not a name")
        case _, Verdict.LEFT:
            return gettext("left as it is")
        case Question.SAME, Verdict.OTHER:
            return gettext("another person")
        case Question.COUNTRY, Verdict.OTHER:
            return gettext("not %(country)s") % {"country": meant}
        case Question.NAME, Verdict.IS:
            return gettext("a name")
    return meant
