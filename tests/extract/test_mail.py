from datetime import UTC, datetime, timedelta, timezone

import pytest

from articles.extract import Problem, Remark, Remarked, UnreadableFile, read
from articles.extract.mail import extract
from articles.text.structure import Shape
from tests.extract import samples
from tests.extract.pages import BODY, TITLE

STAMP = datetime(2024, 11, 27, 18, 32, tzinfo=timezone(timedelta(hours=1)))


def raw(*headers, body="Un texte assez long pour être un article."):
    return "\r\n".join(["From: A <a@b.fr>", "Subject: Objet", "To: c@d.fr", *headers, "", body]).encode()


def test_subject_sender_and_date_are_the_particulars():
    extracted = extract(samples.mail())
    assert (extracted.title, extracted.author, extracted.published_at) == (TITLE, "Claire Vasseur", STAMP)
    assert extracted.text.split("\n\n") == list(BODY)
    assert not extracted.structured


def test_plain_text_wins_over_the_page_beside_it():
    extracted = extract(samples.mail(page="<p>Une page</p>"))
    assert extracted.text.split("\n\n") == list(BODY)


def test_a_page_alone_is_read_with_its_structure():
    page = f"<html><body><h2>Partie</h2><p>{BODY[0]}</p><blockquote>{BODY[1]}</blockquote></body></html>"
    extracted = extract(samples.mail(plain=None, page=page))
    assert extracted.text == f"Partie\n\n{BODY[0]}\n\n{BODY[1]}"
    assert extracted.structure == ((0, Shape.HEADING), (2, Shape.QUOTE))


def test_a_stub_of_plain_text_gives_way_to_the_page():
    page = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    assert BODY[-1] in extract(samples.mail(plain="Ouvrez ce message dans un navigateur.", page=page)).text


def test_attachments_are_no_part_of_what_it_says():
    from email import message_from_bytes, policy

    message = message_from_bytes(samples.mail(plain="Le corps."), policy=policy.default)
    message.add_attachment("Une pièce jointe.", filename="a.txt")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="a.png")
    extracted = extract(message.as_bytes())
    assert extracted.text.strip() == "Le corps."
    assert extracted.remarks == (Remark(Remarked.ENCLOSED, "a.txt, a.png", 2),)


def test_a_page_saved_as_one_file_is_a_page():
    extracted = extract(samples.saved_as_one_file())
    assert (extracted.title, extracted.source) == (TITLE, "Le Courrier d’Asie")
    assert "Lire aussi" not in extracted.text


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Tr: RE: Fwd: Objet", "Objet"),
        ("=?utf-8?q?L=E2=80=99=C3=A9t=C3=A9?=", "L’été"),
        ("=?iso-8859-1?q?L=E9t=E9?=", "Lété"),
        ("=?iso-8859-1?q?L=92uranium_=96_30_=80?=", "L’uranium – 30 €"),
        ("=?US-ASCII*fr?B?TJJ1cmFuaXVt?=", "L’uranium"),
        ("L’été à Lyon", "L’été à Lyon"),
        ("=?x-inconnu?b?////?=", None),
        ("\u202eUn\x07 <b>mot</b>", "Un <b>mot</b>"),
        ("x" * 9_000, ""),
    ],
)
def test_subjects(subject, title):
    data = f"From: A <a@b.fr>\r\nSubject: {subject}\r\nTo: c@d.fr\r\n\r\nUn texte.".encode()
    extracted = extract(data)
    assert title is None or extracted.title == title
    assert extracted.text == "Un texte."


def test_subjects_of_raw_windows_signs_are_guessed_as_texts_are():
    data = "From: Chloé <c@d.fr>\r\nSubject: L’été « brut »\r\nTo: c@d.fr\r\n\r\nUn texte.".encode("cp1252")
    extracted = extract(data)
    assert (extracted.title, extracted.author) == ("L’été « brut »", "Chloé")


@pytest.mark.parametrize(
    ("sender", "author"),
    [
        ("Claire Vasseur <c@d.fr>", "Claire Vasseur"),
        ('"Vasseur, Claire" <c@d.fr>', "Vasseur, Claire"),
        ("c@d.fr", ""),
        ("<c@d.fr>", ""),
    ],
)
def test_senders(sender, author):
    assert extract(samples.mail(sender=sender)).author == author


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Wed, 27 Nov 2024 18:32:00 +0100", STAMP),
        ("Wed, 27 Nov 2024 18:32:00 -0000", datetime(2024, 11, 27, 18, 32, tzinfo=UTC)),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
        ("Tue, 01 Jan 0999 00:00:00 +2359", None),
        ("hier", None),
        ("9" * 5000, None),
    ],
)
def test_dates(date, moment):
    assert extract(raw(f"Date: {date}")).published_at == moment


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        ("Content-Type: text/plain; charset=utf-8", "L’été".encode("cp1252"), "L’été"),
        ("Content-Type: text/plain; charset=iso-8859-1", "L’été – 30 €".encode("cp1252"), "L’été – 30 €"),
        ("Content-Type: text/plain; charset=us-ascii", "L’été – 30 €".encode("cp1252"), "L’été – 30 €"),
        ("Content-Type: text/html; charset=ISO_8859-1", "<p>L’été – 30 €</p>".encode("cp1252"), "L’été – 30 €"),
        ("Content-Type: text/plain; charset=latin1", "L’été".encode(), "L’été"),
        ("Content-Type: text/plain; charset=inconnu", "L’été".encode(), "L’été"),
        ("Content-Type: text/plain; charset=windows-1252", "L’été".encode("cp1252"), "L’été"),
        ("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64", b"TOKAmcOpdMOp", "L’été"),
        (
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable",
            b"L=E2=80=99=C3=A9t=C3=A9",
            "L’été",
        ),
        ("Content-Type: text/plain; charset=utf-8; format=flowed", b"un mot \r\net un autre", "un mot et un autre"),
        (
            "Content-Type: text/plain; charset=utf-8; format=flowed",
            b"Un mot. \r\n\r\n-- \r\nLe chef",
            "Un mot. \n\n-- \nLe chef",
        ),
        ("Content-Type: inconnu", b"Un texte", "Un texte"),
    ],
)
def test_bodies_of_every_encoding(headers, body, text):
    data = f"From: A <a@b.fr>\r\nSubject: Objet\r\nDate: x\r\n{headers}\r\n\r\n".encode() + body
    extracted = read("a.eml", data)
    assert extracted.text.strip() == text


def nested(depth):
    head = "From: a@b.fr\r\nSubject: Objet\r\nMIME-Version: 1.0\r\n"
    opened = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(depth))
    closed = "".join(f"\r\n--b{n}--\r\n" for n in reversed(range(depth)))
    return (head + opened + "Content-Type: text/plain\r\n\r\nUn texte." + closed).encode()


class TestBadMail:
    def test_nested_as_mail_is(self):
        assert read("a.eml", nested(10)).text.strip() == "Un texte."

    @pytest.mark.parametrize("depth", [60, 200, 1000, 3000])
    def test_nested_without_end(self, depth):
        with pytest.raises(UnreadableFile) as refusal:
            read("a.eml", nested(depth))
        assert refusal.value.problem is Problem.TOO_DEEP

    @pytest.mark.parametrize(
        "header",
        [
            "Content-Type: text/plain" + "; a*0*=x" * 100_000,
            "Subject: " + "=?utf-8?q?a?= " * 100_000,
            "Date: " + "(" * 500_000,
            "From: " + "a@b.fr, " * 100_000,
            "X: y\r\n " + "z\r\n " * 100_000,
            "\r\n".join(f"X-{n}: y" for n in range(50_000)),
        ],
        ids=["parameters", "encoded words", "comments", "senders", "folds", "number"],
    )
    def test_bombs_of_headers_do_not_hold(self, header):
        data = raw(header)
        try:
            assert "article" in read("a.eml", data).text
        except UnreadableFile as refusal:
            assert isinstance(refusal.problem, Problem)

    def test_mail_without_words_is_empty(self):
        with pytest.raises(UnreadableFile) as refusal:
            read("a.eml", raw("Content-Type: image/png", body="x"))
        assert refusal.value.problem is Problem.EMPTY
