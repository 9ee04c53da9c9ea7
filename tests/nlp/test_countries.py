import pytest

from articles.nlp import annotate, knowledge
from articles.nlp.about import about, weights
from articles.nlp.countries import Demonyms, named_countries
from articles.nlp.gazetteer import Gazetteer
from articles.nlp.homonyms import Surroundings, homonyms
from articles.nlp.lang import en, fr
from articles.nlp.linking import linked
from articles.text.annotation import Span
from tests.nlp.world import GAZETTEER, ORGANISATION, PLACE, named

FRENCH = Demonyms(knowledge.countries(), fr.RULES)
ENGLISH = Demonyms(knowledge.countries(), en.RULES)
WORLD = Gazetteer(knowledge.entities(), "fr")


def codes(demonyms, text):
    return [found for _, found in demonyms.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("le président kazakh", [("KZ",)]),
        ("la capitale kazakhe et les Kazakhs", [("KZ",), ("KZ",)]),
        ("la relation russo-kazakhe", [("RU", "KZ")]),
        ("un sommet franco-germano-italien", [("FR", "DE", "IT")]),
        ("le Franco-Libanais", [("FR", "LB")]),
        ("les Burkinabè et un Burkinabé", [("BF",), ("BF",)]),
        ("les nord-coréens et les sud-coréens", [("KP",), ("KR",)]),
        ("nigérien et nigérian", [("NE",), ("NG",)]),
        ("guinéen, bissau-guinéen, équato-guinéen", [("GN",), ("GW",), ("GQ",)]),
        ("congolais", [("CD",)]),
        ("dominicain et dominiquais", [("DO",), ("DM",)]),
        ("russo-russe", [("RU",)]),
        ("écrit en français, il parle arabe", []),
        ("traduit en russe", []),
        ("les Occidentaux, les Européens", []),
        ("kazakhement, prusse", []),
        ("-russe- a-b-c", [("RU",)]),
        ("un pacte russo-nord-coréen", [("RU", "KP")]),
        ("franco-néo-zélandais", [("FR", "NZ")]),
        ("les forces prorusses, antiaméricaines, pro-russes", [("RU",), ("US",), ("RU",)]),
        ("le sommet sino-européen, le conflit israélo-arabe", [("CN",), ("IL",)]),
        ("anglo-saxon, franco-provençal, gréco-romain", []),
        ("la guerre Iran-Irak, le Nord-Mali, l'ex-Zaïre", [("IR",), ("IQ",), ("ML",), ("CD",)]),
        ("Nord-Sud, Jean-France, Saint-Denis, ex-Mali Plus", []),
        ("il parle anglais, russe et chinois ; un Chinois", [("CN",)]),
        ("le russe recule, le russe Rosatom avance", [("RU",)]),
        ("un cours de turc, l'usage du portugais", []),
        ("la langue russe, les mots russes", [("RU",)]),
        ("au Japonais, aux Japonais", [("JP",), ("JP",)]),
        ("", []),
    ],
)
def test_french_demonyms(text, expected):
    assert codes(FRENCH, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Russian president", [("RU",)]),
        ("a polish on the table", []),
        ("the French and the Turks", [("FR",), ("TR",)]),
        ("in English", []),
        ("in English towns, English is spoken", [("GB",), ("GB",)]),
        ("he speaks Russian and Chinese, Russian lessons", []),
        ("Russian-backed, UK-based, US-led", [("RU",), ("GB",), ("US",)]),
        ("Russian-speaking", []),
        ("Sino-Indian, Anglo-Saxon", [("CN", "IN")]),
        ("the Iran-Iraq war", [("IR",), ("IQ",)]),
        ("South African and Papua New Guinean", [("ZA",), ("PG",)]),
    ],
)
def test_english_demonyms(text, expected):
    assert codes(ENGLISH, text) == expected


@pytest.mark.parametrize("unit", ["a", "a-", "-", "russe-", "russo-", " ", "A. ", "(", "nord-coréen "])
def test_long_runs_of_anything_are_read_in_linear_time(unit):
    FRENCH.find(unit * (200_000 // len(unit)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Guinée", "GN"),
        ("Guinée-Bissau", "GW"),
        ("Guinée équatoriale", "GQ"),
        ("Papouasie-Nouvelle-Guinée", "PG"),
        ("République démocratique du Congo", "CD"),
        ("RDC", "CD"),
        ("Congo-Kinshasa", "CD"),
        ("République du Congo", "CG"),
        ("Congo-Brazzaville", "CG"),
        ("Dominique", "DM"),
        ("République dominicaine", "DO"),
        ("Corée du Sud", "KR"),
        ("Corée du Nord", "KP"),
        ("Etats-Unis", "US"),
        ("États-Unis", "US"),
        ("Bruxelles", ""),
        ("Maison-Blanche", "US"),
        ("Washington", "US"),
        ("Élysée", "FR"),
        ("Kremlin", "RU"),
        ("Moscou", "RU"),
        ("Kiev", "UA"),
    ],
)
def test_places_that_stand_for_a_country(text, expected):
    hits = WORLD.find(f"vers {text}.")
    assert [(hit.surface, hit.candidates[0].country) for hit in hits] == [(text, expected)]


def scores(text, *places, title=""):
    mentions, _ = linked(text, named(text, *places), GAZETTEER, {}, "fr")
    return [(c.code, c.mentions, c.about) for c in named_countries(text, title, mentions, FRENCH, GAZETTEER)]


@pytest.mark.parametrize(
    ("text", "places", "title", "expected"),
    [
        ("Rien.", [], "", []),
        ("Astana, au Kazakhstan.", [("Astana", PLACE), ("Kazakhstan", PLACE)], "", [("KZ", 2, True)]),
        ("Bruxelles hésite.", [("Bruxelles", PLACE)], "", []),
        ("Un accord russo-kazakh.", [], "", [("KZ", 1, True), ("RU", 1, True)]),
        ("Rien.", [], "Le Kazakhstan vote", [("KZ", 1, True)]),
        ("Rien.", [], "Dominique et Orange", []),
        ("Début.\nUn mot russe.", [], "", [("RU", 1, False)]),
        ("La Banque de France.", [("Banque de France", ORGANISATION)], "", []),
        ("Le Club russe.", [("Club russe", ORGANISATION)], "", [("RU", 1, True)]),
    ],
)
def test_countries_are_weighed_by_where_they_are_named(text, places, title, expected):
    assert scores(text, *places, title=title) == expected


def test_a_text_is_about_three_countries_at_most():
    found = scores("russe russe, kazakh kazakh, italien italien, turc turc, chinois.")
    assert [code for code, _, about in found if about] == ["IT", "KZ", "RU"]
    assert len(found) == 5


def test_evidence_is_where_the_country_is_named():
    text = "Le Kazakhstan et le président kazakh"
    mentions, _ = linked(text, named(text, ("Kazakhstan", PLACE)), GAZETTEER, {}, "fr")
    (country,) = named_countries(text, "", mentions, FRENCH, GAZETTEER)
    assert [text[span.start : span.end] for span in country.evidence] == ["Kazakhstan", "kazakh"]


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("Des ingénieurs coréens sont là.", "", [("KR", False)]),
        ("À Séoul, des ingénieurs coréens sont là.", "Séoul", [("KR", True)]),
        ("Des ingénieurs sud-coréens sont là.", "", [("KR", True)]),
        ("La Turquie est là.", "Turquie", [("TR", True)]),
    ],
)
def test_a_country_is_unsure_where_another_may_be_meant_and_nothing_tells(text, place, expected):
    mentions, _ = linked(text, named(text, *([(place, PLACE)] if place else [])), WORLD, {}, "fr")
    scores = named_countries(text, "", mentions, FRENCH, WORLD)
    assert [(score.code, score.sure) for score in scores] == expected


@pytest.mark.parametrize("unit", ["Congo ", "Géorgie. ", "le Hollande et ", "indien\n", "Vienne, Tripoli, Kiev "])
def test_long_runs_of_homonyms_are_settled_in_linear_time(unit):
    text = unit * (100_000 // len(unit))
    assert named_countries(text, "", (), FRENCH, WORLD) is not None


@pytest.mark.parametrize(
    ("text", "signs", "people", "expected"),
    [
        ("Tripoli a démenti.", [], [], (("LY",), False)),
        ("Tripoli a démenti. Le Liban aussi.", [("Liban", "LB")], [], (("LB",), True)),
        # The sentence speaks before the paragraph, the paragraph before the rest.
        ("Tripoli et le Liban. Libye, Libye.", [("Liban", "LB"), ("Libye", "LY")], [], (("LB",), True)),
        ("Libye, Libye.\nTripoli, ville sûre. Beyrouth l'est moins.", [("Libye", "LY")], [], (("LB",), True)),
        ("Beyrouth et Benghazi.\nTripoli.", [], [], (("LY",), False)),
        ("Hollande a parlé. François Hollande rit.", [], ["François Hollande"], ((), True)),
        ("La Hollande a perdu. François Hollande rit.", [], ["François Hollande"], (("NL",), True)),
        ("Le Congo de Kinshasa.\nLe Rwanda.", [("Rwanda", "RW")], [], (("CD",), True)),
    ],
)
def test_the_nearest_sign_settles_a_homonym(text, signs, people, expected):
    def at(word):
        return Span(text.index(word), text.index(word) + len(word))

    surroundings = Surroundings(text, [(at(w), code) for w, code in signs], [(at(p), p) for p in people])
    first = homonyms("fr").find(text)[0]
    assert surroundings.decide(first) == expected


def test_homonyms_are_found_whole_as_the_table_writes_them():
    text = "Un congo, le Congo, Congo-Océan ; l'Été indien, Congolaises, été indien."
    assert [h.surface for h in homonyms("fr").find(text)] == ["Congo", "Été indien", "Congolaises", "été indien"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_table_of_homonyms_points_to_known_countries(language):
    codes_of = {country.code for country in knowledge.countries()}
    table = homonyms(language)
    assert len(table.names) > 200
    for name in table.names:
        senses = table.find(f"- {name} -")[0].senses
        assert {code for sense in senses for code in sense.countries} <= codes_of
        assert {sign for sense in senses for sign in sense.signs} <= codes_of | {"person"}
        assert len({sense.countries for sense in senses}) == len(senses), name


ABOUT = [
    # A visit: host and guest, not those named beside.
    (
        "Le président russe est arrivé mardi à Astana.\n"
        "Le Kazakhstan et la Russie ont signé douze accords sur l'énergie. Le président kazakh a parlé d'amitié.\n"
        "La Chine observe. Moscou livre du gaz, Astana vend de l'uranium.\n"
        "Les experts kazakhs doutent que la Russie finance la centrale.",
        "",
        "KZ RU",
    ),
    # One country, with its neighbours in a row.
    (
        "La Moldavie a voté dimanche.\n"
        "Chisinau regarde vers l'Europe. Les Moldaves de l'étranger ont fait la différence.\n"
        "L'Ukraine, la Roumanie, la Bulgarie, la Hongrie et la Pologne ont salué le résultat.\n"
        "Le Parlement moldave siégera lundi.",
        "",
        "MD",
    ),
    # A country of the title that the text hardly names again is still its subject.
    (
        "Le gouvernement a annoncé une réforme des retraites.\n"
        "Les syndicats italiens appellent à la grève. À Rome, la majorité tient.\n"
        "Un économiste cite la Suède.",
        "L'Italie réforme ses retraites",
        "IT",
    ),
    # A treaty's town is no subject.
    (
        "L'Iran enrichit de nouveau son uranium.\n"
        "Téhéran a quitté l'accord de Vienne. Les inspecteurs ont quitté l'Iran.\n"
        "L'accord de Vienne limitait les centrifugeuses. Les Iraniens manquent de tout.\n"
        "À Téhéran, le rial s'effondre.",
        "Ce qui reste de l'accord de Vienne",
        "IR",
    ),
    # Home news: its towns are enough.
    (
        "À Limoges, la maternité ferme.\n"
        "Les futures mères iront à Toulouse ou à Bordeaux.\n"
        "La région Nouvelle-Aquitaine promet un bus. À Paris, le ministère se tait.",
        "",
        "FR",
    ),
    # A world tour is about none.
    (
        "La chaleur tue partout.\n"
        "En Inde, les écoles ferment. Au Canada, les forêts brûlent.\n"
        "En Grèce, les touristes fuient. Au Chili, l'eau manque.\n"
        "Au Japon, les anciens restent chez eux. Au Maroc, le blé sèche.\n"
        "En Suède, le bétail souffre. Au Mali, les puits sont vides.",
        "",
        "",
    ),
    # Three that share one alliance; a fourth in passing.
    (
        "Le Mali, le Burkina Faso et le Niger ont quitté la Cédéao.\n"
        "À Bamako, on danse. À Niamey aussi. Ouagadougou attend.\n"
        "Les putschistes maliens, burkinabè et nigériens veulent une monnaie.\n"
        "Lomé propose sa médiation.\n"
        "Les économistes nigériens, maliens et burkinabè s'inquiètent.",
        "",
        "BF ML NE",
    ),
    # Never more than three.
    (
        "La France, l'Allemagne et l'Italie négocient avec l'Espagne.\n"
        "Paris propose, Berlin dispose, Rome attend, Madrid hésite.\n"
        "Les Français, les Allemands, les Italiens et les Espagnols voteront.",
        "",
        3,
    ),
    # A border dispute: both, though one capital speaks of a third.
    (
        "L'Arménie et l'Azerbaïdjan ont paraphé un traité.\n"
        "Bakou exige une nouvelle Constitution. Erevan refuse.\n"
        "Les Arméniens du Karabagh ont fui. Washington a promis une route.\n"
        "Les soldats azerbaïdjanais gardent la frontière, les soldats arméniens aussi.",
        "",
        "AM AZ",
    ),
    # Nationalities of firms in one list are no subject.
    (
        "Le fabricant de puces recrute à Grenoble.\n"
        "Il affronte l'américain Wolfspeed, l'allemand Infineon, le japonais Rohm et le chinois Sanan.\n"
        "À Grenoble, la région paie. La France espère six cents emplois.\n"
        "Les élus français applaudissent.",
        "",
        "FR",
    ),
    # Sport: the two who play.
    (
        "Le Sénégal affronte le Maroc dimanche.\n"
        "Les Sénégalais ont éliminé l'Égypte, les Marocains le Nigeria.\n"
        "L'arbitre est français.\n"
        "À Dakar comme à Rabat, les places sont vendues.",
        "",
        "MA SN",
    ),
    # Nothing named, nothing about.
    ("Le chat dort.\nLa nuit tombe.", "", ""),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "title", "expected"), ABOUT)
def test_what_a_text_is_about(text, title, expected):
    chosen = sorted(c.code for c in annotate(text, title=title).countries if c.about)
    assert len(chosen) == expected if isinstance(expected, int) else " ".join(chosen) == expected


def test_a_country_of_one_paragraph_among_many_is_named_in_passing():
    lines = ["Le Mali vote."] * 8 + ["Chine, Chine, Chine, Chine, Chine."]
    text = "\n".join(lines)
    mali = [Span(14 * i + 3, 14 * i + 7) for i in range(8)]
    china = [Span(112 + 7 * i, 117 + 7 * i) for i in range(5)]
    assert about(weights(text, {"ML": mali, "CN": china}, {}), len(lines)) == {"ML"}
