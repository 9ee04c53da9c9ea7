"""HTML: the article of a saved page, or all of a fragment."""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml import html as markup

from articles.extract.document import Extracted, Problem, UnreadableFile
from articles.extract.marked import DROPPED, Block, blocks_of
from articles.extract.moments import moment
from articles.extract.plain import unwrap
from articles.text.normalise import canonical_line, fold
from articles.text.structure import Shape, composed

# Beyond it the parser itself would leave the rest of a page out without a word.
MAX_DEPTH = 250
# The extractor joins words by plain spaces; those of French typography pass it in disguise.
_SPACES = {"\u00a0": "\ue0a0", "\u202f": "\ue0af", "\u2009": "\ue0a9", "\u2007": "\ue0a7"}
_DISGUISED = str.maketrans(_SPACES)
# It takes paragraphs that say the same for one, unless each but the first is numbered, in signs that nobody sees.
_ZERO, _ONE = "\ue0b0", "\ue0b1"
_NUMBERED = str.maketrans({"0": _ZERO, "1": _ONE})
_UNMASKED = str.maketrans({mask: space for space, mask in _SPACES.items()} | {_ZERO: "", _ONE: ""})
# It joins the lines of a poem too.
_LINE = "\ue00a"
_LINES, _STANZAS = re.compile(f" *{_LINE} *"), re.compile("\n{2,}")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# As a sign, or as an entity that may stand for one.
_UNWRITABLE = re.compile(
    f"{_CONTROLS.pattern}|&#(?:x0*[0-9a-f]{{1,2}}|0*[0-9]{{1,2}}|x[df][0-9a-f]{{3}}|[56][0-9]{{4}})\\b", re.I
)
_TAG = re.compile(r"<[a-z/!][^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,12}\d{0,2});", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{1,6}\)(https?://\S{1,1000})")
_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_READ_ALSO = re.compile(
    r"\W*(?:(?:a )?lire (?:aussi|egalement)|a lire\b|lire (?:notre|la suite)|voir (?:aussi|egalement)|"
    r"sur le meme sujet|a decouvrir|pour aller plus loin|read (?:also|more)|also read|related)\b"
)
_CREDIT = re.compile(r"[\s(\[–—|/-]*(?:©|\(c\)|\bcrédits?(?: photos?)? ?:|\bcrédits? photos?\b).*", re.IGNORECASE)
_WHITE = re.compile(r"[ \t\r\n\f]+")
_BOX_MOST = 300
_TITLE_MOST = 300
_CONSENT = re.compile(r"cookie|consent|gdpr|rgpd|didomi|onetrust|axeptio|tarteaucitron", re.IGNORECASE)
_CONSENT_MOST = 3000
_PROSE_WORDS = 8
_SENTENCE_END = re.compile(r"[.!?…:][\s»”\"’)\]]*$")
_SEPARATORS = re.compile(r"\s+[|–—•·:›»/-]+\s+|\s*\|\s*|(?<=\S)\s?:\s+")
_CREATION = (
    "article:published_time og:article:published_time datepublished date dc.date dc.date.issued dcterms.created "
    "dcterms.date pubdate publishdate parsely-pub-date sailthru.date"
).split()
_BY = re.compile(r"^(?:propos recueillis )?(?:par|by)\s+", re.IGNORECASE)

for _library in ("trafilatura", "htmldate", "courlan", "readability"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)


def extract(content: str) -> Extracted:
    """Return the article of the page ``content`` with what the page says of it.

    Raises ``UnreadableFile`` where the page holds no article, or is nested too deeply.
    """
    tree = _parsed(content)
    if not _is_page(tree):
        return _titled(fragment(content), tree)
    said = _said(tree)
    blocks, found = _article(tree)
    title = _title(found.title or "", found.sitename or "", said, tree)
    blocks = _without_title(blocks, title)
    text, structure = composed(blocks)
    return Extracted(
        text=text,
        title=title,
        standfirst=_standfirst(found.description or "", title, text),
        author=_author(found.author or "", found.sitename or ""),
        source=_source(found, said),
        url=_address(found.url or "", content),
        language=_language(tree, said),
        published_at=_published(tree, said, found.date or ""),
        structure=structure,
        structured=True,
    )


def fragment(content: str) -> Extracted:
    """Return all the text of ``content``, a piece of HTML of which nothing is to be left out."""
    tree = _parsed(content)
    for head in tree.findall("head"):
        tree.remove(head)
    _drop_hidden(tree)
    text, structure = composed(blocks_of(tree))
    return Extracted(text=text, structure=structure, structured=True)


def words_of(value: str) -> str:
    """Return the words of a particular that may have been written as HTML.

    >>> words_of("Le <i>Monde</i> &amp; nous")
    'Le Monde & nous'
    """
    if _TAG.search(value):
        value = _TAG.sub("", value)
    return unescape(value) if _ENTITY.search(value) else value


class _Depth:
    """A parser's target that holds no tree: how deep the elements of a page are nested."""

    def __init__(self) -> None:
        self.depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnreadableFile(Problem.TOO_DEEP)

    def end(self, tag: str) -> None:
        self.depth -= 1

    def data(self, data: str) -> None:
        pass

    def close(self) -> None:
        pass


def _parsed(content: str) -> markup.HtmlElement:
    data = content.encode("utf-8", "replace")
    options: dict[str, Any] = {"encoding": "utf-8", "huge_tree": True, "remove_comments": True, "remove_pis": True}
    try:
        etree.fromstring(data, etree.HTMLParser(target=_Depth(), **options))
        tree = markup.document_fromstring(data, parser=markup.HTMLParser(**options))
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise UnreadableFile(Problem.NO_ARTICLE) from error
    if _UNWRITABLE.search(content):
        _clean(tree)
    return tree


def _clean(tree: markup.HtmlElement) -> None:
    """Take out signs that the parser lets in and the tree does not let one write again."""
    for element in tree.iter():
        element.text = _CONTROLS.sub("", element.text or "")
        element.tail = _CONTROLS.sub("", element.tail or "")
        for name, value in element.items():
            if _CONTROLS.search(value):
                element.set(name, _CONTROLS.sub("", value))


def _is_page(tree: markup.HtmlElement) -> bool:
    """Whether the tree is a page with its surroundings, and not a piece of one."""
    return (
        tree.find("head/title") is not None
        or next(tree.iter("nav", "footer", "aside", "main", "meta", "form"), None) is not None
    )


def _titled(extracted: Extracted, tree: markup.HtmlElement) -> Extracted:
    """A fragment whose first line is its only first heading has it for its title."""
    tops = tree.findall(".//h1")
    first, _, rest = extracted.text.partition("\n\n")
    if len(tops) != 1 or not rest or canonical_line(tops[0].text_content()) != canonical_line(first):
        return extracted
    lines = first.count("\n") + 1
    return Extracted(
        text=rest,
        title=canonical_line(first),
        structure=tuple((number - lines, shape) for number, shape in extracted.structure if number >= lines),
        structured=True,
    )


def _article(tree: markup.HtmlElement) -> tuple[list[Block], Any]:
    """Return the blocks of the page's article, and the extractor's document."""
    from trafilatura import bare_extraction

    _prune(tree)
    found: Any = None
    for precise in (True, False):
        found = bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            favor_precision=precise,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
        if found is not None and found.body is not None:
            blocks = list(_unmasked(blocks_of(found.body)))
            if any(map(_is_prose, blocks)):
                return blocks, found
    raise UnreadableFile(Problem.NO_ARTICLE)


def _prune(tree: markup.HtmlElement) -> None:
    """Take out what is hidden or leads to other articles, and disguise what the extractor would not let pass."""
    body = tree.find("body")
    if body is None:
        return
    for element in list(body.iter(*(DROPPED - {"script", "meta", "title", "link"}))):
        element.drop_tree()
    _drop_hidden(body)
    for element in list(body.iter("p", "div", "li", "section", "aside", "ul", "td")):
        if element.getparent() is not None and (_leads_elsewhere(element) or _asks_consent(element)):
            element.drop_tree()
    for figure in list(body.iter("figure")):
        _save_caption(figure)
    for pre in list(body.iter("pre")):
        _save_lines(pre)
    for element in body.iter():
        if isinstance(element.tag, str) and element.tag not in DROPPED and element.text:
            element.text = element.text.translate(_DISGUISED)
        if element.tail:
            element.tail = element.tail.translate(_DISGUISED)
    _tell_apart(body)


def _unmasked(blocks: Iterable[Block]) -> Iterator[Block]:
    for text, shape in blocks:
        for stanza in _STANZAS.split(_LINES.sub("\n", text.translate(_UNMASKED))):
            if said := stanza.strip(" \n"):
                yield said, shape


def _drop_hidden(tree: markup.HtmlElement) -> None:
    """Take out what a browser does not show; a whole article is hidden only until the page's program shows it."""
    for element in tree.xpath(".//*[@hidden]"):
        shown_when_found = (element.get("hidden") or "").lower() == "until-found"
        whole = next(element.iter("body", "main", "article", "h1"), None)
        if whole is None and not shown_when_found:
            element.drop_tree()


def _save_lines(pre: markup.HtmlElement) -> None:
    """Disguise the ends of lines; those of a text that was wrapped at a fixed width are none."""
    if pre.text and not len(pre):
        pre.text = unwrap(pre.text)
    for element in pre.iter():
        if element.text and isinstance(element.tag, str):
            element.text = element.text.replace("\n", _LINE)
        if element.tail and element is not pre:
            element.tail = element.tail.replace("\n", _LINE)


def _tell_apart(body: markup.HtmlElement) -> None:
    """Number paragraphs that say what one before them says."""
    met: dict[str, int] = {}
    for paragraph in body.iter("p"):
        words = " ".join(paragraph.text_content().split())
        if words and (before := met.get(words, 0)):
            paragraph.text = f"{before:b}".translate(_NUMBERED) + (paragraph.text or "")
        met[words] = met.get(words, 0) + 1


def _save_caption(figure: markup.HtmlElement) -> None:
    """Put the caption of a picture, without whose picture it is, after it as a paragraph: pictures are taken out."""
    caption = figure.find(".//figcaption")
    if caption is None or next(figure.iterancestors("a"), None) is not None:
        return
    words = _CREDIT.sub("", _WHITE.sub(" ", caption.text_content()).strip(" "))
    caption.drop_tree()
    if words:
        paragraph = markup.Element("p")
        paragraph.text = words
        figure.addnext(paragraph)
        paragraph.tail, figure.tail = figure.tail, None


def _leads_elsewhere(element: markup.HtmlElement) -> bool:
    """Whether an element is a « Lire aussi » or holds nothing but links."""
    if element.tag == "li" or element.find(".//a") is None:
        return False
    text = _short_text(element, _BOX_MOST)
    if not text:
        return False
    if _READ_ALSO.match(fold(text)):
        return True
    linked = sum(len(" ".join(a.text_content().split())) for a in element.iter("a"))
    return element.tag in {"p", "td", "ul"} and linked * 10 >= len(text) * 9


def _asks_consent(element: markup.HtmlElement) -> bool:
    names = f"{element.get('id') or ''} {element.get('class') or ''}"
    return bool(_CONSENT.search(names)) and bool(_short_text(element, _CONSENT_MOST))


def _short_text(element: markup.HtmlElement, most: int) -> str:
    """Return the text of an element that has but little, else nothing; reads no more of it than that."""
    parts: list[str] = []
    length = 0
    for piece in element.itertext():
        parts.append(piece)
        length += len(piece.strip())
        if length > most:
            return ""
    return " ".join("".join(parts).split())


def _is_prose(block: Block) -> bool:
    text, shape = block
    return shape is not Shape.HEADING and len(text.split()) >= _PROSE_WORDS and bool(_SENTENCE_END.search(text))


def _said(tree: markup.HtmlElement) -> dict[str, str]:
    """Return what the page's meta elements and marked elements say, by name; the first of each."""
    said: dict[str, str] = {}
    for element in tree.iter("meta", "time", "span", "div", "p"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        value = element.get("content") or element.get("datetime")
        if name and value:
            said.setdefault(name.strip().lower(), value.strip())
    return said


def _title(found: str, site: str, said: Mapping[str, str], tree: markup.HtmlElement) -> str:
    """Return the heading that the page's titles hold, the longest of them; or else a title without its site's name."""
    found = canonical_line(words_of(found.translate(_UNMASKED)))
    window = canonical_line(tree.findtext("head/title") or "")
    tops = [canonical_line(top.text_content().translate(_UNMASKED)) for top in tree.iter("h1", "h2")]
    titles = (
        f"{fold(found)}\n{fold(window)}" if "og:title" in said or "headline" in said else fold(window) or fold(found)
    )
    held = [top for top in tops if 10 < len(top) <= _TITLE_MOST and fold(top) in titles]
    if held:
        return max(held, key=len)
    several = len(tree.findall(".//h1")) > 1 and "og:title" not in said
    sites = [site, said.get("og:site_name", ""), said.get("application-name", "")]
    return without_site(window if several and window else found, sites)


def without_site(title: str, sites: list[str]) -> str:
    """Return ``title`` without the name of its site at either end.

    >>> without_site("Le gaz manque - Le Courrier", ["Le Courrier"])
    'Le gaz manque'
    """
    names = {plain for site in sites if (plain := _letters(site))}
    ends = list(_SEPARATORS.finditer(title))
    for end in reversed(ends):
        if _letters(title[end.end() :]) in names and end.start():
            return without_site(title[: end.start()], sites)
    for end in ends:
        if _letters(title[: end.start()]) in names:
            return without_site(title[end.end() :], sites)
    return title


def _letters(name: str) -> str:
    """Return what tells a site's name: « Le Monde.fr » and « lemonde.fr » are one."""
    name = re.sub(r"^(?:https?://)?(?:www\.)?", "", fold(name))
    name = re.sub(r"\.(?:fr|com|org|net|info|be|ch|ca|eu)$", "", name)
    return re.sub(r"[^a-z0-9]", "", name)


def _without_title(blocks: list[Block], title: str) -> list[Block]:
    """The title is no part of the text: as a heading it goes wherever it stands, as a line where it is the first."""
    plain = fold(title)
    return [
        (text, shape)
        for number, (text, shape) in enumerate(blocks)
        if not (plain and (shape is Shape.HEADING or number == 0) and fold(text) == plain)
    ]


def _standfirst(description: str, title: str, text: str) -> str:
    """Return the description if it adds to the article: it is no cut-off lead, no title, no line of the text."""
    described = canonical_line(words_of(description))
    plain = fold(described)
    if not 40 <= len(described) <= 600 or described.endswith(("…", "...")):
        return ""
    if plain == fold(title) or plain.rstrip(".") in " ".join(fold(text[:20_000]).split()):
        return ""
    return described


def _author(found: str, site: str) -> str:
    names = [_BY.sub("", canonical_line(words_of(name))) for name in found.split(";")]
    names = [
        name for name in names if name and "://" not in name and "@" not in name and _letters(name) != _letters(site)
    ]
    author = ", ".join(dict.fromkeys(names))
    return author if len(author) <= 200 else ""


def _source(found: Any, said: Mapping[str, str]) -> str:
    site = said.get("og:site_name") or found.sitename or ""
    site = canonical_line(words_of(site)).removeprefix("www.")
    return site if len(site) <= 100 else ""


def _address(found: str, content: str) -> str:
    if found.startswith(("http://", "https://")) and urlsplit(found).netloc:
        return found
    saved = _SAVED_FROM.search(content, 0, 5000)
    return saved[1] if saved else ""


def _language(tree: markup.HtmlElement, said: Mapping[str, str]) -> str:
    for value in (tree.get("lang"), tree.get("xml:lang"), said.get("content-language"), said.get("og:locale")):
        tag = re.split("[-_,]", (value or "").strip().lower())[0]
        if re.fullmatch("[a-z]{2,3}", tag):
            return tag
    return ""


def _published(tree: markup.HtmlElement, said: Mapping[str, str], found: str) -> datetime | None:
    for value in _dates(tree, said, found):
        if published := moment(value):
            return published
    return None


def _dates(tree: markup.HtmlElement, said: Mapping[str, str], found: str) -> Iterator[str]:
    yield from (said[name] for name in _CREATION[:3] if name in said)
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "") and (dated := _PUBLISHED.search(script.text or "")):
            yield dated[1]
    yield from (said[name] for name in _CREATION[3:] if name in said)
    yield found
