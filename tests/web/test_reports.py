"""Readers say what is wrong with an annotation; the desk reads it and closes it."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.ingest import editing, reports
from articles.models import Article, Entity, Kind, Report, ReportReason
from articles.web.reporting import REPORTS, TRAP
from tests.web import archive

pytestmark = pytest.mark.usefixtures("reference")

TEXT = "Le ministre Zorb est à Astana. Plus tard, Zorb a quitté la ville.\n\nZorb se tait <b>encore</b>."
DESK = "/en/upload/reports/"


@pytest.fixture
def article() -> Article:
    zorb = archive.entity("Zorb")
    found = archive.article(TEXT, {"Astana": archive.entity("Astana", Kind.PLACE)}, title="Un <i>titre</i>")
    for match in re.finditer("Zorb", TEXT):
        found.mentions.create(
            entity=zorb, start=match.start(), end=match.end(), surface="Zorb", origin="model", confidence=0.9
        )
    return found


def path_of(article: Article) -> str:
    """Its English address, whatever language the last page spoke."""
    return f"/en/articles/{article.pk}/{article.slug}/"


def address(article: Article, query: str = "") -> str:
    return f"{path_of(article)}report/{query}"


def number_of(name: str) -> int:
    return Entity.objects.get(name=name).pk


def send(client, article, **given):
    return client.post(address(article), given)


def told(response) -> str:
    """What the summary of errors says."""
    page = archive.page(response)
    return page.split('class="problems"')[1].split("</div>")[0] if 'class="problems"' in page else ""


# The way to the page


def test_the_article_and_its_cards_lead_to_the_page(client, article):
    page = archive.page(client.get(article.get_absolute_url()))
    assert f'href="{article.get_absolute_url()}report/" rel="nofollow">Signaler une erreur d’annotation</a>' in page
    zorb = number_of("Zorb")
    card = archive.page(client.get(f"/entities/{zorb}/card/?article={article.pk}"))
    assert f'href="{article.get_absolute_url()}report/?entity={zorb}"' in card
    assert "/report/" not in archive.page(client.get(f"/entities/{zorb}/card/"))


def test_a_text_without_marks_does_not_ask(client):
    found = archive.article("El ministro.", language="es")
    assert "/report/" not in archive.page(client.get(found.get_absolute_url()))
    assert client.get(address(found)).status_code == 200


def test_robots_stay_away(client):
    assert "Disallow: /*/report/$" in client.get("/robots.txt").content.decode()


def test_a_wrong_slug_leads_to_the_right_address(client, article):
    response = client.get(f"/en/articles/{article.pk}/mauvais/report/?entity=7&n=2")
    assert (response.status_code, response["Location"]) == (301, address(article, "?entity=7&n=2"))
    assert client.get(f"/en/articles/{article.pk}/mauvais/report/")["Location"] == address(article)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_draft_has_no_such_page(client, article, method):
    editing.withdraw(article)
    assert getattr(client, method)(address(article), {"reason": "country"}).status_code == 404
    assert not Report.objects.exists()


@pytest.mark.parametrize("number", [999, 10**30])
def test_nor_has_an_article_that_never_was(client, number):
    assert client.get(f"/articles/{number}/titre/report/").status_code == 404


# What the page shows


@pytest.mark.parametrize(
    ("query", "sentence", "number"),
    [
        ("?entity={zorb}", "Le ministre <>Zorb</> est à Astana.", 1),
        ("?entity={zorb}&n=1", "Le ministre <>Zorb</> est à Astana.", 1),
        ("?entity={zorb}&n=2", "Plus tard, <>Zorb</> a quitté la ville.", 2),
        ("?entity={zorb}&n=3", "<>Zorb</> se tait &lt;b&gt;encore&lt;/b&gt;.", 3),
        ("?entity={zorb}&n=99", "<>Zorb</> se tait", 3),
        ("?entity={zorb}&n=-1", "Le ministre <>Zorb</> est", 1),
        ("?mention=12-16", "Le ministre <>Zorb</> est à Astana.", 1),
        ("?mention=42-46&entity=1", "Plus tard, <>Zorb</> a quitté la ville.", 2),
        ("?entity={astana}", "est à <>Astana</>.", 0),
    ],
)
def test_the_doubtful_mention_stands_in_its_sentence(client, article, query, sentence, number):
    query = query.format(zorb=number_of("Zorb"), astana=number_of("Astana"))
    page = archive.page(client.get(address(article, query)))
    plain = re.sub(r'<span class="mention" data-label="\w+">([^<]*)</span>', r"<>\1</>", page)
    assert sentence in plain
    assert (f"{number} of 3" in page) is bool(number)
    assert ("Next mention" in page, "Previous mention" in page) == (number in (1, 2), number in (2, 3))
    assert 'name="entity"' not in page


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?",
        "?mention=",
        "?mention=0",
        "?mention=12",
        "?mention=12-17",
        "?mention=16-12",
        "?mention=-1--2",
        "?mention=12-16x",
        "?mention=１２-１６",
        "?mention=" + "9" * 400,
        "?mention=" + "9" * 9 + "-" + "9" * 9,
        "?mention=%00",
        "?mention=12-16&mention=<script>",
        "?entity=0",
        "?entity=" + "9" * 30,
        "?entity=-7",
        "?entity=%00",
        "?entity=zorb",
        "?entity={foreign}",
        "?entity={foreign}&n=" + "9" * 30,
        "?n=2",
    ],
)
def test_where_no_mention_is_meant_readers_choose_one(client, article, query):
    other = archive.entity("Personne d’ici")
    archive.article("Personne d’ici parle.", {"Personne d’ici": other})
    response = client.get(address(article, query.replace("{foreign}", str(other.pk))))
    page = archive.page(response)
    assert response.status_code == 200
    assert 'name="entity"' in page
    assert 'name="words"' in page
    options = re.findall(r"<optgroup label=\"(\w+)\"> <option value=\"\d+\">([^<]+)</option>", page)
    assert options == [("People", "Zorb"), ("Places", "Astana")]


def test_an_article_without_mentions_asks_for_words_alone(client):
    page = archive.page(client.get(address(archive.article("Un texte."))))
    assert 'name="words"' in page
    assert 'name="entity"' not in page


def test_names_inside_others_are_counted_as_the_page_marks_them(client):
    bank, france = archive.entity("Banque de France", Kind.ORGANISATION), archive.entity("France", Kind.PLACE)
    found = archive.article(
        "La Banque de France parle. La France écoute.", {"Banque de France": bank, "France": france}
    )
    found.mentions.create(entity=france, start=30, end=36, surface="France", origin="model", confidence=1)
    for number, sentence in enumerate(["La Banque de <>France</> parle.", "La <>France</> écoute."], start=1):
        page = archive.page(client.get(address(found, f"?entity={france.pk}&n={number}")))
        assert sentence in re.sub(r'<span class="mention" data-label="\w+">([^<]*)</span>', r"<>\1</>", page)


def test_a_name_that_only_stands_inside_another_can_be_meant(client):
    bank, france = archive.entity("Banque de France", Kind.ORGANISATION), archive.entity("France", Kind.PLACE)
    found = archive.article("La Banque de France.", {"Banque de France": bank, "France": france})
    page = archive.page(client.get(address(found, f"?entity={france.pk}")))
    assert 'data-label="place">France</span>' in page


def test_markup_is_shown_as_it_is(client):
    hostile = archive.entity(archive.HOSTILE)
    found = archive.article(f"Dit {archive.HOSTILE} hier.", {archive.HOSTILE: hostile}, title=archive.HOSTILE)
    for query in ("", f"?entity={hostile.pk}"):
        page = archive.page(client.get(address(found, query)))
        assert "<b>&quot;" not in page
        assert '<b>"' not in page
        assert "&lt;b&gt;" in page


def test_the_number_of_queries_does_not_grow(client):
    def queries_for(count: int) -> int:
        names = {f"Nom {chr(65 + n)}{count}": archive.entity(f"Nom {chr(65 + n)}{count}") for n in range(count)}
        found = archive.article("; ".join(names) + ".", names)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(found, f"?entity={names[f'Nom A{count}'].pk}")).status_code == 200
        return len(queries)

    assert queries_for(5) == queries_for(20) <= 3


# Sending


def test_a_report_is_stored_and_the_reader_thanked(client, article):
    response = send(client, article, mention="42-46", reason="type", comment=" Une\r\nentreprise\u202e. ")
    assert (response.status_code, response["Location"]) == (303, path_of(article))
    said = Report.objects.get()
    assert (said.article, said.start, said.end, said.surface, said.entity.name) == (article, 42, 46, "Zorb", "Zorb")
    assert (said.reason, said.comment) == ("type", "Une\nentreprise.")
    page = archive.page(client.get(response["Location"]))
    assert '<p class="notice" role="status">Thank you. An editor will look at what you reported.</p>' in page


@pytest.mark.parametrize("reason", ReportReason.values)
def test_every_reason_can_be_given_of_a_mention(client, article, reason):
    assert send(client, article, mention="12-16", reason=reason, comment="Mot.").status_code == 303
    assert Report.objects.get().reason == reason


@pytest.mark.parametrize(
    ("given", "surface", "start"),
    [
        ({"reason": "type", "entity": "{zorb}"}, "Zorb", 12),
        ({"reason": "type", "words": "le MINISTRE"}, "Le ministre", 0),
        ({"reason": "borders", "words": "ministre  zorb", "entity": "{zorb}"}, "ministre Zorb", 3),
        ({"reason": "missed", "words": "la ville"}, "la ville", 56),
        ({"reason": "missed", "words": "Samarcande"}, "Samarcande", None),
        ({"reason": "missed", "comment": "La ville de la fin."}, "", None),
        ({"reason": "country"}, "", None),
        ({"reason": "topic", "comment": "Ce n’est pas du sport."}, "", None),
        ({"reason": "other", "comment": "Rien ne va."}, "", None),
        ({"reason": "not-a-name", "words": "<script>alert(1)</script>"}, "<script>alert(1)</script>", None),
        ({"reason": "type", "words": "x" * 300}, "x" * 300, None),
        ({"reason": "topic", "comment": "\r\n".join("é" * 99 for _ in range(10))}, "", None),
    ],
)
def test_what_can_be_said_without_a_mention(client, article, given, surface, start):
    given = {name: value.format(zorb=number_of("Zorb")) for name, value in given.items()}
    assert send(client, article, **given).status_code == 303
    said = Report.objects.get()
    assert (said.surface, said.start) == (surface, start)
    assert (said.entity_id == number_of("Zorb")) is ("entity" in given)


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({}, "reason_0", "Choose what is wrong."),
        ({"reason": ""}, "reason_0", "Choose what is wrong."),
        ({"reason": "whim"}, "reason_0", "valid choice"),
        ({"reason": "\x00"}, "reason_0", "valid choice"),
        ({"reason": "type"}, "words", "Choose the name above, or type the words."),
        ({"reason": "borders", "words": " \u200b "}, "words", "Choose the name above"),
        ({"reason": "missed"}, "words", "Type the name that was not marked."),
        ({"reason": "missed", "entity": "{zorb}"}, "words", "Type the name that was not marked."),
        ({"reason": "missed", "mention": "12-16"}, "comment", "Type the name that was not marked."),
        ({"reason": "other"}, "comment", "Say in a few words what is wrong."),
        ({"reason": "other", "words": "Zorb"}, "comment", "Say in a few words what is wrong."),
        ({"reason": "country", "words": "x" * 301}, "words", "at most 300"),
        ({"reason": "country", "words": "a\x00b"}, "words", "Null characters"),
        ({"reason": "country", "comment": "x" * 1001}, "comment", "at most 1000"),
        ({"reason": "country", "comment": "x" * 200_000}, "comment", "at most 1000"),
        ({"reason": "type", "entity": "999999"}, "entity", "valid choice"),
        ({"reason": "type", "entity": "{foreign}"}, "entity", "valid choice"),
        ({"reason": "type", "entity": "9" * 40}, "entity", "valid choice"),
        ({"reason": "type", "entity": "\x00"}, "entity", "valid choice"),
        ({"reason": "type", "entity": "<b>"}, "entity", "valid choice"),
    ],
)
def test_what_is_wrong_with_a_report_is_told_beside_its_field(client, article, given, field, says):
    foreign = archive.entity("Personne d’ici")
    archive.article("Personne d’ici parle.", {"Personne d’ici": foreign})
    given = {name: value.format(zorb=number_of("Zorb"), foreign=foreign.pk) for name, value in given.items()}
    response = send(client, article, **given)
    page = archive.page(response)
    name = field.removesuffix("_0")
    assert response.status_code == 422
    assert f'<a href="#id_{field}">' in told(response)
    assert says in told(response)
    assert told(response).count("<li>") == 1
    assert f'id="id_{field}"' in page
    assert re.search(rf'aria-describedby="[^"]*\bid_{name}_error"', page)
    assert f'id="id_{name}_error"' in page
    assert page.count('aria-invalid="true"') == 1
    assert not Report.objects.exists()


@pytest.mark.parametrize("mention", ["12-17", "x", "9" * 40, "\x00", "0-0", "999999999-999999999"])
def test_a_mark_that_is_not_there_any_more_is_chosen_anew(client, article, mention):
    response = send(client, article, mention=mention, reason="type", comment="Typed <b>.")
    page = archive.page(response)
    assert response.status_code == 422
    assert "no longer marked" in told(response) or "Null characters" in told(response)
    assert 'name="words"' in page
    assert "Typed &lt;b&gt;." in page
    assert re.search(r'value="type"[^>]*checked', page)
    assert not Report.objects.exists()


def test_a_new_annotation_between_page_and_answer_does_no_harm(client, article):
    """Numbers of mentions are new then; their spans are not."""
    for mention in list(article.mentions.all()):
        mention.delete()
        mention.pk = None
        mention.save()
    assert send(client, article, mention="12-16", reason="type").status_code == 303


def test_what_was_typed_is_not_lost(client, article):
    page = archive.page(send(client, article, words='"mots" <b>', entity=number_of("Astana"), comment="Ce texte."))
    assert 'value="&quot;mots&quot; &lt;b&gt;"' in page
    assert re.search(rf'<option value="{number_of("Astana")}" selected>', page)
    assert "Ce texte.</textarea>" in page


def test_the_same_error_is_counted(client, article):
    for _ in range(3):
        send(client, article, mention="12-16", reason="type")
    assert Report.objects.get().times == 3


def test_an_article_withdrawn_at_that_moment_is_not_found(client, article, monkeypatch):
    report = reports.report

    def too_late(found, **given):
        editing.withdraw(found)
        return report(found, **given)

    monkeypatch.setattr(reports, "report", too_late)
    assert send(client, article, reason="country").status_code == 404
    assert not Report.objects.exists()


# Abuse


def test_a_form_without_its_token_is_refused(client, article):
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.post(address(article), {"reason": "country"}).status_code == 403
    assert not Report.objects.exists()
    page = strict.get(address(article)).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    sent = strict.post(address(article), {"reason": "country", "csrfmiddlewaretoken": token})
    assert sent.status_code == 303


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, article, method):
    assert getattr(client, method)(address(article)).status_code == 405


def test_ten_megabytes_are_not_read(client, article):
    assert send(client, article, reason="country", comment="x" * 10_000_000).status_code == 413
    assert not Report.objects.exists()


def test_nor_stored_for_those_who_may_send_much(desk, article):
    assert send(desk, article, reason="country", comment="x" * 5_000_000).status_code == 422
    assert not Report.objects.exists()


def test_machines_are_thanked_for_nothing(client, article):
    page = archive.page(client.get(address(article)))
    assert re.search(
        rf'aria-hidden="true"> <label> Leave this empty <input type="text" name="{TRAP}" tabindex="-1"', page
    )
    response = send(client, article, reason="country", **{TRAP: "https://casino.example"})
    assert response.status_code == 303
    assert not Report.objects.exists()


def test_one_address_sends_so_many_an_hour(client, article):
    for _ in range(REPORTS):
        assert send(client, article, reason="country").status_code == 303
    response = send(client, article, reason="topic", comment="Ce texte.")
    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert "10 reports an hour are as many as can be taken from one place" in told(response)
    assert "Ce texte.</textarea>" in archive.page(response)
    assert Report.objects.get().times == REPORTS
    other = client.post(address(article), {"reason": "topic"}, REMOTE_ADDR="10.0.0.7")
    assert other.status_code == 303


def test_what_is_refused_is_not_counted(client, article):
    for _ in range(REPORTS + 1):
        assert send(client, article).status_code == 422
    assert send(client, article, reason="country").status_code == 303


@pytest.mark.parametrize(
    ("behind", "forwarded", "statuses"),
    [
        (False, ["1.1.1.1", "2.2.2.2"], [303, 429]),
        (True, ["1.1.1.1", "2.2.2.2"], [303, 303]),
        (True, ["6.6.6.6, 1.1.1.1", "7.7.7.7, 1.1.1.1"], [303, 429]),
        (True, ["", " , "], [303, 429]),
    ],
)
def test_only_our_own_proxy_says_whose_request_it_is(
    client, article, settings, monkeypatch, behind, forwarded, statuses
):
    monkeypatch.setattr("articles.web.reporting.REPORTS", 1)
    settings.BEHIND_PROXY = behind
    given = {"reason": "country"}
    sent = [client.post(address(article), given, headers={"X-Forwarded-For": chain}) for chain in forwarded]
    assert [response.status_code for response in sent] == statuses


def test_nothing_about_the_reader_is_stored(client, article):
    client.post(address(article), {"reason": "country"}, REMOTE_ADDR="203.0.113.9", headers={"User-Agent": "Curious"})
    stored = str(Report.objects.values().get())
    assert "203.0.113.9" not in stored
    assert "Curious" not in stored
    assert "sessionid" not in client.cookies


# The desk


def said_of(article: Article, count: int = 1, **given) -> Report:
    for n in range(count):
        made = reports.report(article, **{"reason": "missed", "words": f"mot {n}", **given})
    return made


def test_the_desk_page_leads_to_open_reports(desk, article):
    assert "0 open reports from readers" in archive.page(desk.get("/en/upload/"))
    said_of(article)
    assert f'<a href="{DESK}"> 1 open report from readers </a>' in archive.page(desk.get("/en/upload/"))


def test_there_is_nothing_to_do_at_first(desk):
    assert "No report is open." in archive.page(desk.get(DESK))
    assert "No report has been closed yet." in archive.page(desk.get(DESK, {"status": "closed"}))


def test_an_open_report_shows_all_that_helps_to_decide(desk, article):
    reports.report(article, reason="type", span=(12, 16), comment="Une <b>entreprise</b>.\nDe Riga.")
    said = reports.report(article, reason="type", span=(12, 16))
    page = archive.page(desk.get(DESK))
    assert "The type is wrong (person, organisation or place)" in page
    assert 'Le ministre <span class="mention" data-label="person">Zorb</span> est à Astana.' in page
    assert "Une &lt;b&gt;entreprise&lt;/b&gt;.<br>De Riga." in page
    assert "reported 2 times" in page
    assert f'href="{path_of(article)}"' in page
    assert f'href="/en/upload/{article.pk}/"' in page
    assert f'href="/en/admin/articles/entity/{said.entity_id}/change/"' in page
    assert f'formaction="{DESK}{said.pk}/handle/"' in page
    assert f'formaction="{DESK}{said.pk}/dismiss/"' in page
    assert "Un &lt;i&gt;titre&lt;/i&gt;" in page
    assert "<i>" not in page


@pytest.mark.parametrize(
    ("given", "change", "says", "shown"),
    [
        ({"reason": "type", "span": (12, 16)}, None, None, 'data-label="person">Zorb</span>'),
        ({"reason": "type", "span": (12, 16)}, "unmark", "These words are not marked any more.", "<mark>Zorb</mark>"),
        ({"reason": "type", "span": (12, 16)}, "rewrite", "other words stand there now", "<mark>Zorb</mark>"),
        ({"reason": "type", "span": (12, 16)}, "shorten", "other words stand there now", "<mark>Zorb</mark>"),
        ({"reason": "missed", "words": "la ville"}, None, None, "<mark>la ville</mark>"),
        ({"reason": "missed", "words": "la ville"}, "mark", "are marked by now", 'data-label="place">la ville</span>'),
        ({"reason": "missed", "words": "Samarcande"}, None, "does not hold these words", "<mark>Samarcande</mark>"),
        ({"reason": "country"}, None, None, "A country is wrong or missing"),
    ],
)
def test_it_tells_what_has_become_of_the_words(desk, article, given, change, says, shown):
    said = reports.report(article, **given)
    if change == "unmark":
        article.mentions.all().delete()
    elif change == "mark":
        place = Entity.objects.get(name="Astana")
        article.mentions.create(
            entity=place, start=said.start, end=said.end, surface="la ville", origin="model", confidence=1
        )
    elif change:
        Article.objects.filter(pk=article.pk).update(text="Tout autre chose." if change == "rewrite" else "Bref")
    page = archive.page(desk.get(DESK))
    assert shown in page
    sentences = ["not marked any more", "other words stand there now", "are marked by now", "does not hold these words"]
    assert [sentence for sentence in sentences if sentence in page] == [s for s in sentences if says and s in says]


def test_reports_stand_below_their_article_the_newest_first(desk, article):
    other = archive.article("Un autre texte.", title="Autre")
    said_of(article)
    said_of(other, reason="topic")
    said_of(article, reason="country")
    page = archive.page(desk.get(DESK))
    order = ["Un &lt;i&gt;titre", "A country is wrong", "A name was not marked", ">Autre</h2>", "A topic is wrong"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert page.count("</h2>") == 2


def test_a_withdrawn_article_is_still_reviewed(desk, article):
    said_of(article)
    editing.withdraw(article)
    page = archive.page(desk.get(DESK))
    assert f'href="{path_of(article)}"' not in page
    assert f'href="/en/upload/{article.pk}/"' in page


@pytest.mark.parametrize(
    ("deed", "status", "name"), [("handle", "handled", "Handled"), ("dismiss", "dismissed", "Dismissed")]
)
def test_closing_and_opening_again(desk, editor, article, deed, status, name):
    said = said_of(article)
    response = desk.post(f"{DESK}{said.pk}/{deed}/")
    assert (response.status_code, response["Location"]) == (303, DESK)
    said.refresh_from_db()
    assert (said.status, said.handled_by) == (status, editor)
    assert "The report is closed." in archive.page(desk.get(DESK))
    closed = archive.page(desk.get(DESK, {"status": "closed"}))
    assert f"<b>{name}</b>" in closed
    assert "<span>edith</span>" in closed
    assert 'datetime="20' in closed.split(f"<b>{name}</b>")[1]
    response = desk.post(f"{DESK}{said.pk}/reopen/")
    assert (response.status_code, response["Location"]) == (303, f"{DESK}?status=closed")
    assert "The report is open again." in archive.page(desk.get(response["Location"]))
    said.refresh_from_db()
    assert (said.status, said.handled_by, said.handled_at) == ("open", None, None)


def test_whoever_is_second_is_told(desk, administrator, article):
    said = said_of(article)
    reports.dismiss(said, by=administrator)
    response = desk.post(f"{DESK}{said.pk}/handle/", follow=True)
    assert "Somebody else had closed this report already." in response.content.decode()
    said.refresh_from_db()
    assert (said.status, said.handled_by) == ("dismissed", administrator)


@pytest.mark.parametrize("deed", ["handle", "dismiss", "reopen"])
@pytest.mark.parametrize("number", [999, 10**30])
def test_a_report_that_is_gone_is_not_found(desk, deed, number):
    assert desk.post(f"{DESK}{number}/{deed}/").status_code == 404


@pytest.mark.parametrize("deed", ["handle", "dismiss", "reopen"])
def test_deeds_need_a_post_a_token_and_the_role(client, editor, reader, article, deed):
    path = f"{DESK}{said_of(article).pk}/{deed}/"
    assert client.post(path).status_code == 302
    client.force_login(reader)
    assert client.post(path).status_code == 403
    client.force_login(editor)
    assert client.get(path)["Location"] == DESK
    assert client.put(path).status_code == 405
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(path).status_code == 403
    assert Report.objects.get().is_open


def test_the_desk_is_closed_to_readers(client, reader):
    assert client.get("/upload/reports/")["Location"] == "/login/?next=/upload/reports/"
    client.force_login(reader)
    assert client.get(DESK).status_code == 403


def test_who_may_only_add_reads_and_sees_no_buttons(client, reader, article):
    said_of(article, reason="type", words="Zorb")
    reader.user_permissions.add(Permission.objects.get(codename="add_article"))
    client.force_login(reader)
    page = archive.page(client.get(DESK))
    assert "The type is wrong" in page
    assert "formaction" not in page
    assert "/admin/" not in page


@pytest.mark.parametrize("query", ["page=2", "page=99", "page=0", "page=-1", "page=x", "page=" + "9" * 40, "page=%00"])
@pytest.mark.parametrize("status", ["", "closed", "<b>"])
def test_absurd_pages_are_the_nearest_ones(desk, article, query, status):
    said_of(article, 40)
    assert desk.get(f"{DESK}?status={status}&{query}").status_code == 200


def test_many_reports_are_paged_and_closing_stays_on_its_page(desk, article):
    said_of(article, 40)
    first, second = archive.page(desk.get(DESK)), archive.page(desk.get(f"{DESK}?page=2"))
    assert (first.count("/handle/"), second.count("/handle/")) == (30, 10)
    assert "Page 2 of 2" in second
    said = Report.objects.last()
    assert f'formaction="{DESK}{said.pk}/handle/?page=2"' in second
    assert desk.post(f"{DESK}{said.pk}/handle/?page=2")["Location"] == f"{DESK}?page=2"
    for page in ("//evil.example", "2%0d%0aX: y", "9" * 40, "٣"):
        again = said_of(article, words=f"mot {page}")
        location = desk.post(f"{DESK}{again.pk}/handle/?page={page}")["Location"]
        assert location in {DESK, f"{DESK}?page=3"}


@pytest.mark.parametrize("status", ["", "closed"])
def test_the_desk_asks_the_same_number_of_questions_for_many(desk, editor, status):
    counts = []
    for first in (0, 8):
        for n in range(first, first + 8):
            name = f"Nom {chr(65 + n)}"
            made = reports.report(
                archive.article(f"{name} parle.", {name: archive.entity(name)}), reason="type", words=name
            )
            if status:
                reports.handle(made, by=editor)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(DESK, {"status": status}).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


# The back office


def test_the_back_office_reads_and_deletes(client, administrator, article):
    said = said_of(article)
    client.force_login(administrator)
    base = "/en/admin/articles/report/"
    assert "mot 0" in client.get(base, {"q": "mot", "status": "open", "reason": "missed"}).content.decode()
    assert "mot 0" in client.get(f"{base}{said.pk}/change/").content.decode()
    assert client.get(f"{base}add/").status_code == 403
    assert client.post(f"{base}{said.pk}/change/", {"comment": "Autre"}).status_code == 403
    client.post(f"{base}{said.pk}/delete/", {"post": "yes"})
    assert not Report.objects.exists()


def test_editors_read_them_there_and_still_delete_drafts(client, editor, article):
    said_of(article)
    editing.withdraw(article)
    client.force_login(editor)
    assert client.get("/en/admin/articles/report/").status_code == 200
    client.post(f"/en/admin/articles/article/{article.pk}/delete/", {"post": "yes"})
    assert not Article.objects.exists()
    assert not Report.objects.exists()


@pytest.mark.parametrize("path", ["report", "desk"])
def test_every_page_has_the_strict_policy_and_nothing_inline(desk, article, path):
    said_of(article, comment="Mot.")
    response = desk.get(DESK if path == "desk" else address(article))
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son\w+=", response.content.decode())


def test_what_must_be_said_is_not_called_optional(client, article):
    page = archive.page(client.post(f"/en{article.get_absolute_url()}report/", {"reason": "other"}))
    assert '<a href="#id_comment">What would be right?</a>: Say in a few words what is wrong.' in page
    hint = '<div class="hint" id="id_comment_helptext">Optional; for “Something else”, say here what it is.</div>'
    assert hint in page and 'aria-describedby="id_comment_helptext' in page
