"""A sample of every page, in every state: a new route gets a line here, or ``test_languages`` fails.

The archive is that of ``tests.web.foreign``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.admin import ModelAdmin, site
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, reverse
from django.utils import translation

from articles.ingest import invitations
from articles.ingest.reports import handle
from articles.models import Article, Entity
from articles.text.normalise import fold
from articles.web import errors, urls
from articles.web.accounts import ATTEMPTS
from articles.web.reporting import REPORTS
from newsroom import outages
from tests.web import foreign
from tests.web.foreign import ENGLISH, PASSWORD, Foreign, spell
from tests.web.seen import Seen

# Answers to programs.
MACHINES = {"robots", "write_feed_list"}
# Answers that a page takes into itself.
FRAGMENTS = {"entity_card"}
PARTS = FRAGMENTS | MACHINES
STRANGER, READER, EDITOR, ADMINISTRATOR = "", "reader", "editor", "administrator"


@dataclass(frozen=True, slots=True)
class Visit:
    """A named route with its arguments and query, who asks for it, and what is posted, if anything."""

    route: str
    args: tuple[object, ...] = ()
    query: str = ""
    who: str = STRANGER
    post: dict[str, Any] | None = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class Page:
    """What was answered, and to what; ``path`` is empty where that led elsewhere, and mishaps answer no visit."""

    asked: str
    seen: Seen
    path: str = ""
    visit: Visit | None = None


def visits(found: Foreign) -> list[Visit]:
    """Return the samples; those that change the archive come last."""
    entities = [found.person, found.surname, found.place, found.organisation, found.rare]
    articles = [found.french, found.english, found.german, found.unknown, found.unread, found.told]
    ready, waiting, failed = (found.drafts[state].pk for state in ("ready", "waiting", "failed"))
    word, address = found.place.name, (found.french.pk, found.french.slug)
    particulars = {"title": spell("A title"), "published_at": "2026-10-31", "language": "en"}
    texts = {"text": spell("A pasted text.", ENGLISH)}
    wrong = {"title": "x" * 301, "published_at": "0999-01-01", "url": "javascript:", "language": spell("xx")}
    return [
        Visit("browse"),
        Visit("browse", query="page=2"),
        Visit("browse", query=f"q={word}&sort=relevance"),
        Visit("browse", query=f"q={word}&country=KZ&topic=energy&language=fr&source=1&entity={found.person.pk}"),
        Visit("browse", query="from=2020-01-01&to=2020-01-31"),
        Visit("browse", query=f"q={spell('nothing')}&country=KZ&country=FR"),
        Visit("browse", query=f"q={spell('springfeild')}"),
        Visit("browse", query="language=de&from=2020-01&to=2020-01"),
        Visit("browse", query=f"q={spell('nothing')}&country=KZ&from=2026-10-01&to=2026-10-09"),
        *(Visit("article", (each.pk, each.slug)) for each in articles),
        Visit("browse", query="folded=0"),
        Visit("versions", address),
        Visit("versions", address, who=EDITOR),
        Visit("versions", (found.english.pk, found.english.slug)),
        Visit("entities"),
        Visit("entities", query="sort=name&page=2"),
        Visit("entities", query="kind=person"),
        Visit("entities", query="kind=person&page=2"),
        Visit("entities", query="letter=%23"),
        Visit("entities", query="kind=person&letter=e"),
        Visit("entities", query=f"q={spell('nobody')}"),
        Visit("entities", query=f"q={spell('springfeild')}"),
        Visit("entities", query="kind=place&letter=q"),
        *(Visit("entity", (each.pk, each.slug)) for each in entities),
        Visit("entity", (found.person.pk, found.person.slug), query="page=2"),
        Visit("entity", (found.person.pk, found.person.slug), query=f"q={spell('nothing')}&about=1&from=2020-01"),
        Visit("mentions", (found.person.pk, found.person.slug)),
        Visit("mentions", (found.person.pk, found.person.slug), query="page=2"),
        Visit("mentions", (found.rare.pk, found.rare.slug)),
        Visit("entity_pair", (found.person.pk, found.place.pk)),
        Visit("entity_pair", (found.person.pk, found.place.pk), query=f"q={spell('nothing')}"),
        Visit("entity_pair", (found.surname.pk, found.rare.pk)),
        *(Visit("entity_card", (each.pk,), query=f"article={found.french.pk}") for each in [*entities, found.country]),
        Visit("countries"),
        Visit("countries", query="sort=named"),
        Visit("countries", query="sort=name"),
        Visit("countries", query=f"q={spell('nowhere')}"),
        Visit("country", ("kz",)),
        Visit("country", ("kz",), query="about=1&page=2"),
        Visit("country", ("kz",), query="topic=energy&from=2026-10&to=2026-10"),
        Visit("country", ("aq",)),
        Visit("country_pair", ("fr", "kz")),
        Visit("country_pair", ("aq", "fr")),
        Visit("topics"),
        Visit("topic", ("energy",)),
        Visit("topic", ("energy",), query=f"q={spell('nothing')}"),
        Visit("topic", ("oil-gas",), query="page=2"),
        Visit("topic", ("sport",)),
        *(
            Visit("report", address, query=asked)
            for asked in ("", f"entity={found.person.pk}", f"entity={found.person.pk}&n=2")
        ),
        Visit("report", (found.german.pk, found.german.slug)),
        Visit("report", address, post={}, status=422),
        *(Visit("report", address, post={"reason": reason}, status=422) for reason in ("borders", "missed", "other")),
        Visit("report", address, post={"reason": "other", "mention": "1-2", "comment": word}, status=422),
        Visit("report", address, post={"reason": "other", "comment": word}),
        Visit("about"),
        Visit("quality"),
        Visit("robots"),
        Visit("theme", post={"theme": "dark"}),
        Visit("login"),
        Visit("login", post={"username": spell("nobody"), "password": "x"}, status=422),
        Visit("login", post={}, status=422),
        Visit("welcome", ("used",), status=404),
        Visit("welcome", (invitations.invite(foreign.EDITOR),)),
        Visit("welcome", (invitations.invite(foreign.ADMINISTRATOR),), post={"username": "x y"}, status=422),
        Visit(
            "welcome",
            (invitations.invite(foreign.EDITOR),),
            post={"username": spell("editor"), "password1": "1234", "password2": "1234"},
            status=422,
        ),
        Visit(
            "welcome",
            (invitations.invite(foreign.EDITOR),),
            post={"username": spell("new"), "password1": PASSWORD, "password2": PASSWORD},
        ),
        Visit("upload", who=READER, status=403),
        Visit("upload", who=STRANGER),
        Visit("upload", who=EDITOR),
        Visit("upload", who=EDITOR, post={}, status=422),
        Visit("upload", who=EDITOR, post={**texts, **wrong}, status=422),
        *(Visit("upload", who=EDITOR, post={"files": [each]}, status=422) for each in _refused()),
        Visit("upload", who=EDITOR, post={"text": found.french.text}, status=422),
        Visit("upload", who=EDITOR, post={"text": "ა" * 1_000_001}, status=422),
        Visit("upload", who=EDITOR, post={"files": [_file("0", spell("A text.")), *_refused()], **particulars}),
        Visit("upload", who=EDITOR, post={"files": [_file(f"{n}.txt", "") for n in range(201)]}, status=422),
        Visit("upload", who=EDITOR, post={"files": [_file(f"{n}.txt", "") for n in range(401)]}, status=413),
        Visit("upload", who=EDITOR, post={"text": "x" * 13_000_000}, status=413),
        Visit("upload", who=EDITOR, post={**texts, **particulars}),
        Visit("desk_versions", (found.french.pk,), who=EDITOR),
        Visit("desk_versions", (ready,), who=EDITOR),
        Visit("review", (found.french.pk,), who=EDITOR),
        Visit("drafts", who=EDITOR),
        Visit("drafts", who=EDITOR, query="seen=0&page=9"),
        Visit("imports", who=EDITOR),
        *(Visit("imports", who=EDITOR, query=f"state={state}&door=feed") for state in ("failed", "running")),
        *(Visit("batch", (each.pk,), who=EDITOR) for each in found.imports),
        Visit("batch", (found.imports[0].pk,), who=EDITOR, query="state=failed"),
        Visit("batch", (found.imports[0].pk,), who=EDITOR, query="state=nothing&page=9&seen=0"),
        Visit("batch", (found.imports[1].pk,), who=EDITOR, query="state=failed"),
        *(Visit(f"{verb}_batch", (found.imports[0].pk,), who=EDITOR, post={}) for verb in ("cancel", "retry")),
        Visit("retry_batch", (found.imports[0].pk,), who=EDITOR, post={"state": "cancelled"}),
        *(Visit("annotate_batch", (each.pk,), who=EDITOR, post={}) for each in found.imports[:2]),
        *(Visit("retry_deposit", (found.retried,), who=EDITOR, post={}) for _ in range(2)),
        Visit("reports", who=EDITOR),
        Visit("reports", who=EDITOR, query="status=closed"),
        *(Visit(f"{verb}_report", (found.reports[0].pk,), who=EDITOR, post={}) for verb in ("handle", "dismiss")),
        Visit("reopen_report", (found.reports[1].pk,), who=EDITOR, post={}),
        *(Visit("review", (pk,), who=EDITOR) for pk in (ready, waiting, failed, found.french.pk, found.german.pk)),
        Visit("review", (ready,), who=EDITOR, post=wrong, status=422),
        Visit("review", (ready,), who=EDITOR, post={"title": " "}, status=422),
        Visit("review", (ready,), who=EDITOR, post=particulars),
        *_reviewing(found),
        *_feed_visits(found),
        Visit("browse", who=EDITOR),
        Visit("article", (found.french.pk, found.french.slug), who=EDITOR),
        Visit("discard", (found.french.pk,), who=EDITOR, post={}),
        Visit("discard", (waiting,), who=EDITOR, post={}),
        Visit("publish", (ready,), who=EDITOR, post={}),
        Visit("undo_publishing", (ready,), who=EDITOR, post={}),
        Visit("undo_publishing", (ready,), who=EDITOR, post={}),
        Visit("publish", (ready,), who=EDITOR, post={}),
        Visit("withdraw", (ready,), who=EDITOR, post={}),
        *_in_bulk(found),
        Visit("logout", who=EDITOR, post={}),
    ]


def _reviewing(found: Foreign) -> list[Visit]:
    """Return the visits of whoever answers what is in doubt, and moves drafts to and fro."""
    doubtful, nowhere, german = found.drafts["doubtful"].pk, found.drafts["nowhere"].pk, found.german.pk

    def answer(question: str, subject: str, choice: str, **more: str) -> Visit:
        pk = nowhere if question == "where" else doubtful
        post = {"question": question, "subject": subject, "choice": choice, **more}
        return Visit("answer", (pk,), who=EDITOR, post=post)

    return [
        *(Visit("review", (pk,), who=who) for pk in (doubtful, nowhere, german) for who in (EDITOR, ADMINISTRATOR)),
        Visit("to_review", who=EDITOR),
        Visit("to_review", who=EDITOR, query="source=1&batch=1"),
        Visit("to_review", who=READER, status=403),
        Visit("publish", (doubtful,), who=EDITOR, post={}, status=422),
        answer("who", "nobody", "left"),
        answer("who", found.surname.key, "other"),
        answer("who", found.surname.key, f"is-{found.person.pk}"),
        answer("who", found.surname.key, "left"),
        answer("same", found.newcomer.key, "no-name"),
        answer("name", fold(found.faint.name), "left"),
        answer("country", "KZ", "other"),
        answer("where", found.place.key, "in", country="KZ"),
        Visit("ask_again", (german, found.rulings[0].pk), who=EDITOR, post={}),
        Visit("ask_again", (german, found.rulings[0].pk), who=EDITOR, post={}),
        answer("who", "1", "no-name"),
        Visit("send_to_review", (doubtful,), who=EDITOR, post={}),
        Visit("send_to_review", (doubtful,), who=EDITOR, post={"title": ""}, status=422),
        Visit("back_to_draft", (doubtful,), who=EDITOR, post={}),
        Visit("annotate_again", (doubtful,), who=EDITOR, post={}),
        *(Visit("review", (found.drafts[name].pk,), who=EDITOR) for name in ("proposed", "late")),
        Visit("drafts", who=EDITOR),
        *(Visit("drafts", who=EDITOR, query=f"batch={batch.pk}") for batch in found.imports[:2]),
        Visit("set_apart", (found.drafts["late"].pk,), who=EDITOR, post={}),
        Visit("publish", (found.drafts["proposed"].pk,), who=EDITOR, post={"anyway": "1"}),
        *(Visit("history", who=EDITOR, query=q) for q in ("", "page=2", "by=software", "by=999", "verb=answered")),
        Visit("to_review", who=EDITOR, query="source=999"),
    ]


def _in_bulk(found: Foreign) -> list[Visit]:
    pks = [found.drafts["nowhere"].pk, found.drafts["failed"].pk]

    def bulk(action: str, *articles: int, **more: str) -> Visit:
        return Visit("bulk", who=EDITOR, post={"action": action, "article": articles, **more})

    return [
        Visit("bulk", who=EDITOR),
        bulk("review"),
        bulk("review", *range(1, 502)),
        bulk("draft", *pks),
        bulk("review", *pks, 10**9),
        bulk("review", *pks),
        bulk("publish", *pks),
        Visit("undo_bulk", ("none",), who=EDITOR, post={}),
        bulk("discard", *pks, sure="1"),
        bulk("draft", *pks),
        bulk("discard", *pks),
        bulk("discard", *pks, sure="1"),
        bulk("draft", all="published", batch=str(found.imports[0].pk)),
    ]


def empty_visits() -> list[Visit]:
    """Return the samples that look another way while there is no article."""
    lists = [Visit("browse"), Visit("entities"), Visit("countries"), Visit("topics")]
    routes = ("browse", "upload", "imports", "feeds", "drafts", "to_review", "history", "reports")
    desk = [Visit(route, who=EDITOR) for route in routes]
    desk.append(Visit("reports", who=EDITOR, query="status=closed"))
    return [*lists, Visit("country", ("kz",)), Visit("topic", ("energy",)), Visit("quality"), *desk]


def _feed_visits(found: Foreign) -> list[Visit]:
    """Return the samples of the pages of feeds; the last one removes a feed."""
    well, off = found.feeds["well"], found.feeds["off"]
    address, status = "https://example.org/", {"status": "draft"}
    wrong = ("javascript:x", "https://a:b@example.org/", "https://example.org:99/", "https://" + "ა" * 990 + ".org")
    lists = [
        f'<opml><body><outline text="{spell("A feed")}" xmlUrl="{address}{n}"/></body></opml>'
        for n in ("new", "feed/0")
    ]
    files = ["", "x", "<x/>", "<!DOCTYPE x [<!ENTITY a 'a'>]><opml/>", "<opml><body/></opml>", *lists]
    files += ["<opml><body>" + "<outline>" * 40 + "</outline>" * 40 + "</body></opml>", "x" * (2 * 2**20 + 1)]
    refused = {"", "x", "<x/>", files[3], *files[-2:]}
    return [
        Visit("feeds", who=READER, status=403),
        Visit("feeds", who=EDITOR),
        Visit("feeds", who=EDITOR, query="state=unwell"),
        Visit("feeds", who=EDITOR, query="state=off"),
        Visit("feeds", who=EDITOR, query=f"q={spell('nothing')}&folder={spell('A')}"),
        *(Visit("feeds", who=EDITOR, post={"address": typed, **status}, status=422) for typed in ("", *wrong)),
        Visit("feeds", who=EDITOR, post={"address": f"{address}another", **status}),
        Visit("feeds", who=EDITOR, post={"address": f"{address}another", **status}),
        Visit("ask_feeds", who=EDITOR, post={}),
        *(Visit("feed", (each.pk,), who=EDITOR) for each in found.feeds.values()),
        Visit("edit_feed", (well.pk,), who=EDITOR),
        Visit("edit_feed", (well.pk,), who=EDITOR, post={"title": "x" * 301, "status": spell("x")}, status=422),
        Visit("edit_feed", (well.pk,), who=EDITOR, post={"title": spell("A name"), **status}),
        Visit("ask_feed", (well.pk,), who=EDITOR, post={}),
        Visit("ask_feed", (off.pk,), who=EDITOR, post={}, query="from=feed"),
        Visit("switch_feed", (well.pk,), who=EDITOR, post={"active": "0"}),
        Visit("switch_feed", (well.pk,), who=EDITOR, post={"active": "1"}),
        Visit("read_feed_list", who=EDITOR),
        Visit("read_feed_list", who=EDITOR, post={}, status=422),
        *(
            Visit(
                "read_feed_list",
                who=EDITOR,
                post={"file": _file("x.opml", data), **status},
                status=422 if data in refused else 200,
            )
            for data in files
        ),
        Visit("write_feed_list", who=EDITOR),
        Visit("remove_feed", (well.pk,), who=EDITOR),
        Visit("remove_feed", (off.pk,), who=EDITOR),
        Visit("remove_feed", (off.pk,), who=EDITOR, post={}),
    ]


def all_pages(language: str) -> Iterator[Page]:
    """Yield every page in ``language``: of an empty archive, of a filled one, and of what went wrong."""
    people = _people()
    foreign.rename_reference()
    yield from (ask(visit, language, people) for visit in empty_visits())
    found = foreign.fill()
    Article.objects.drafts().update(added_by=people[ADMINISTRATOR])
    handle(found.reports[1], by=people[ADMINISTRATOR])
    yield from (ask(visit, language, people) for visit in visits(found))
    yield from mishaps(language, found)


def ask(visit: Visit, language: str, people: dict[str, User]) -> Page:
    """Make a visit, follow where it leads, and see that the answer is the one expected, in HTML."""
    client = Client()
    if visit.who:
        client.force_login(people[visit.who])
    query = visit.query and "?" + quote(visit.query, safe="=&-%")
    with translation.override(language):
        path = reverse(visit.route, args=visit.args) + query
    response = client.get(path, follow=True) if visit.post is None else client.post(path, visit.post, follow=True)
    asked = f"{path} ({visit.who or 'stranger'}{', posted' if visit.post is not None else ''})"
    assert response.status_code == visit.status, f"{asked}: {response.status_code}"
    is_page = response["Content-Type"].startswith("text/html")
    assert is_page is (visit.route not in MACHINES), f"{asked}: {response['Content-Type']}"
    seen = Seen(response.content.decode() if is_page else "")
    return Page(asked, seen, "" if response.redirect_chain else path, visit)


def office_pages(language: str) -> Iterator[Page]:
    """Yield our pages of the back office in ``language``: each list and form, full, wrong, about to be deleted.

    Those of accounts are Django's, which has no French for the names of permissions.
    """
    people = _people()
    foreign.rename_reference()
    found = foreign.fill()
    Entity.objects.filter(pk=found.rare.pk).update(country="KZ")
    registered = [pair for pair in site._registry.items() if pair[0]._meta.app_label == "articles"]
    office = [(model._meta, model.objects.first(), admin) for model, admin in registered]
    asking = RequestFactory().get("/")
    asking.user = people[ADMINISTRATOR]
    for route, args in (("index", ()), ("app_list", ("articles",)), ("password_change", ()), ("logout", ())):
        post = {} if route == "logout" else None
        yield ask(Visit(f"admin:{route}", args, who=ADMINISTRATOR, post=post), language, people)
    for meta, row, admin in office:
        name = f"admin:{meta.app_label}_{meta.model_name}"
        may = {
            "add": admin.has_add_permission(asking),
            "change": admin.has_change_permission(asking) or admin.has_view_permission(asking),
            "delete": admin.has_delete_permission(asking, row),
        }
        query = f"q={found.place.name}" if admin.search_fields else ""
        for suffix, args, more in (
            ("changelist", (), {}),
            ("changelist", (), {"query": query}),
            ("add", (), {}),
            ("add", (), {"post": {}}),
            ("change", (row.pk,), {}),
            ("change", (row.pk,), {"post": _nothing_right(admin)} if admin.has_change_permission(asking) else {}),
            ("history", (row.pk,), {}),
            ("delete", (row.pk,), {}),
        ):
            status = 200 if may.get(suffix, True) else 403
            yield ask(Visit(f"{name}_{suffix}", args, who=ADMINISTRATOR, status=status, **more), language, people)
    for action in ("publish", "withdraw", "delete_selected"):
        post = {"action": action, "_selected_action": [found.german.pk]}
        visit = Visit("admin:articles_article_changelist", who=ADMINISTRATOR, post=post)
        yield ask(visit, language, people)


def _nothing_right(admin: ModelAdmin) -> dict[str, str]:
    """Return a form that is wrong in every field, and its rows of aliases."""
    return {"aliases-TOTAL_FORMS": "0", "aliases-INITIAL_FORMS": "0", "url": "x"}


def mishaps(language: str, found: Foreign) -> Iterator[Page]:
    """Yield the pages of what goes wrong outside any view, or in it."""
    prefix, client = "" if language == "fr" else f"/{language}", Client()
    strict, name = Client(enforce_csrf_checks=True), spell("nobody")
    wrong, remark = {"username": name, "password": "x"}, {"reason": "other", "comment": name}
    with translation.override(language):
        reporting = reverse("report", args=[found.french.pk, found.french.slug])
    for _ in range(ATTEMPTS):
        client.post(f"{prefix}/login/", wrong)
    for _ in range(REPORTS):
        client.post(reporting, remark)
    with translation.override(language):
        broken = errors.server_error(RequestFactory().get(f"{prefix}/"))
        busy = outages.answer(OperationalError("database is locked"), RequestFactory().get("/"))
        full = outages.answer(OperationalError("database or disk is full"), RequestFactory().get("/"))
        stranger = RequestFactory().get(f"{prefix}/")
        stranger.user = AnonymousUser()
        forbidden = errors.forbidden(stranger, PermissionDenied())
    for status, response in (
        (400, client.get(f"{prefix}/", headers={"host": "evil.example"})),
        (403, forbidden),
        (403, strict.post(f"{prefix}/login/", {})),
        (404, client.get(f"{prefix}/{spell('nowhere')}/")),
        (413, client.post(f"{prefix}/login/", {"username": "x" * 300_000})),
        (429, client.post(f"{prefix}/login/", wrong)),
        (429, client.post(reporting, remark)),
        (500, broken),
        (503, busy),
        (507, full),
    ):
        yield _mishap(status, response, prefix)


def routes() -> set[str]:
    """Return the names of all routes of the site but those of the back office."""

    def named(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from named(pattern.url_patterns)
            else:
                yield pattern.name or str(pattern.pattern)

    return set(named(urls.urlpatterns))


def _mishap(status: int, response: HttpResponse, prefix: str) -> Page:
    assert response.status_code == status
    return Page(f"{prefix}/ ({status})", Seen(response.content.decode()))


def _people() -> dict[str, User]:
    return {
        READER: foreign.account("reader"),
        EDITOR: foreign.account("editor", foreign.EDITOR),
        ADMINISTRATOR: foreign.account("administrator", foreign.ADMINISTRATOR),
    }


def _file(name: str, content: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def _refused() -> list[SimpleUploadedFile]:
    """Return one file for each reason to refuse one that a small file can give."""
    return [
        _file("1.pdf", b"%PDF"),
        _file("2.txt", ""),
        _file("3.txt", bytes(range(256)) * 9),
        _file("4.md", "---\ntitle: [\n---\n" + spell("A text.")),
        _file("5.md", "---\ndate: " + spell("soon") + "\n---\n" + spell("A text.")),
        _file("7.txt", "ა " * 600_000),
        _file("8.txt", b" " * (settings.UPLOAD_FILE_LIMIT + 1)),
    ]
