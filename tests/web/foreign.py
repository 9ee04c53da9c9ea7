"""An archive in alphabets that no interface is written in: whatever a page shows in Latin letters is its own.

Each language of the texts has its alphabet, and names one more: so a page also shows in which language a text is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from articles.extract import Problem
from articles.fetch import Reason
from articles.ingest import answering, complaints, history, invitations
from articles.ingest.refusals import Mishap
from articles.ingest.reports import report
from articles.models import (
    Act,
    Appearance,
    Article,
    ArticleCountry,
    ArticleTopic,
    Batch,
    Country,
    Deposit,
    Entity,
    Feed,
    Invitation,
    Job,
    Kind,
    Mention,
    Question,
    Report,
    ReportReason,
    Ruling,
    Source,
    Story,
    Topic,
    Verb,
    Verdict,
)
from articles.text.normalise import fold
from tests.web import archive

NAMES, FRENCH, ENGLISH, GERMAN, UNKNOWN = "ა", "ա", "ሀ", "Ꭰ", "ᐁ"
ALPHABETS = {"fr": FRENCH, "en": ENGLISH, "de": GERMAN, "und": UNKNOWN}
PASSWORD = "correct horse battery"
COMMON = 22


def spell(words: str, alphabet: str = NAMES) -> str:
    """Return ``words`` in another alphabet, letter for letter.

    >>> spell("Abc 1")
    'აბგ 1'
    """
    return "".join(chr(ord(alphabet) + ord(c) - 97) if "a" <= c <= "z" else c for c in fold(words))


@dataclass(frozen=True, slots=True)
class Foreign:
    """What the samples of ``tests.web.pages`` need to know of the archive."""

    french: Article
    english: Article
    german: Article
    unknown: Article
    unread: Article
    told: Article
    drafts: dict[str, Article]
    person: Entity
    surname: Entity
    place: Entity
    organisation: Entity
    country: Entity
    rare: Entity
    newcomer: Entity
    faint: Entity
    reports: list[Report]
    rulings: list[Ruling]
    feeds: dict[str, Feed]
    imports: list[Batch]

    @property
    def retried(self) -> int:
        """A deposit that failed, without an article."""
        return self.imports[0].deposits.filter(problem=Problem.EMPTY).values_list("pk", flat=True)[0]


def fill() -> Foreign:
    """Store articles in three languages, and drafts in every state."""
    person = _person("Ada Byron", country_id="KZ")
    _person("Zoe Byron")
    surname = archive.entity(spell("Byron"))
    place = archive.entity(spell("Springfield"), Kind.PLACE, name_en=spell("Spring Field"))
    organisation = archive.entity(spell("Guild"), Kind.ORGANISATION)
    country = archive.entity(spell("Kazakhstan"), Kind.PLACE, country_id="KZ", is_country=True)
    rare = archive.entity(spell("Hapax"))
    newcomer, faint = archive.entity(spell("Eve Byron")), archive.entity(spell("Whatsit"))
    main = [person, surname, place, organisation, country]
    others = Entity.objects.bulk_create(
        Entity(key=f"person/{n}", kind=Kind.PERSON, name=spell(f"Extra {n}"), sort_name=f"extra {n}")
        for n in range(150)
    )
    found = Foreign(
        french=_article("fr", [*main, rare, *others[:8]], standfirst=spell("Why it matters", FRENCH)),
        english=_article("en", main),
        german=_article("de", []),
        unknown=_article("und", []),
        unread=_article("fr", []),
        told=_story(),
        drafts={
            **{state: _article("en", [person], status=archive.DRAFT) for state in ("ready", "waiting", "failed")},
            "doubtful": _article("en", [surname, newcomer, faint], status=archive.REVIEW),
            "nowhere": _article("fr", [place], status=archive.REVIEW),
            "proposed": _article("fr", [person], status=archive.DRAFT),
            "late": _article("en", [place], status=archive.DRAFT),
        },
        person=person,
        surname=surname,
        place=place,
        organisation=organisation,
        country=country,
        rare=rare,
        newcomer=newcomer,
        faint=faint,
        reports=[],
        rulings=[],
        feeds=_feeds(),
        imports=[],
    )
    for _ in range(COMMON):
        _article("en", [person, place])
    _register(others)
    _copies(found)
    _revisions(found)
    found.reports.extend(_reports(found.french, person))
    found.imports.extend(_imports(found))
    found.french.revisions.update(batch=found.imports[0])
    Mention.objects.filter(entity=surname).update(certainty="several")
    found.person.introductions.create(article=found.french, short=fold(surname.name))
    _doubts(found)
    _proposals(found)
    found.rulings.extend(_rulings(found))
    waiting, failed = found.drafts["waiting"], found.drafts["failed"]
    unread = [each.pk for each in (found.german, found.unknown, found.unread, waiting, failed)]
    Article.objects.filter(pk__in=unread).update(annotation_version="")
    Article.objects.filter(pk=failed.pk).update(annotation_failures=1, annotation_retry_at=timezone.now())
    Article.objects.filter(language="en").update(sample=True)
    ArticleTopic.objects.filter(article__language="fr").update(evidence=[spell("gas", FRENCH), spell("oil", FRENCH)])
    ArticleTopic.objects.filter(article__language="en").update(evidence=[spell("gas", ENGLISH)])
    for naming in ArticleCountry.objects.filter(country="FR").select_related("article"):
        second = naming.article.text.index("\n\n") + 2
        naming.evidence = [[second, second + 3]]
        naming.save()
    archive.shelve()
    return found


def account(name: str, role: str = "") -> User:
    """Make an account with a foreign name; without a role it may read, and no more."""
    if not role:
        return User.objects.create_user(spell(name), password=PASSWORD)
    invitation = invitations.find_open(invitations.invite(role))
    assert invitation
    return invitations.accept(invitation, spell(name), PASSWORD)


EDITOR, ADMINISTRATOR = Invitation.Role.EDITOR, Invitation.Role.ADMINISTRATOR


def rename_reference() -> None:
    """Give countries and topics the names that tell their language."""
    for model in (Country, Topic):
        rows = list(model.objects.all())
        for row in rows:
            row.name_fr, row.name_en = spell(row.name_fr, FRENCH), spell(row.name_en, ENGLISH)
        model.objects.bulk_update(rows, ["name_fr", "name_en"])


def _person(name: str, **columns: object) -> Entity:
    return archive.entity(
        spell(name),
        aliases=[spell(f"Lady {name}")],
        description_fr=spell("mathematician", FRENCH),
        description_en=spell("mathematician", ENGLISH),
        **columns,
    )


def _story() -> Article:
    """Store three articles that tell of the same, in either language; return the middle one."""
    heroes = [archive.entity(spell(name)) for name in ("Romeo", "Juliet")]
    return [_article(language, heroes) for language in ("fr", "en", "fr")][1]


def _reports(reported: Article, person: Entity) -> list[Report]:
    """Store what readers may say: of a mark, twice, of words that are marked by now, have changed, or are not there."""
    mention = reported.mentions.filter(entity=person)[0]
    span, comment = (mention.start, mention.end), spell("Not she.")
    made = [
        report(reported, reason=ReportReason.IDENTITY, span=span, comment=comment),
        report(reported, reason=ReportReason.MISSED, words=mention.surface),
        report(reported, reason=ReportReason.TYPE, span=span),
        report(reported, reason=ReportReason.BORDERS, span=(0, 3)),
        report(reported, reason=ReportReason.MISSED, words=spell("Nowhere in it")),
        report(reported, reason=ReportReason.COUNTRY, comment=comment),
        report(reported, reason=ReportReason.IDENTITY, span=span, comment=spell("But her sister.")),
    ]
    Report.objects.filter(pk=made[2].pk).update(surface=spell("Other words"))
    return made


def _copies(found: Foreign) -> None:
    """Let three articles be nearly the same text, one of them known to have stood elsewhere too."""
    copies = [found.french, *Article.objects.filter(language="en", title__contains=spell("2", ENGLISH))[:2]]
    Article.objects.filter(pk__in=[each.pk for each in copies]).update(story=Story.objects.create(lead=found.french))
    source = Source.objects.create(name=spell("Another paper"))
    for number in range(6):
        Appearance.objects.create(
            article=found.french,
            source=source,
            url=f"https://example.org/{number}",
            address=str(number),
            published_at=timezone.now() if number % 2 else None,
        )


def _revisions(found: Foreign) -> None:
    """Let an article have changed: a little, with other names, and much."""
    article, text = found.french, found.french.text
    told = {
        "title": spell("An older title", FRENCH),
        "standfirst": article.standfirst,
        "content_hash": "",
        "published": True,
    }
    sentence, paragraph = text.split("\n\n")[:2]
    for number, (said, named, countries) in enumerate(
        (
            (" ".join(f"{spell('Old', FRENCH)} {n}.\n" for n in range(500)), None, None),
            (f"{sentence}\n\n{spell('A sentence that went.', FRENCH)}", {str(found.surname.pk): 1}, {"KZ": 1, "AQ": 1}),
            (f"{sentence.replace(' ', '  ', 1)}\n\n{paragraph}", {str(found.person.pk): 1}, {"FR": 1}),
        ),
        start=1,
    ):
        article.revisions.create(
            number=number, text=said, names=named, countries=countries, unplaced=[spell("Lost")], **told
        )


def _doubts(found: Foreign) -> None:
    """Let a draft leave every kind of question open; another one only that of its country."""
    doubtful, nowhere = found.drafts["doubtful"], found.drafts["nowhere"]
    doubtful.mentions.filter(entity=found.faint).update(confidence=0.3)
    doubtful.introductions.create(entity=found.newcomer, short=fold(found.surname.name))
    for country in doubtful.article_countries.all():
        country.sure, country.evidence = False, [[0, 3]]
        country.save()
    nowhere.article_countries.all().delete()


def _proposals(found: Foreign) -> None:
    """Let two drafts be new texts of articles, one of which was withdrawn, and both nearly the same text."""
    proposed, late = found.drafts["proposed"], found.drafts["late"]
    Article.objects.filter(pk=proposed.pk).update(revises=found.french)
    Article.objects.filter(pk=late.pk).update(revises=found.drafts["ready"])
    Article.objects.filter(pk__in=[proposed.pk, late.pk]).update(story=Story.objects.create())


def _rulings(found: Foreign) -> list[Ruling]:
    """Store an answer of each kind, by nobody any more, and what an account that is gone did."""
    said = [
        (Question.WHO, Verdict.IS, found.person, None),
        (Question.WHO, Verdict.LEFT, None, None),
        (Question.SAME, Verdict.OTHER, None, None),
        (Question.NAME, Verdict.IS, None, None),
        (Question.NAME, Verdict.NO_NAME, None, None),
        (Question.COUNTRY, Verdict.IS, None, Country.objects.get(pk="FR")),
        (Question.COUNTRY, Verdict.OTHER, None, Country.objects.get(pk="AQ")),
    ]
    rulings = [
        answering.answer(
            found.german,
            question,
            f"{number}",
            verdict,
            surface=spell("Words", GERMAN) if country is None else "",
            entity=entity,
            country=country,
        )
        for number, (question, verdict, entity, country) in enumerate(said)
    ]
    history.record(found.german, Verb.REOPENED, **{"question": "who", "verdict": "left", "surface": ""})
    history.record(found.german, Verb.EDITED, fields=["title", "source", "published_at"])
    gone = history.record(found.german, Verb.DISCARDED)
    Act.objects.filter(pk=gone.pk).update(name=spell("somebody"))
    return rulings


def _feeds() -> dict[str, Feed]:
    """Store a feed in every state, with each problem that there is, and what the one that is well has brought."""
    now, made = timezone.now(), {}
    ago = [now - timedelta(days=days) for days in range(3)]
    told = {"failures": 4, "polled_at": ago[1], "next_poll_at": now + timedelta(hours=3)}
    states = {
        "well": {
            "succeeded_at": ago[0],
            "source": Source.objects.create(name=spell("A source")),
            "folder": spell("A/B"),
        },
        "quiet": {"succeeded_at": ago[2], "site_url": "https://example.org/"},
        "asked": {},
        "running": {"succeeded_at": ago[2]},
        "new": {},
        "off": {"active": False, "succeeded_at": ago[1]},
        "never": {"active": False},
        "once": {"succeeded_at": ago[2], **told, "problem": Feed.STATUS, "detail": "500", "failures": 1},
        "crash": {"succeeded_at": ago[2], **told, "problem": Feed.CRASH, "failures": 0},
        **{problem: {**told, "problem": problem, "active": problem != Feed.GONE} for problem in complaints.SENTENCES},
        **{number: {**told, "problem": Feed.STATUS, "detail": number} for number in ("403", "404", "418", "429")},
        Feed.DAMAGED: {"succeeded_at": ago[1], "problem": Feed.DAMAGED},
    }
    for state, columns in states.items():
        waits = {"next_poll_at": now + timedelta(hours=1), **columns}
        title = spell(f"Feed {len(made)}") if columns else ""
        made[state] = Feed.objects.create(title=title, url=f"https://example.org/feed/{len(made)}", **waits)
    Job.objects.create(kind=Job.Kind.FEED, feed=made["asked"])
    Job.objects.create(kind=Job.Kind.FEED, feed=made["running"], state=Job.State.RUNNING)
    batch = Batch.objects.create(origin=Batch.Origin.FEED, feed=made["well"])
    article = _article("fr", [], status=archive.DRAFT)
    for state, became in (("done", article), ("known", article), ("failed", None), ("running", None)):
        Deposit.objects.create(batch=batch, name=spell("A piece"), state=state, article=became)
    return made


def _imports(found: Foreign) -> list[Batch]:
    """Store an import with deposits in every state and of every failure, and one from every other door."""
    state, stage = Deposit.State, Deposit.Stage
    feed = Feed.objects.create(url="https://example.org/feed", title=spell("A feed"))
    made = [Batch.objects.create(origin=origin) for origin in Batch.Origin if origin != Batch.Origin.FEED]
    made.append(Batch.objects.create(origin=Batch.Origin.FEED, feed=feed, status=archive.PUBLISHED))
    batch, *others = made
    for other in others:
        other.deposits.create(name="", article=found.english, state=state.DONE, stage=stage.INDEXED)
    seconds = {"read": 0.01, "extracted": 2.5, "annotated": 90, "linked": 4000}
    whole = batch.deposits.create(name=spell("container"), size=5_000_000, state=state.UNPACKED)
    failed = {"state": state.FAILED, "url": "https://example.org/x"}
    said = spell("said")
    remarked = f"pages 5 6\nenclosed 1 {said}\nnote 0 {said}"
    about = [
        {"state": state.DONE, "stage": stage.LINKED, "article": found.french, "seconds": seconds, "parent": whole},
        {"state": state.KNOWN, "article": found.english},
        {"state": state.RUNNING, "stage": stage.EXTRACTED, "article": found.unread, "size": 1200},
        {"state": state.DONE, "stage": stage.LINKED, "article": found.drafts["proposed"], "detail": remarked},
        {"state": state.CANCELLED},
        {**failed, "problem": Problem.UNKNOWN_FORMAT, "detail": "feed"},
        *({**failed, "problem": code, "detail": "404"} for code in (*Problem, *Reason, *Mishap)),
    ]
    for number, columns in enumerate(about):
        batch.deposits.create(**{"name": spell(f"file {number}"), **columns})
    waiting = batch.deposits.create(name=spell("last"))
    Job.objects.create(kind="deposit", deposit=waiting, attempts=1, run_after=timezone.now() - timedelta(hours=2))
    Deposit.objects.filter(state=state.DONE).update(changed_at=timezone.now())
    return made


def _register(named: list[Entity]) -> None:
    """Store an article that names many; the reading of its page would take long."""
    made = _article("fr", [])
    Mention.objects.bulk_create(
        Mention(article=made, entity=entity, start=n, end=n + 1, surface=spell("x"), origin="model", confidence=1)
        for n, entity in enumerate(named)
    )


def _article(language: str, named: Iterable[Entity], *, status: str = archive.PUBLISHED, **given: str) -> Article:
    """Store an article in ``language``; annotated by hand, with its names, countries and a topic with a part.

    The first name stands in it twice.
    """
    alphabet, number = ALPHABETS[language], Article.objects.count()
    names = {entity.name: entity for entity in named}
    text = "\n\n".join(
        (
            spell(f"Of text {number} this is the first sentence, and it is not a short one.", alphabet),
            spell("The second paragraph names someone:", alphabet) + " " + ", ".join(names) + ".",
            " ".join([*list(names)[:1], *[spell("Words that fill a line.", alphabet)] * 60]),
        )
    )
    about = {
        "title": spell(f"A title of number {number}", alphabet),
        "standfirst": "",
        "source": spell(f"Paper {number % 3}"),
        "author": spell("A writer"),
        "url": "https://example.org/" if language == "fr" else "",
    }
    made = archive.article(
        text,
        names,
        status=status,
        days=30 * number,
        about=["KZ", "FR"] if names else [],
        topics=["energy", "oil-gas"] if names else [],
        language=language,
        **{**about, **given},
    )
    if first := made.mentions.first():
        start = made.text.rindex(first.surface)
        Mention.objects.create(
            article=made,
            entity=first.entity,
            start=start,
            end=start + len(first.surface),
            surface=first.surface,
            origin="model",
            confidence=0.9,
        )
    return made
