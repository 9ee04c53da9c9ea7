"""The fields of the index, and the analysers that turn text into terms.

=============  ======================================================================
``id``         the article's number; unique because a replacement removes the old one
``title_xx``   title and
``text_xx``    standfirst and text, in the pair of fields of the article's language, or of no language
``names``      every name of the entities mentioned, unstemmed: « OTSC » finds the long form
``words``      all words of title, standfirst, text and names, unstemmed: the dictionary of ``spelling``
``country`` ``about`` ``topic`` ``language`` ``entity`` ``source``   what is filtered and counted
``leads`` ``follows``   the number of an article's story, in the one or the other: the list shows who leads
``published``  seconds since 1970
``month``      ``yyyymm`` in the time zone that ``IndexedArticle.published`` is given in
``digest``     a number for all that the document says, by which it is compared with the rows
``newest``     ``published`` and ``id`` in one number: the total order of « newest first »
=============  ======================================================================
"""

from functools import cache

from tantivy import Filter, Schema, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

# The index lives in a folder of this name: give it a new one whenever fields or analysers change.
SCHEMA_VERSION = "5"

STEMMERS = {"fr": "french", "en": "english"}
ACCENTED = {"fr"}  # the languages whose stemmers need accents
UNSTEMMED = "folded"

# Which analyser reads which field, and how much a hit there weighs in the order of relevance.
TEXT_FIELDS = {
    "title_fr": ("fr", 3.0),
    "text_fr": ("fr", 1.0),
    "title_en": ("en", 3.0),
    "text_en": ("en", 1.0),
    "title_other": (UNSTEMMED, 3.0),
    "text_other": (UNSTEMMED, 1.0),
    "names": (UNSTEMMED, 1.0),
}
DICTIONARY = "words"
KEYWORD_FIELDS = ("country", "about", "topic", "language")
NUMBER_FIELDS = ("entity", "source")

_LONGEST_WORD = 80  # bytes; nothing longer is a word
_ID_BITS = 22


def build_schema() -> Schema:
    """Return the schema of this version."""
    builder = SchemaBuilder()
    builder.add_unsigned_field("id", stored=True, indexed=True, fast=True)
    for field, (analyser, _) in TEXT_FIELDS.items():
        builder.add_text_field(field, tokenizer_name=analyser)
    builder.add_text_field(DICTIONARY, tokenizer_name=UNSTEMMED, index_option="basic")
    for field in KEYWORD_FIELDS:
        builder.add_text_field(field, tokenizer_name="raw", fast=True, index_option="basic")
    for field in NUMBER_FIELDS:
        builder.add_unsigned_field(field, indexed=True, fast=True)
    builder.add_unsigned_field("leads", fast=True)
    builder.add_unsigned_field("follows", indexed=True, fast=True)
    builder.add_unsigned_field("digest", fast=True)
    builder.add_integer_field("published", indexed=True, fast=True)
    builder.add_integer_field("newest", fast=True)
    builder.add_integer_field("month", fast=True)
    return builder.build()


@cache
def analysers() -> dict[str, TextAnalyzer]:
    """Return each analyser by name; they must be registered on every index that is opened."""
    named = {name: _words().filter(Filter.stemmer(language)) for name, language in STEMMERS.items()}
    named[UNSTEMMED] = _words()
    # Folding comes last: the stemmers know accents.
    return {name: builder.filter(Filter.ascii_fold()).build() for name, builder in named.items()}


def fields_of(language: str) -> tuple[str, str]:
    """Return the fields that hold title and text of an article in ``language``."""
    kind = language if language in STEMMERS else "other"
    return f"title_{kind}", f"text_{kind}"


def newest_key(published: int, article_id: int) -> int:
    """Return the place of an article in the order of time; higher is newer.

    ``published`` is in seconds since 1970; articles of the same second are ordered by number.
    """
    return (published << _ID_BITS) + article_id % (1 << _ID_BITS)


def _words() -> TextAnalyzerBuilder:
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(_LONGEST_WORD)).filter(Filter.lowercase())
