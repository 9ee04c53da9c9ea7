from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extract import Problem, UnreadableFile
from articles.extract.decoding import decode, decode_page

TEXT = "L’été à Astana : « 43 % » — œuvre, naïve, 5 €.\nÀ demain."
SEEDS = sorted(Path(__file__).parents[2].glob("seeds/*/*.md"))
ENGLISH = b"A plain line of English words, and another one after it.\n" * 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_usual_encodings_give_the_same_text(encoding):
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_by_its_mark_in_both_orders(mark):
    assert decode(("\ufeff" + TEXT).encode(mark)) == TEXT


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("été, ".encode() * 20 + b"\xe9", "été, " * 20 + "\ufffd"),
        ("Le Kazakhstan négocie à Astana, l’été, d’où l’écho. ".encode() * 5 + "é".encode()[:1], None),
        (ENGLISH + b"caf\xe9", (ENGLISH + b"caf").decode() + "é"),
    ],
)
def test_a_broken_sign_does_not_spoil_the_others(data, expected):
    text = decode(data)
    assert "Ã" not in text
    assert expected is None or text == expected


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\x00" * 9])
def test_nothing_is_refused_as_empty(data):
    with pytest.raises(UnreadableFile) as refusal:
        decode(data)
    assert refusal.value.problem is Problem.EMPTY


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\x00\x01",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"PK\x03\x04" + b"\x14\x00\x06" * 30,
        bytes(range(1, 9)) * 50,
        b"\xff\xfe\x00\xd8\x41\x00",
        bytes(range(0x80, 0x100)) * 4,
        b"\xa7\xb6\xa4\xb0" * 100,
        b"Un texte \x00 avec un seul octet nul.",
        b"\x01\x00\x02\x00A\x00" * 50,
        b"\x10\x20\x00\x00\x41\x42\x00\x00" * 50,
    ],
)
def test_bytes_that_are_no_text_are_refused_as_binary(data):
    with pytest.raises(UnreadableFile) as refusal:
        decode(data)
    assert refusal.value.problem is Problem.BINARY


FRENCH = (
    "Le préfet de Lyon a été reçu à l'Élysée par Emmanuel Macron.\n\nOù mène la fièvre ? "
    "Noël est déjà prévu, les crêtes sont gelées. "
)
SPANISH = "El señor Sánchez dijo que España no aceptará la decisión. ¿Qué hará mañana? "
GERMAN = "Für München und Köln gibt es größere Änderungen, sagte Müller. "
POLISH = "Donald Tusk powiedział, że rząd będzie wspierać Ukrainę. Wczoraj w Łodzi trwało to pięć godzin. "
CZECH = "Český prezident Petr Pavel řekl, že země bude podporovat Ukrajinu. Příští schůzka je v Plzni. "
HUNGARIAN = "Orbán Viktor azt mondta, hogy a kormány őszi ülésén több új törvényről szavaztak, és erről dönt. "
ROMANIAN = "Preşedintele României a declarat că ţara va sprijini Ucraina. Şedinţa a fost la Bucureşti. "
CHINESE = "法国总统在巴黎会见了哈萨克斯坦总统, 双方讨论了铀矿和天然气的供应。 会议持续了3个小时.\n"
RUSSIAN = "Президент Казахстана Касым-Жомарт Токаев заявил, что страна увеличит добычу урана. "
UKRAINIAN = "Президент України Володимир Зеленський заявив, що країна їде вперед. "
GREEK = "Ο πρωθυπουργός Κυριάκος Μητσοτάκης δήλωσε ότι η χώρα θα στηρίξει την Ουκρανία. "
TURKISH = "Cumhurbaşkanı Erdoğan, İstanbul'da yaptığı konuşmada ülkenin değiştiğini söyledi. "


@pytest.mark.parametrize("times", [1, 12])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        (FRENCH, "cp850"),
        (FRENCH, "mac_roman"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
        (FRENCH, "utf-32"),
        (SPANISH, "cp1252"),
        (GERMAN, "cp1252"),
        (GERMAN, "cp850"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859_2"),
        (CZECH, "cp1250"),
        (CZECH, "iso8859_2"),
        (HUNGARIAN, "cp1250"),
        (ROMANIAN, "iso8859_2"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "cp866"),
        (RUSSIAN, "iso8859_5"),
        (RUSSIAN, "utf-16-le"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "utf-16-be"),
        (UKRAINIAN, "cp1251"),
        (UKRAINIAN, "koi8_u"),
        (GREEK, "cp1253"),
        (TURKISH, "cp1254"),
    ],
)
def test_old_charsets_are_told_apart_by_what_they_would_spell(text, encoding, times):
    assert decode((text * times).encode(encoding)) == text * times


@pytest.mark.parametrize("data", [b"Bonjour\x00 Paris \x00" * 30 + b"Du texte. ", b"\x00 Paris!\x00 Bonjour" * 30])
def test_zeros_here_and_there_make_no_chinese(data):
    with pytest.raises(UnreadableFile) as refused:
        decode(data)
    assert refused.value.problem is Problem.BINARY


@pytest.mark.parametrize(
    "text",
    [
        "Un café.",
        "« Non », dit-elle – et puis… rien.",
        "L’ÉTÉ À ÉVREUX",
        "Le prix : 30 €, soit 12 m² à 5 °C, ± 3 ‰.",
        "La Serbie négocie depuis 2014. À Niš, Novak Škoda a déjà dit « ça ».",
        "Le restaurateur Tibor Halász, près de Genève.",
        "Des étudiant·e·s de Malmö, d’Århus et de São Paulo.",
        "ABBÉ, PRéFET, œuvre, ex æquo, Citroën, Muñoz, Señor",
        "Bush’s “axis of evil” speech — it wasn’t new.",
    ],
)
def test_a_french_text_in_windows_1252_is_never_taken_for_something_else(text):
    assert decode(text.encode("cp1252")) == text


def test_every_article_of_the_seeds_and_each_of_its_paragraphs_survives_windows_1252():
    for file in SEEDS:
        text = file.read_text().encode("cp1252", "ignore").decode("cp1252")
        for part in (text, *text.split("\n\n")):
            assert not part.strip() or decode(part.encode("cp1252")) == part


@given(st.one_of(st.binary(), st.binary().map(b"\xff\xfe".__add__), st.binary().map(ENGLISH.__add__)))
def test_any_bytes_are_read_or_refused(data):
    try:
        assert isinstance(decode(data), str)
    except UnreadableFile as refusal:
        assert refusal.problem in {Problem.EMPTY, Problem.BINARY}


def page(charset="", *, old=False):
    meta = (
        f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        if old
        else f"<meta charset={charset}>"
    )
    return f"<html><head>{meta if charset else ''}</head><body><p>{TEXT}</p></body></html>"


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-8", "iso-8859-1"),
        ("utf-16", "utf-8"),
        ("cp1252", ""),
        ("cp1252", "iso-8859-1"),
        ("cp1252", "windows-1252"),
        ("cp1252", "utf-8"),
        ("cp1252", "inconnu"),
    ],
)
def test_a_page_is_read_whatever_it_says_of_itself(encoding, charset, old):
    content = page(charset, old=old)
    assert decode_page(content.encode(encoding)) == content


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "iso-8859-5", "shift_jis"])
def test_a_page_in_another_alphabet_is_read_by_the_charset_it_names(charset):
    content = f"<meta charset={charset}><p>Астана"
    assert decode_page(content.encode(charset)) == content


def test_a_page_loses_its_null_signs():
    assert decode_page(b"<p>Un\x00 mot\x00</p>") == "<p>Un mot</p>"


@pytest.mark.parametrize("data", [b"", b" \r\n", b"\x00" * 9])
def test_a_page_of_nothing_is_empty(data):
    with pytest.raises(UnreadableFile) as refusal:
        decode_page(data)
    assert refusal.value.problem is Problem.EMPTY


@given(st.one_of(st.binary(), st.binary().map(b"<meta charset=big5>".__add__)))
def test_any_bytes_are_a_page_or_nothing(data):
    try:
        assert isinstance(decode_page(data), str)
    except UnreadableFile as refusal:
        assert refusal.problem in {Problem.EMPTY, Problem.BINARY}
