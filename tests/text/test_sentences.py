import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.sentences import clip, first_sentence, in_one_line, sentence_around, sentences, words

PROSE = st.text(st.sampled_from('abAÉM. !?…«»"()\u00a0\n-—’'), max_size=80)


@st.composite
def texts_with_a_mention(draw):
    before, mention, after = (
        draw(PROSE),
        draw(st.text(st.sampled_from("aÉM. -'"), min_size=1, max_size=12)),
        draw(PROSE),
    )
    return before + mention + after, len(before), len(before) + len(mention)


def around(text, name):
    start = text.index(name)
    begin, finish = sentence_around(text, start, start + len(name))
    return text[begin:finish]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Il neige. Paris dort. On rit.", "Paris", "Paris dort."),
        ("Paris dort", "Paris", "Paris dort"),
        ("Un titre\nParis dort. Bien.\nFin", "Paris", "Paris dort."),
        ("Il vint. M. Tokaïev parla. On rit.", "Tokaïev", "M. Tokaïev parla."),
        ("MM. Xi et Modi parlent. Fin.", "Modi", "MM. Xi et Modi parlent."),
        ("Il vit J. R. R. Tolkien hier. Fin.", "Tolkien", "Il vit J. R. R. Tolkien hier."),
        ("Le Dr. Rieux dort. Fin.", "Rieux", "Le Dr. Rieux dort."),
        ("Il dit : « Venez. » Astana attend.", "Astana", "Astana attend."),
        ("Il dit : « Venez ! » puis Astana attend.", "Astana", "Il dit : « Venez ! » puis Astana attend."),
        ("Fini ?\u00a0« Astana attend », dit-il.", "Astana", "« Astana attend », dit-il."),
        ('Il part. "Astana attend", dit-il.', "Astana", '"Astana attend", dit-il.'),
        ("Fin… Œuvrons à Astana !", "Astana", "Œuvrons à Astana !"),
        ("Le prix de 3.5 euros à Astana. Fin.", "Astana", "Le prix de 3.5 euros à Astana."),
        ("Voir Yahoo! Le site est à Astana.", "Astana", "Le site est à Astana."),
    ],
)
def test_the_sentence_around_a_name(text, name, expected):
    assert around(text, name) == expected


@given(texts_with_a_mention())
def test_a_sentence_holds_its_mention(case):
    text, start, end = case
    begin, finish = sentence_around(text, start, end)
    assert 0 <= begin <= start < end <= finish <= len(text)
    assert "\n" not in text[begin:start] + text[end:finish]


@given(texts_with_a_mention(), st.integers(0, 30))
def test_a_clipped_sentence_holds_its_mention_and_is_no_wider_than_asked(case, width):
    text, start, end = case
    begin, finish = clip(text, start, end, width=width)
    assert 0 <= begin <= start < end <= finish <= len(text)
    assert start - begin <= width
    assert finish - end <= width


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Paris dort. On rit.", "Paris dort"),
        ("M. Tokaïev parle. On rit.", "M. Tokaïev parle"),
        ("Un titre\nUne phrase.", "Un titre"),
        ("Vraiment ? Oui.", "Vraiment ?"),
        ("...\nUne phrase.", "..."),
        ("mot " * 60, "mot " * 26 + "mot…"),
        ("x" * 200, "x" * 110 + "…"),
    ],
)
def test_the_first_sentence(text, expected):
    assert first_sentence(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fin.\nLe début.", "Fin. Le début."),
        ("Un titre\nÀ Paris", "Un titre — À Paris"),
        ("Un titre \n\n« Voilà »", "Un titre — « Voilà »"),
        ("\nLe début", " — Le début"),
        ("une ligne\ncoupée", "une ligne coupée"),
        ("trois choses :\nLe gaz", "trois choses : Le gaz"),
        (" seuls \n", " seuls  "),
    ],
)
def test_a_heading_does_not_run_into_the_text(text, expected):
    assert in_one_line(text) == expected


def test_words_are_counted_as_readers_do():
    assert words("L'été, 43\u00a0% du pays\n— enfin") == 7


@pytest.mark.parametrize(
    "unit", ["a", " ", ". ", "A. ", "M. ", "(", "«»", '" ', ".\u00a0»", "?!", "... ", "\n", "“", " »"]
)
def test_long_runs_of_anything_are_read_in_linear_time(unit):
    text = "Fin." + unit * (200_000 // len(unit)) + "x"
    assert in_one_line(text)
    begin, finish = sentence_around(text, len(text) - 1, len(text))
    assert begin <= len(text) - 1 < finish


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("M. Tokaïev part. Il revient.", ["M. Tokaïev part.", "Il revient."]),
        ("Un titre\n\nUne phrase ! Une autre ?", ["Un titre", "Une phrase !", "Une autre ?"]),
        ("« Rien n’est fini. » Il sort. Fin", ["« Rien n’est fini. »", "Il sort.", "Fin"]),
        ("Le prix de M.\nUn autre", ["Le prix de M.", "Un autre"]),
    ],
)
def test_all_sentences_in_order(text, expected):
    assert list(sentences(text)) == expected


@given(st.text(alphabet="Aa. !\n«»"))
def test_sentences_hold_all_but_the_blanks(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
