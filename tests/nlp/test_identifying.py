import pytest

from articles.nlp import identified

FRENCH = "Le président russe se rend ce mercredi à Astana, où il doit signer un accord sur la centrale."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (FRENCH, "fr"),
        (FRENCH.upper(), "fr"),
        ("The Russian president travels to Astana on Wednesday to sign an agreement on the power station.", "en"),
        ("El presidente ruso viaja el miércoles a Astaná para firmar un acuerdo sobre la central nuclear.", "es"),
        ("Der russische Präsident reist am Mittwoch nach Astana, um ein Abkommen zu unterzeichnen.", "de"),
        ("Президент России прибудет в среду в Астану, чтобы подписать соглашение об атомной станции.", "ru"),
        ("وصل الرئيس الروسي إلى كازاخستان يوم الأربعاء لتوقيع اتفاق بشأن محطة الطاقة النووية الجديدة", "ar"),
        (
            "俄罗斯总统星期三抵达哈萨克斯坦首都阿斯塔纳进行国事访问，并将同哈萨克斯坦总统签署核电站建设协议，双方还将讨论能源、交通、贸易和安全等领域的合作，两国领导人随后会见记者。",
            "zh",
        ),
        ("", ""),
        ("Astana", ""),
        ("12 345 678 901 " * 40, ""),
        ("x" * 3000, ""),
        ("😀 " * 500, ""),
    ],
)
def test_the_language_of_a_text_shows(text, language):
    assert identified(text) == language


def test_a_long_text_is_told_by_its_beginning():
    assert identified(FRENCH * 20_000) == "fr"
