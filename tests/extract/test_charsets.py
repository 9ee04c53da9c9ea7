import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extract.charsets import codec, in_utf8

MARK = codecs.BOM_UTF8
RUSSIAN, CHINESE, FRENCH = "Президент прибыл в Пекин.", "俄罗斯总统普京抵达北京。", "L’œuvre coûte 30 € – « été »."


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("UTF-8", "utf_8"),
        ("Windows-1251", "cp1251"),
        ("ISO-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("GB2312", "gb18030"),
        ("Shift_JIS", "cp932"),
        ("koi8-r", "koi8_r"),
        ("", ""),
        ("nonsense", ""),
        ("zip", ""),
        ("rot13", ""),
        ("utf-7", ""),
        ("unicode_escape", ""),
        ("idna", ""),
    ],
)
def test_a_charset_has_the_name_that_python_gives_it(name, expected):
    assert codec(name) == expected


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "KOI8-R"),
        (CHINESE, "gbk", "gb2312"),
        ("總統抵達北京。", "big5hkscs", "big5-hkscs"),
        (FRENCH, "cp1252", "ISO-8859-1"),
        (RUSSIAN, "utf-16-le", "utf-16"),
        (RUSSIAN, "utf-16-be", "utf-16be"),
        ("東京の新聞。", "iso2022_jp", "iso-2022-jp"),
    ],
)
def test_text_is_what_its_server_calls_it(text, encoding, named):
    assert in_utf8(text.encode(encoding), named) == MARK + text.encode()


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (RUSSIAN.encode("cp1251"), ""),
        (RUSSIAN.encode("cp1251"), "nonsense"),
        (FRENCH.encode(), "iso-8859-1"),
        (FRENCH.encode("utf-8-sig"), "windows-1251"),
        (FRENCH.encode("utf-16"), "windows-1251"),
        (b"%PDF-1.7 \xe9\xe8", "iso-8859-1"),
        (b"PK\x03\x04\xe9\xe8", "iso-8859-1"),
        (b"\x89PNG\r\n\x1a\n\x00\xe9", "iso-8859-1"),
        (FRENCH.encode("cp1252"), "utf-8"),
        (FRENCH.encode("cp1252") * 9, "big5"),
    ],
)
def test_bytes_that_say_otherwise_stay_as_they_are(data, charset):
    assert in_utf8(data, charset) == data


@given(st.binary(), st.sampled_from(["utf-8", "utf-16", "gbk", "hz", "iso-2022-kr", "cp037", "windows-1255", "x"]))
def test_any_bytes_survive_any_charset(data, charset):
    found = in_utf8(data, charset)
    assert found == data or found.startswith(MARK)
