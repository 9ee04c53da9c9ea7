"""Every name of every country through the whole pipeline, and every name that means several."""

import re
from collections import defaultdict

import pytest
from babel import Locale

from articles.nlp import annotate, knowledge
from articles.nlp.homonyms import homonyms
from articles.text.normalise import plain_typography

pytestmark = pytest.mark.model

COUNTRIES = knowledge.countries()

# Names that point to their country only where an article or a neighbour says so.
NEEDS_ARTICLE = {"Dominique": "La Dominique"}
NEEDS_NEIGHBOUR = {"Maurice": "À Maurice, le Parlement de Port-Louis siège."}
PLURAL = re.compile(
    r"(?:Îles|Samoa am|Émirats|États|Terres|Pays-Bas|Palaos|Comores|Philippines|Seychelles|Maldives|Bahamas|Bermudes"
    r"|Fidji)"
)
NO_ARTICLE = (
    "Andorre Antigua-et-Barbuda Anguilla Aruba Bahreïn Brunei Cuba Curaçao Chypre Djibouti Gibraltar Guam Guernesey "
    "Haïti Hong Israël Jersey Kiribati La Macao Madagascar Malte Mayotte Monaco Montserrat Nauru Niue Oman Porto "
    "Saint Sainte Sao Singapour Sint Sri Svalbard Taïwan Tokelau Trinité Tuvalu Vanuatu Wallis Île"
).split()
MASCULINE_IN_E = {
    "Mexique",
    "Mozambique",
    "Cambodge",
    "Zimbabwe",
    "Belize",
    "Suriname",
    "Sahara occidental",
    "Royaume-Uni",
}


def named(language, lines):
    """The codes that the evidence of each line points to; all lines are read as one text."""
    text = "\n".join(lines)
    found = defaultdict(set)
    for country in annotate(text, language).countries:
        for span in country.evidence:
            found[text.count("\n", 0, span.start)].add(country.code)
    return [found[number] for number in range(len(lines))]


def wrong(language, expected):
    """The pairs of ``expected`` (line, codes) for which something else is found."""
    lines = [line for line, _ in expected]
    return [
        (line, codes, got) for (line, codes), got in zip(expected, named(language, lines), strict=True) if got != codes
    ]


def with_article(name):
    if PLURAL.match(name):
        return f"les {name}"
    if re.split(r"[ -]", name)[0] in NO_ARTICLE:
        return name
    if name[0] in "AEÉIOU":
        return f"l'{name}"
    feminine = name.split("-")[0].split()[0].endswith("e") and name not in MASCULINE_IN_E
    return f"{'la' if feminine else 'le'} {name}"


def towards(name):
    article, _, rest = with_article(name).partition(" ")
    if article == "les":
        return f"aux {rest}"
    if article == "le" and rest:
        return f"au {rest}"
    if article == "la" and rest:
        return f"en {rest}"
    return f"à {name}" if not article.startswith("l'") else f"en {name}"


def french_lines(name):
    the = with_article(name)
    yield f"{the[0].upper()}{the[1:]} a signé l'accord."
    yield f"Selon les négociateurs, {the} et ses voisins ont hésité."
    yield f"Le ministre se rendra {towards(name)} lundi."
    yield f"{NEEDS_ARTICLE.get(name, name)} : un vote serré"


def english_lines(name):
    yield f"{name} has signed the deal."
    yield f"According to the envoys, {name} and its neighbours hesitated."
    yield f"The minister will travel to {name} on Monday."
    yield f"{name}: a close vote"


def test_every_country_is_found_by_its_french_name():
    assert len(COUNTRIES) == 250
    assert wrong("fr", [(line, {c.code}) for c in COUNTRIES for line in french_lines(c.name["fr"])]) == []


def test_every_country_is_found_by_its_english_name():
    assert wrong("en", [(line, {c.code}) for c in COUNTRIES for line in english_lines(c.name["en"])]) == []


@pytest.mark.parametrize(
    ("language", "line"), [("fr", "Selon {}, l'accord tient."), ("en", "According to {}, it holds.")]
)
def test_every_variant_of_every_name_is_found(language, line):
    assert wrong(language, [(line.format(name), {c.code}) for c in COUNTRIES for name in c.variants[language]]) == []


LOCALES = {"fr": ("fr", "fr_CA", "fr_BE", "fr_CH"), "en": ("en", "en_GB", "en_AU", "en_CA", "en_IN")}


@pytest.mark.parametrize(("language", "line"), [("fr", "Le gouvernement : {}."), ("en", "The government of {} said.")])
def test_every_name_of_the_unicode_consortium_is_found(language, line):
    """An independent list, which the data of the project were not made to fit."""
    lists = [Locale.parse(locale).territories for locale in LOCALES[language]]
    names = {plain_typography(names[c.code]): c.code for names in lists for c in COUNTRIES}
    assert len(names) > 255
    lines = {NEEDS_NEIGHBOUR.get(n) or line.format(NEEDS_ARTICLE.get(n, n)): code for n, code in names.items()}
    assert wrong(language, [(text, {code}) for text, code in lines.items()]) == []


@pytest.mark.parametrize(
    ("language", "line"), [("fr", "Le ministre {} est arrivé."), ("en", "It was the {} delegation.")]
)
def test_every_form_of_every_demonym_is_found(language, line):
    expected = [(line.format(form), {c.code}) for c in COUNTRIES for form in c.demonyms[language]]
    assert len(expected) > 650
    assert wrong(language, expected) == []


def test_every_people_is_found_with_a_capital():
    people = [(d[0].upper() + d[1:], c.code) for c in COUNTRIES for d in c.demonyms["fr"] if d.endswith("s")]
    assert wrong("fr", [(f"Hier, les {name} ont voté.", {code}) for name, code in people]) == []


@pytest.mark.parametrize(
    ("language", "demonyms"),
    [
        ("fr", {"kazakhe": "KZ", "sud-africains": "ZA", "néo-zélandaises": "NZ"}),
        ("en", {"German": "DE", "Kazakh": "KZ"}),
    ],
)
def test_every_prefix_goes_with_any_demonym(language, demonyms):
    expected = [
        (f"- {prefix}-{demonym} -", {country.code, code})
        for country in COUNTRIES
        for prefix in country.prefixes[language]
        for demonym, code in demonyms.items()
    ]
    assert len(expected) > 50
    assert wrong(language, expected) == []


@pytest.mark.parametrize(
    ("language", "lines"),
    [("fr", ["Hier, {} a démenti.", "{} : l'alerte"]), ("en", ["On Monday, {} denied it.", "{}: the alert"])],
)
def test_every_capital_stands_for_its_country(language, lines):
    """Those that are no other country's town too."""
    capitals = {c.capital[language]: c.code for c in COUNTRIES if c.capital[language] not in homonyms(language).names}
    assert len(capitals) > 180
    assert (
        wrong(language, [(line.format(name), {code}) for name, code in capitals.items() if name for line in lines])
        == []
    )


FRENCH = [
    ("La Géorgie et l'Arménie ont rouvert leur frontière.", "AM GE"),
    ("À Tbilissi, la Géorgie vote dimanche.", "GE"),
    ("La Géorgie a voté.", "GE"),
    ("Le sénateur de Géorgie Jon Ossoff a été réélu à Atlanta.", "US"),
    ("La Géorgie et la Floride ont basculé dans la nuit.", "US"),
    ("Aux États-Unis, la Géorgie recompte ses bulletins.", "US"),
    ("Le gouverneur de Géorgie a promulgué la loi.", "US"),
    ("L'État de Géorgie a exécuté un condamné.", "US"),
    ("Au Congo, le M23 a pris Goma.", "CD"),
    ("Le président congolais Félix Tshisekedi a reçu l'envoyé à Kinshasa.", "CD"),
    ("À Brazzaville, le président congolais Denis Sassou-Nguesso a été réélu. Le Congo a voté.", "CG"),
    ("Le Congo-Brazzaville exporte du pétrole.", "CG"),
    ("La RDC et le Congo-Kinshasa, c'est le même pays.", "CD"),
    ("Les deux Congo sont séparés par un fleuve.", "CD CG"),
    ("Le bassin du Congo est une forêt.", ""),
    ("Le Congo a signé.", "CD"),
    ("La République démocratique du Congo a signé.", "CD"),
    ("La République du Congo a signé.", "CG"),
    ("La Guinée a signé.", "GN"),
    ("Conakry : la Guinée du général Doumbouya vote.", "GN"),
    ("La Guinée-Bissau a signé.", "GW"),
    ("La Guinée équatoriale a signé.", "GQ"),
    ("La Papouasie-Nouvelle-Guinée a signé.", "PG"),
    ("La Guinée, la Guinée-Bissau, la Guinée équatoriale et la Papouasie-Nouvelle-Guinée ont signé.", "GN GQ GW PG"),
    ("Les pirates du golfe de Guinée ont relâché leurs otages.", ""),
    ("Le Niger et le Nigeria ont rouvert leur frontière.", "NE NG"),
    ("Les Nigériens et les Nigérians se parlent.", "NE NG"),
    ("Le fleuve Niger est en crue.", ""),
    ("Les paysans de l'Office du Niger attendent la pluie.", "ML"),
    ("Le delta du Niger est pollué.", "NG"),
    ("La Dominique et la République dominicaine ont signé.", "DM DO"),
    ("Dominique de Villepin a parlé. Dominique a ri.", ""),
    ("À Roseau, la Dominique se relève du cyclone.", "DM"),
    ("En Dominique, on vote.", "DM"),
    ("Le joueur dominicain a signé à Boston.", "DO US"),
    ("Le frère dominicain a prêché au couvent.", ""),
    ("La Jordanie a fermé son espace aérien.", "JO"),
    ("Jordan a marqué deux buts. Michael Jordan, lui, est une légende.", ""),
    ("Jordan Bardella tient meeting.", ""),
    ("Le paquebot France a été vendu. Le France avait été lancé par le général de Gaulle.", ""),
    ("La France a signé. En France, on vote.", "FR"),
    ("Chine Labbé a animé le débat. Chine a remercié le public.", ""),
    ("La Chine a signé.", "CN"),
    ("Israël Nunes a chanté hier soir.", ""),
    ("Israël a signé. En Israël, on vote.", "IL"),
    ("Paris Hilton a chanté hier soir.", ""),
    ("Paris a signé.", "FR"),
    ("À Victoria, le président des Seychelles a prêté serment.", "SC"),
    ("La reine Victoria régna longtemps.", ""),
    ("Victoria a souri à son père.", ""),
    ("Melbourne, dans l'État de Victoria, suffoque.", "AU"),
    ("À Tripoli, le gouvernement Dbeibah a démenti.", "LY"),
    ("Tripoli a démenti.", "LY"),
    ("Les combats à Tripoli, dans le nord du Liban, ont repris.", "LB"),
    ("Tripoli, deuxième ville du Liban, manque d'eau. À Tripoli, on fait la queue.", "LB"),
    ("Georgetown a dénoncé l'incursion vénézuélienne dans l'Essequibo.", "GY VE"),
    ("Il enseigne à l'université de Georgetown, à Washington.", "US"),
    ("Saint-Domingue a fermé sa frontière.", "DO"),
    ("Les esclaves de Saint-Domingue se soulèvent en 1791 avec Toussaint Louverture.", "HT"),
    ("San José a rompu avec Taïwan.", "CR TW"),
    ("À San José, en Californie, Nvidia a dévoilé sa puce.", "US"),
    ("Santiago a rappelé son ambassadeur au Chili.", "CL"),
    ("Les pèlerins de Saint-Jacques-de-Compostelle arrivent.", "ES"),
    ("L'ouragan a frappé Santiago de Cuba.", "CU"),
    ("Les inondations de Valence, en Espagne, ont tué.", "ES"),
    ("À Valence, dans la Drôme, les cheminots sont en grève.", "FR"),
    ("Vienne a protesté. L'Autriche rappelle son ambassadeur.", "AT"),
    ("Les négociateurs de l'AIEA sont à Vienne.", "AT"),
    ("Le département de la Vienne et la ville de Poitiers.", "FR"),
    ("Jazz à Vienne ouvre ses portes dans l'Isère.", "FR"),
    ("Nicolas Vienne dirige l'usine. Vienne a souri.", ""),
    ("Malte a signé.", "MT"),
    ("La croix de Malte orne le drapeau.", ""),
    ("Le Panama a signé.", "PA"),
    ("Le canal de Panama est à sec.", "PA"),
    ("Il portait un panama blanc.", ""),
    ("Il portait un Panama.", ""),
    ("Maurice a souri à sa fille. Maurice Leroy est content.", ""),
    ("À Maurice, les plages sont vides. Port-Louis compte ses touristes.", "MU"),
    ("L'île Maurice a signé.", "MU"),
    ("Les touristes reviennent à l'Île Maurice.", "MU"),
    ("Oman a signé.", "OM"),
    ("Les pétroliers traversent la mer d'Oman et le golfe d'Oman.", ""),
    ("Le Tchad a signé.", "TD"),
    ("Les pêcheurs du lac Tchad ont fui.", ""),
    ("Jersey a signé.", "JE"),
    ("Il est né dans le New Jersey.", "US"),
    ("Le Brésil a signé.", "BR"),
    ("La Hollande a gagné.", "NL"),
    ("François Hollande est venu. Hollande a parlé de son quinquennat.", ""),
    ("Les Hollandais et les Néerlandais.", "NL"),
    ("L'Angleterre, l'Écosse et le pays de Galles ont joué.", "GB"),
    ("L'Irlande du Nord et l'Irlande ont joué.", "GB IE"),
    ("Bruxelles hésite. L'Union européenne aussi.", ""),
    ("La Maison-Blanche, le Pentagone et Washington se taisent.", "US"),
    ("L'Élysée, Matignon et le Quai d'Orsay se taisent.", "FR"),
    ("Le Kremlin se tait.", "RU"),
    ("Pékin se tait.", "CN"),
    ("Les deux Corées se parlent.", "KP KR"),
    ("La péninsule coréenne est calme.", "KP KR"),
    ("La Corée a battu le record. Les industriels coréens exportent. Séoul s'en réjouit.", "KR"),
    ("Kim Jong-un a inspecté l'armée. Pyongyang célèbre la victoire coréenne.", "KP"),
    ("La Corée du Nord et la Corée du Sud se parlent.", "KP KR"),
    ("L'URSS a disparu. L'Union soviétique aussi. Les soldats soviétiques sont partis.", ""),
    ("L'Empire ottoman, les Ottomans, les juifs, les Arabes et les Perses.", ""),
    ("La RDA et la RFA se réunifient.", "DE"),
    ("Le président de la RCA, Faustin-Archange Touadéra, a voté à Bangui.", "CF"),
    ("Les EAU, Abou Dhabi en tête, investissent.", "AE"),
    ("Les Émirats investissent. Les Emirats aussi.", "AE"),
    ("La Haute-Volta et le Zaïre ont changé de nom.", "BF CD"),
    ("La Birmanie, ou Myanmar, est en guerre.", "MM"),
    ("Le Bélarus, ou Biélorussie, a voté.", "BY"),
    ("Le Swaziland, devenu Eswatini.", "SZ"),
    ("Le Saint-Siège a protesté.", "VA"),
    ("La Palestine, Gaza et la Cisjordanie.", "PS"),
    ("Le Premier ministre indien a voté.", "IN"),
    ("L'été indien, le filet américain, les montagnes russes et l'océan Indien.", ""),
    ("Les Indiens d'Amérique ont manifesté.", ""),
    ("Il adore les Indiens et les cow-boys, les Sioux et les Apaches.", ""),
    ("Il parle anglais et russe. Elle a appris le chinois. Le japonais est difficile.", ""),
    ("Le texte est écrit en français, en anglais et en espagnol. La langue russe recule.", ""),
    ("Un cours d'arabe, de turc et de persan, traduit du polonais.", ""),
    ("Le russe Rosatom a battu le français Orano.", "FR RU"),
    ("Le ministre russe parle.", "RU"),
    ("L'Amérique latine et les sud-américains, les latino-américains.", ""),
    ("Les forces prorusses et l'armée russe.", "RU"),
    ("Un discours antiaméricain et pro-russe.", "RU US"),
    ("La guerre russo-ukrainienne.", "RU UA"),
    ("Le pacte russo-nord-coréen.", "KP RU"),
    ("L'accord franco-néo-zélandais.", "FR NZ"),
    ("Le conflit israélo-arabe.", "IL"),
    ("Le sommet sino-européen.", "CN"),
    ("Les langues indo-européennes. L'Empire austro-hongrois.", ""),
    ("La guerre Iran-Irak.", "IQ IR"),
    ("L'axe Moscou-Pékin.", "CN RU"),
    ("Le match France-Italie.", "FR IT"),
    ("Le Sud-Liban est bombardé.", "LB"),
    ("Le ministère russe de la Défense a démenti.", "RU"),
    ("Le Parlement géorgien et le Sénat américain ont voté.", "GE US"),
    ("L'ambassade du Kazakhstan a fermé.", "KZ"),
    ("La Banque de France a relevé ses taux.", ""),
    ("Air France supprime des vols.", ""),
    ("La rue de Rome est fermée à Paris.", "FR"),
    ("La Grenade et ses voisins des Caraïbes ont signé.", "GD"),
    ("L'Alhambra de Grenade accueille des touristes en Andalousie.", "ES"),
    ("Au Salvador, Nayib Bukele a été réélu.", "SV"),
    ("À Salvador de Bahia, le carnaval commence.", "BR"),
    ("Saint-Martin, dans les Antilles, a été frappée par l'ouragan Irma.", "MF"),
    ("La péniche descend le canal Saint-Martin.", ""),
    ("Sainte-Lucie et la Barbade ont signé.", "BB LC"),
    ("Le hameau de Sainte-Lucie accueille un parc à loups.", ""),
    ("La Saint-Barthélemy vit massacrer les protestants.", ""),
    ("À La Réunion, le volcan est entré en éruption.", "RE"),
    ("La réunion de l'Eurogroupe est finie.", ""),
    ("Le Luxembourg a signé.", "LU"),
    ("Les sénateurs du palais du Luxembourg ont voté.", "FR"),
    ("Arlon est le chef-lieu de la province de Luxembourg.", "BE"),
    ("La Macédoine du Nord et la Macédoine.", "MK"),
    ("Le Timor oriental a signé.", "TL"),
    ("La Côte d'Ivoire a signé.", "CI"),
    ("Chypre a signé.", "CY"),
    ("Taïwan et la Chine.", "CN TW"),
    ("Le Sahara occidental et le Maroc.", "EH MA"),
    ("Le Kosovo et la Serbie.", "RS XK"),
    ("Le Soudan et le Soudan du Sud.", "SD SS"),
    ("Les autorités moscovites ont démenti.", "RU"),
    ("Lima a rappelé son ambassadeur au Pérou.", "PE"),
    ("Damas a démenti. La Syrie aussi.", "SY"),
    ("Sofia a démenti. La Bulgarie aussi.", "BG"),
    ("Les USA et les États-Unis, les Etats-Unis.", "US"),
    ("FRANCE-ALGÉRIE : la crise", "DZ FR"),
    ("CHINE ET RUSSIE SIGNENT UN ACCORD", "CN RU"),
    ("Le Perou a signé.", "PE"),
    ("Le Royaume-Uni et la France.", "FR GB"),
    ("La Suisse a voté. Les Helvètes aussi.", "CH"),
    ("Un garde suisse veille au Vatican.", "VA"),
    ("La Grèce et la Turquie. Les Grecques et les Turques.", "GR TR"),
    ("Les relations France-Algérie se tendent.", "DZ FR"),
    ("RUSSIE-UKRAINE : l'impasse", "RU UA"),
    ("La Cour suprême des États-Unis a tranché.", "US"),
    ("Israël Katz a menacé le Hezbollah. L'armée israélienne aussi.", "IL"),
    ("Il joue un rôle au Niger, pas au Nigeria.", "NE NG"),
    ("Le Tour de France passe à Nice et à Tours.", "FR"),
    ("Les tours sont hautes et la vie est belle.", ""),
    ("Elle cultive des œillets d'Inde.", ""),
    ("Un Libano-Canadien a été arrêté.", "CA LB"),
    ("L'Afro-Américain a été tué par un policier.", "US"),
    ("Les pourparlers américano-russo-ukrainiens ont échoué.", "RU UA US"),
    ("La frontière nigéro-nigériane est fermée.", "NE NG"),
    ("La frontière algéro-marocaine est fermée.", "DZ MA"),
    ("Les îles Malouines ont voté.", "FK"),
    ("Les Malouins aiment la mer.", ""),
    ("L'Amérique de Trump doute.", "US"),
    ("M. Allemand est venu. Mme Polonais aussi.", ""),
    ("Marie-France Garaud a parlé.", ""),
    ("Anatole France écrivait.", ""),
    ("L'Île-de-France suffoque.", "FR"),
    ("La Nouvelle-Orléans se relève.", "US"),
    ("Le Bangladesh et le Sri Lanka jouent au cricket.", "BD LK"),
    ("À Hong Kong, on juge. Hongkong se tait.", "HK"),
    ("RDC : la guerre. La RD Congo saigne.", "CD"),
    ("Le Grand-Duché a voté.", "LU"),
    ("Le royaume du Maroc, le Royaume chérifien.", "MA"),
    ("L'État hébreu a frappé.", "IL"),
    ("Dans l'Hexagone comme outre-Rhin, l'industrie souffre.", "DE FR"),
    ("Outre-Atlantique, on rit ; outre-Manche, on pleure.", "GB US"),
    ("L'empire du Milieu et le pays du Soleil-Levant.", "CN JP"),
    ("La République islamique a démenti.", "IR"),
    ("La République islamique de Mauritanie a démenti.", "MR"),
    ("L'assaut du Capitole a fait cinq morts. Donald Trump nie.", "US"),
    ("Sur la place du Capitole, à Toulouse, on danse.", "FR"),
    ("La Havane et Le Caire ont signé.", "CU EG"),
    ("La Haye a tranché.", "NL"),
    ("Ankara et Téhéran se parlent.", "IR TR"),
    ("Les Philippines et les Philippins.", "PH"),
    ("L'Argentine et les Argentines. Une ministre argentine.", "AR"),
    ("Les autorités centrafricaines et la Centrafrique.", "CF"),
    ("Le président kirghize et les Kirghizes.", "KG"),
    ("L'Afrique du Sud et les Sud-Africaines.", "ZA"),
    ("Les autorités bissau-guinéennes.", "GW"),
    ("Le clan équato-guinéen.", "GQ"),
    ("Les soldats syro-libanais.", "LB SY"),
    ("L'île de Taïwan et les Taïwanais.", "TW"),
    ("À Tahiti, les Polynésiens votent.", "PF"),
    ("En Nouvelle-Calédonie, les Kanaks votent.", "NC"),
    ("La préfète de la Vienne et le maire de Poitiers.", "FR"),
    ("Le Parisien moyen prend le métro à Marseille.", "FR"),
    ("Les hackers russes du groupe prorusse Killnet.", "RU"),
    ("Les Sahraouis du Sahara occidental.", "EH"),
    ("La Ligue arabe et l'Union africaine.", ""),
    ("Le whisky écossais et les Gallois.", "GB"),
    ("Les Irlandais de Dublin.", "IE"),
    ("Le dictateur Kim Jong-un et les soldats nord-coréens.", "KP"),
    ("La K-pop sud-coréenne.", "KR"),
    ("L'émirati Masdar et Dubaï.", "AE"),
    ("Le Qatar et la chaîne qatarie.", "QA"),
    ("L'Arabie saoudite et les Saoudiennes.", "SA"),
    ("La police vaudoise et la Suisse. Les Suissesses votent.", "CH"),
    ("Les Grecs et les Grecques, la Grèce.", "GR"),
    ("Les Turcs, les Turques, un Turc.", "TR"),
    ("Les Tchèques et les Slovaques.", "CZ SK"),
    ("Les Espagnoles. Les Catalans. Madrid.", "ES"),
    ("Elle porte une jupe écossaise et boit un café turc.", "TR"),
    ("Le berger allemand et le chat siamois jouent.", ""),
    ("Le Sénat des États-Unis et le Congrès américain.", "US"),
    ("Kiev, Kyiv et Odessa.", "UA"),
    ("Le groupe Wagner, la Douma et le FSB. Moscou.", "RU"),
    ("Abidjan et Yamoussoukro. Les Ivoiriens.", "CI"),
    ("Le Cap-Vert et les Cap-Verdiens. Cabo Verde.", "CV"),
    ("Le Timor-Leste et les Timorais.", "TL"),
    ("Skopje et les Macédoniens. La Macédoine du Nord.", "MK"),
    ("Les Swazis de l'Eswatini.", "SZ"),
    ("Vientiane et les Laotiennes.", "LA"),
    ("La Dominique, petite île des Caraïbes, et ses Dominiquais.", "DM"),
    ("Pour Washington, Pékin et Moscou avancent.", "CN RU US"),
    ("Les Belges ont voté. Liège aussi.", "BE"),
    ("La Commission européenne, à Bruxelles, a tranché.", ""),
    ("Le chat persan et le tapis persan.", ""),
    ("Amman et la Jordanie. Le roi de Jordanie.", "JO"),
    ("La Géorgie, la Caroline du Nord et l'Arizona ont voté pour Trump.", "US"),
    ("En Géorgie, le parti Rêve géorgien gagne. Washington condamne. L'Union européenne aussi.", "GE US"),
    ("L'Ukraine, la Moldavie et la Géorgie sont candidates.", "GE MD UA"),
    ("Les États-Unis ont sanctionné la Géorgie et ses juges. Tbilissi proteste.", "GE US"),
    ("Le préfet de Saint-Martin et de Saint-Barthélemy.", "BL MF"),
    ("La Banque nationale de Géorgie et la Chambre des députés du Chili.", "CL GE"),
]

ENGLISH = [
    ("Georgia and Armenia reopened their border.", "AM GE"),
    ("Georgia votes on Sunday, and Tbilisi is tense.", "GE"),
    ("Georgia's senators in Atlanta voted.", "US"),
    ("Voters in Georgia and Florida went to the polls.", "US"),
    ("Jordan and Israel signed. King Abdullah of Jordan spoke.", "IL JO"),
    ("Michael Jordan met Chad Smith. Jordan scored. Chad played the drums.", ""),
    ("Chad and Sudan closed their border.", "SD TD"),
    ("The turkey was served on china plates. Turkey and China agreed.", "CN TR"),
    ("The Polish minister used polish.", "PL"),
    ("A Pole and two Poles won.", "PL"),
    ("He speaks Russian and Chinese. She studied French at school.", ""),
    ("The book was translated into Polish, German and Japanese.", ""),
    ("The French president spoke in Russian.", "FR"),
    ("In Russian cities, prices rose.", "RU"),
    ("American Indian tribes ate French fries with Danish pastry.", ""),
    ("Congo and Rwanda signed.", "CD RW"),
    ("Congo's president Denis Sassou Nguesso voted in Brazzaville.", "CG"),
    ("The two Koreas talk.", "KP KR"),
    ("Seoul said the Korean carrier would sail.", "KR"),
    ("Pyongyang and Kim Jong-un hailed the Korean missile.", "KP"),
    ("The UK-based firm, the Brits and the Scots.", "GB"),
    ("Iran-backed militias fired on US-led forces.", "IR US"),
    ("Russian-backed fighters left.", "RU"),
    ("Russian-speaking residents left.", ""),
    ("Britain, England, Wales, Scotland and Northern Ireland.", "GB"),
    ("The Dutch and Holland.", "NL"),
    ("The Frenchman, the Frenchwoman and two Frenchmen.", "FR"),
    ("The UAE and the Emiratis.", "AE"),
    ("The U.S. and the US and the USA.", "US"),
    ("America's allies worry.", "US"),
    ("Latin American leaders and South Americans met.", ""),
    ("The Sino-Indian border.", "CN IN"),
    ("Myanmar, once Burma.", "MM"),
    ("Czechia and the Czech Republic.", "CZ"),
    ("Brazil signed.", "BR"),
    ("Israel Kamakawiwo'ole sang.", ""),
    ("Fighting in Tripoli, in northern Lebanon, resumed.", "LB"),
    ("Tripoli's government denied it.", "LY"),
    ("Victoria, capital of the Seychelles.", "SC"),
    ("Queen Victoria reigned long.", ""),
    ("He was born in New Jersey.", "US"),
    ("He teaches at Georgetown University in Washington.", "US"),
    ("Georgetown and Caracas talk about Essequibo.", "GY VE"),
    ("San José, Costa Rica.", "CR"),
    ("San Jose, California.", "US"),
    ("Santo Domingo voted. The Dominican president won.", "DO"),
    ("The Dominican prime minister, Roosevelt Skerrit, spoke in Roseau.", "DM"),
    ("Nigerian and Nigerien soldiers.", "NE NG"),
    ("Equatorial Guinea, Guinea, Guinea-Bissau and Papua New Guinea.", "GN GQ GW PG"),
    ("North Korean and South Korean envoys.", "KP KR"),
    ("The Soviet Union and the Ottomans. Arabs and Jews.", ""),
    ("The Holy See and the Vatican.", "VA"),
    ("A Spaniard, a Swede, a Finn, a Dane and a Turk.", "DK ES FI SE TR"),
    ("The Iran-Iraq war.", "IQ IR"),
    ("The Indian Ocean and the Gulf of Guinea.", ""),
    ("Indian troops moved.", "IN"),
    ("A Texan and two Californians.", "US"),
    ("The Kremlin and Moscow.", "RU"),
    ("Brussels hesitates.", ""),
    ("The Russian Defence Ministry denied it.", "RU"),
    ("Bank of England raised rates.", ""),
    ("Tom Holland starred. Holland smiled.", ""),
    ("Valencia, Spain, was flooded.", "ES"),
    ("Paris Hilton sang.", ""),
    ("British and American officials.", "GB US"),
    ("The North Pole melts.", ""),
]


def codes(text, language):
    return " ".join(sorted(c.code for c in annotate(text, language).countries))


@pytest.mark.parametrize(("text", "expected"), FRENCH)
def test_french_names_of_several_meanings(text, expected):
    assert codes(text, "fr") == expected


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english_names_of_several_meanings(text, expected):
    assert codes(text, "en") == expected
