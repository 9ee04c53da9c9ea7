"""The slots that a language fills: one frozen value per language, the same names in each."""

import re
from collections.abc import Container
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """Everything the laboratory knows of one language that is not a gazetteer.

    Patterns are applied to text with plain typography (straight quotes and apostrophes).
    """

    code: str
    models: tuple[str, ...]
    """Names of spaCy packages, best first; the first one installed is used."""
    labels: dict[str, str]
    """Model label to ``Label`` value; labels that are absent are dropped at the end."""
    function_words: frozenset[str]
    stop_surfaces: frozenset[str]
    """Capitalised words that models take for names and that never are."""
    leading: re.Pattern[str]
    """Articles and prepositions that a model leaves at the start of a name."""
    kept_article: re.Pattern[str]
    """Names whose article belongs to them (Le Monde, La Haye)."""
    own_article: re.Pattern[str]
    """An article with a capital, which inside a sentence belongs to the name: « à La Baule »."""
    particles: frozenset[str]
    """Lower-case words that belong to a person's name."""
    dividers: re.Pattern[str]
    """Words that stand in no name: what the model joined there are two."""
    firm_noun: re.Pattern[str]
    """Common nouns that a model leaves before an organisation's name: « groupe »."""
    trailing: re.Pattern[str]
    """Words that a model leaves at the end of a name."""
    title: re.Pattern[str]
    """Titles before a person's name (M., Mme, Dr)."""
    role: re.Pattern[str]
    """Functions before or after a person's name (président, ministre)."""
    role_after: re.Pattern[str]
    """What follows a person's name in apposition: « , président … »."""
    speech_after: re.Pattern[str]
    """What follows a person who speaks: « a déclaré »."""
    place_before: re.Pattern[str]
    """What stands before a place and no person: « à », « en »; matched at the end of what precedes."""
    place_noun: re.Pattern[str]
    """Common nouns that a model leaves before a place's name: « région de »."""
    site_noun: re.Pattern[str]
    """Nouns that belong to a place's name: « place Cuvier »; matched at the end of what precedes."""
    organisation_head: re.Pattern[str]
    """First word of an organisation's long name."""
    described_head: re.Pattern[str]
    """First word of a body that is named by what it does, without a capital: « chambre de métiers »."""
    joiners: re.Pattern[str]
    """What may stand between the parts of an organisation's long name."""
    no_joiner: re.Pattern[str]
    """What never belongs to an organisation's long name: « Conseil de sécurité sur … »."""
    small_words: frozenset[str]
    """Words that have no letter in an acronym."""
    plural_demonym: re.Pattern[str]
    """Capitalised nouns of people (« les Occidentaux ») that are no names."""
    no_names: re.Pattern[str]
    """Whole spans that are no names: « État russe », « Nord »."""
    apposition: re.Pattern[str]
    """A person's function on either side of a name, which stands as NUL: « sa directrice, NUL », « NUL, directeur »."""
    place_context: re.Pattern[str]
    """What stands around a place: « hameau de NUL », « NUL, petit port de »."""
    firm_context: re.Pattern[str]
    """What stands around a firm, a club, a party: « société minière NUL », « NUL, filiale de »."""
    place_form: re.Pattern[str]
    """A word that can only be a place: « Trédudon-le-Moine »."""
    house_before: re.Pattern[str]
    """Lower-case nouns of houses that are called by a name alone: « lycée »; matched at the end of what precedes it."""
    institution_before: re.Pattern[str]
    """Lower-case nouns that begin an institution's name; matched at the end of what precedes it."""
    language_before: re.Pattern[str]
    """What precedes the name of a language, which is no demonym: « en français »."""
    home: frozenset[str] = frozenset()
    """The countries whose towns a text may name without naming the country."""
    demonyms_capitalised: bool = False
    trained: bool = False
    """Whether the model's names component was trained on this project's convention: its borders are believed."""
    common_words: Container[str] = field(default_factory=frozenset)
