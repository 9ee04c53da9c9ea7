"""An editor's answers to the open points of an article."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext

from articles.ingest import answering
from articles.models import Article, Country, Entity, Question, Ruling, Verdict
from articles.web.article import whole_number
from articles.web.doubts import Point, countries_meant_by, open_points, words_of
from articles.web.redirecting import act_on_article, see_other
from articles.web.review import gone_is_404

SURFACE_MOST = 300
# What may be answered beside a candidate or a country.
_VERDICTS = {
    Question.WHO: {Verdict.NO_NAME, Verdict.LEFT},
    Question.SAME: {Verdict.NO_NAME, Verdict.OTHER},
    Question.NAME: {Verdict.IS, Verdict.NO_NAME, Verdict.LEFT},
    Question.COUNTRY: {Verdict.IS, Verdict.OTHER, Verdict.LEFT},
    Question.WHERE: {Verdict.LEFT},
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a form says: a verdict, and whom or what it names."""

    verdict: Verdict
    entity: Entity | None = None
    country: Country | None = None


@act_on_article
@login_required
@permission_required("articles.change_article", raise_exception=True)
@gone_is_404()
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the answer to one point; what is no answer to an open one changes nothing, and the page says so."""
    article = get_object_or_404(Article, pk=pk)
    point = _asked(article, request)
    choice = point and _chosen(article, point, request)
    if point and choice:
        _store(request, article, point, choice)
    elif point:
        messages.error(request, gettext("Choose one of the answers."))
    else:
        messages.warning(request, gettext("This point is not open any more."))
    return see_other(f"{reverse('review', args=[pk])}#points")


@act_on_article
@login_required
@permission_required("articles.change_article", raise_exception=True)
def ask_again(request: HttpRequest, pk: int, ruling: int) -> HttpResponse:
    """Take an answer back."""
    article = get_object_or_404(Article.objects.defer("text"), pk=pk)
    found = Ruling.objects.filter(article=article, pk=ruling).first()
    if found and answering.take_back(found, by=request.user):
        messages.success(request, gettext("The answer is taken back."))
    else:
        messages.warning(request, gettext("This answer had been taken back already."))
    return see_other(f"{reverse('review', args=[pk])}#points")


def _asked(article: Article, request: HttpRequest) -> Point | None:
    asked = request.POST.get("question"), request.POST.get("subject")
    points = open_points([article]).get(article.pk, [])
    given = next((p for p in points if (p.question.value, p.subject) == asked), None)
    return given or _answered(article, *asked, chosen=_number(request))


def _answered(article: Article, question: str | None, subject: str | None, *, chosen: int) -> Point | None:
    """The point of an answer that is there already: a second editor is told so, whoever is chosen now."""
    if question not in Question.values or not subject or "\x00" in subject:
        return None
    first = Ruling.objects.filter(article=article, question=question, subject=subject).first()
    if first is None:
        return None
    return Point(Question(question), subject, first.surface, (), country=first.country, candidates=(chosen,))


def _chosen(article: Article, point: Point, request: HttpRequest) -> Choice | None:
    """Return what the form says, if it is an answer to ``point``."""
    choice = request.POST.get("choice", "")
    if pk := _number(request):
        entity = Entity.objects.filter(pk=pk).first() if pk in point.candidates else None
        return Choice(Verdict.IS, entity=entity) if entity else None
    if choice.startswith("in-") and choice[3:] in countries_meant_by(article, point):
        country = Country.objects.filter(pk=choice[3:]).first()
        return Choice(Verdict.IS, country=country) if country else None
    if choice == "in" and point.is_where:
        code = request.POST.get("country", "")
        country = Country.objects.filter(pk=code).first() if code.isalpha() else None
        return Choice(Verdict.IS, country=country) if country else None
    return Choice(Verdict(choice)) if choice in _VERDICTS[point.question] else None


def _number(request: HttpRequest) -> int:
    """The entity that is chosen, « is-7 »; 0 if none is."""
    said, _, number = request.POST.get("choice", "").partition("-")
    return whole_number(number) if said == "is" else 0


def _store(request: HttpRequest, article: Article, point: Point, choice: Choice) -> None:
    try:
        answering.answer(
            article,
            point.question,
            point.subject,
            choice.verdict,
            surface=words_of(article, point)[:SURFACE_MOST],
            entity=choice.entity,
            country=choice.country or point.country,
            by=request.user,
        )
    except answering.AnsweredAlready as error:
        by = error.ruling.by
        text = gettext("%(name)s had answered this already.") if by else gettext("This had been answered already.")
        messages.warning(request, text % {"name": by.get_username() if by else ""})
    except Entity.DoesNotExist:
        messages.warning(request, gettext("This point is not open any more."))
    else:
        messages.success(request, gettext("Noted."))
