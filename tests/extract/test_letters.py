"""Mails that bring more than what they say, and boxes of mails."""

import pytest

from articles.extract import Part, Problem, Remark, Remarked, UnreadableFile, guarded, read, unpack
from tests.extract import samples
from tests.extract.pages import TITLE
from tests.extract.samples import PLAIN, RECORD, enclosed, forwarded, letter, mailbox, said, table, zipped

PNG = b"\x89PNG\r\n\x1a\n\x00"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def names(data, name="a.eml"):
    return [part.name for part in unpack(name, data)]


def note(words):
    return Remark(Remarked.NOTE, words)


def unread(*files):
    return Remark(Remarked.ENCLOSED, ", ".join(files), len(files))


def test_a_mail_that_says_all_is_an_article_by_itself():
    assert unpack("a.eml", samples.mail()) == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [*samples.ARTICLES.items()],
)
def test_a_few_words_beside_a_file_do_no_more_than_send_it(name, content):
    data = letter(said("Voici mon article."), enclosed(name, content))
    (part,) = unpack("a.eml", data)
    assert part.remarks == (note("Voici mon article."),)
    assert read(part.name, part.data).text.strip() == read(name, content).text.strip()


def test_what_is_said_at_length_stands_beside_the_files():
    body, file = unpack("a.eml", letter(said(PLAIN), enclosed("b.txt", b"Un autre texte.")))
    extracted = read(body.name, body.data)
    assert (extracted.title, extracted.author, extracted.text.strip()) == (TITLE, "Claire Vasseur", PLAIN)
    assert extracted.published_at == read("a.eml", samples.mail()).published_at
    assert file == Part("b.txt", b"Un autre texte.")
    assert unpack(body.name, body.data) == ()


def test_a_page_keeps_its_structure_beside_files():
    page = "<h2>Partie</h2>" + "".join(f"<p>{paragraph}</p>" for paragraph in samples.PARAGRAPHS)
    body, _ = unpack("a.eml", letter(said(page, "html"), enclosed("b.txt", b"Un.")))
    assert read(body.name, body.data).structure == read("b.html", page.encode()).structure != ()


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([said("Un."), enclosed("a.png", PNG, "image/png"), said("Deux.")], "Un.\n\nDeux."),
        ([said("<p>Un.</p>", "html"), said("<p>Deux.</p>", "html")], "Un.\n\nDeux."),
        ([said("Un."), said("<h2>Deux</h2>", "html"), said("Trois.")], "Un.\n\nDeux\n\nTrois."),
    ],
)
def test_texts_one_after_the_other_are_one_text(parts, text):
    assert read("a.eml", letter(*parts)).text == text


def test_lines_keep_their_shapes_where_texts_are_joined():
    extracted = read("a.eml", letter(said("Un.\n\nDeux."), said("<h2>Trois</h2><p>Quatre.</p>", "html")))
    assert extracted.structure == ((2, "heading"),)


def test_of_alternatives_one_is_read_and_what_follows_them_too():
    both = letter(said("Un deux trois."), said("<p>Un deux trois.</p>", "html"), kind="alternative")
    inner = both[both.index(b"Content-Type") :]
    assert read("a.eml", letter(inner, said("Quatre."))).text == "Un deux trois.\n\nQuatre."


def test_frames_of_a_page_are_no_part_of_it():
    frame = b"Content-ID: <x>\n" + said("<p>Une publicité.</p>", "html")
    assert read("a.eml", letter(said("<p>Un.</p>", "html"), frame, kind="related")).text == "Un."


def test_texts_are_had_in_the_charset_that_the_mail_knows():
    text = "Владимир Путин в Астане."
    data = letter(enclosed("a.txt", text.encode("koi8-r"), "text/plain; charset=koi8-r"))
    assert unpack("a.eml", data) == (Part("a.txt", text.encode()),)


class TestForwardedMail:
    def test_it_is_the_article(self):
        (part,) = unpack("a.eml", letter(said("FYI"), forwarded(samples.mail()), subject="Fwd: x"))
        assert (part.name, part.remarks) == (f"{TITLE}.eml", (note("FYI"),))
        extracted = read(part.name, part.data)
        assert (extracted.title, extracted.author, extracted.text.strip()) == (TITLE, "Claire Vasseur", PLAIN)

    def test_its_files_come_with_it(self):
        inner = letter(said(PLAIN), enclosed("b.txt", b"Un."), subject="Dedans")
        assert names(letter(forwarded(inner))) == ["Dedans.eml/message.eml", "Dedans.eml/b.txt"]

    def test_as_a_file_it_is_a_mail_too(self):
        inner = letter(enclosed("b.txt", b"Un."), enclosed("c.txt", b"Deux."))
        assert names(letter(enclosed("b.eml", inner))) == ["b.eml/b.txt", "b.eml/c.txt"]

    def test_a_cover_of_one_mail_is_that_mail(self):
        data = b"From: a@b.fr\nSubject: x\nMIME-Version: 1.0\n" + forwarded(samples.mail())
        assert (unpack("a.eml", data), read("a.eml", data).title) == ((), TITLE)

    def test_one_in_the_other_without_end(self):
        data = samples.mail()
        for _ in range(60):
            data = letter(said("Un."), forwarded(data))
        with pytest.raises(UnreadableFile) as refusal:
            unpack("a.eml", data)
        assert refusal.value.problem is Problem.TOO_DEEP


class TestFilesThatCannotBeRead:
    def test_pictures_are_remarked(self):
        data = letter(said(PLAIN), enclosed("a.png", PNG, "image/png"), enclosed("b.bin", PNG))
        assert unpack("a.eml", data) == ()
        assert read("a.eml", data).remarks == (unread("a.png", "b.bin"),)

    def test_pictures_beside_an_article_are_remarked_on_it(self):
        (part,) = unpack("a.eml", letter(enclosed("a.png", PNG, "image/png"), enclosed("b.txt", b"Un.")))
        assert (part.name, part.remarks) == ("b.txt", (unread("a.png"),))

    def test_documents_are_refused_with_their_reason(self):
        body, document = unpack("a.eml", letter(said("Voici."), enclosed("a.doc", OLE)))
        assert (body.name, read(body.name, body.data).text) == ("message.eml", "Voici.")
        assert (document.name, document.problem) == ("a.doc", Problem.UNKNOWN_FORMAT)

    @pytest.mark.parametrize(
        "part",
        [
            enclosed("invite.ics", b"BEGIN:VCALENDAR", "text/calendar"),
            enclosed("smime.p7s", b"\x30\x80", "application/pkcs7-signature"),
            b"Content-Type: image/png\nContent-ID: <logo>\nContent-Disposition: inline\n\nx",
            enclosed("vide.txt", b"", "text/plain"),
        ],
    )
    def test_what_programs_write_is_no_remark(self, part):
        data = letter(said(PLAIN), part)
        assert unpack("a.eml", data) == ()
        assert not read("a.eml", data).remarks or b"vide.txt" in data

    def test_text_of_a_program_is_no_article(self):
        data = letter(said(PLAIN), enclosed("machine.log", b"Une ligne de programme."))
        assert (unpack("a.eml", data), read("a.eml", data).remarks) == ((), (unread("machine.log"),))


class TestContainersInMail:
    def test_tables_and_zips_are_unpacked(self):
        sheet = table(RECORD.keys(), RECORD.values())
        data = letter(enclosed("t.csv", sheet), enclosed("b.zip", zipped({"d/x.txt": b"Un.", "y.txt": b"Deux."})))
        assert names(data) == ["t.csv#1", "b.zip/d/x.txt", "b.zip/y.txt"]

    def test_nothing_is_taken_of_a_bomb(self):
        text, bomb = unpack("a.eml", letter(enclosed("a.txt", b"Un."), enclosed("b.zip", samples.zip_bomb())))
        assert (text.problem, bomb.name, bomb.problem) == (None, "b.zip", Problem.BOMB)

    def test_a_zip_in_a_mail_in_a_zip_is_not_opened(self):
        inner = letter(said(PLAIN), enclosed("b.zip", zipped({"x.txt": b"Un."})))
        body, nested = unpack("a.zip", zipped({"d/a.eml": inner}))
        assert (body.name, body.problem) == ("d/a.eml/message.eml", None)
        assert (nested.name, nested.problem) == ("d/a.eml/b.zip", Problem.NESTED)

    def test_a_mail_in_a_zip_that_says_all_is_left_as_it_is(self):
        assert unpack("a.zip", zipped({"a.eml": samples.mail()})) == (Part("a.eml", samples.mail()),)


class TestAMailbox:
    def test_each_mail_is_an_article(self):
        data = mailbox(samples.mail(), samples.mail(subject="Deux", plain="From Paris with love.\n\nUn texte."))
        first, second = unpack("a.mbox", data)
        assert (first.name, read(first.name, first.data).title) == ("a.mbox#1", TITLE)
        extracted = read(second.name, second.data)
        assert (extracted.title, extracted.text.strip()) == ("Deux", "From Paris with love.\n\nUn texte.")

    def test_files_of_its_mails_come_with_them(self):
        box = mailbox(letter(enclosed("a.txt", b"Un.")), samples.mail())
        assert names(box, "a.mbox") == ["a.mbox#1/a.txt", "a.mbox#2"]

    def test_of_one_mail_it_is_that_mail(self):
        data = mailbox(samples.mail())
        assert (unpack("a.mbox", data), read("a.mbox", data).title) == ((), TITLE)


def test_remarks_come_through_from_the_nursery():
    (part,) = guarded.unpack("a.eml", letter(said("Voici."), enclosed("b.txt", b"Un.")))
    assert part.remarks == (note("Voici."),)
    data = letter(said(PLAIN), enclosed("a.png", PNG, "image/png"))
    assert guarded.read("a.eml", data).remarks == (unread("a.png"),)
