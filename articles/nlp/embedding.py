"""The first layer of a model sees words without their context: what it says of each is computed once and kept.

That is a fifth of the work of recognising names, and the words of the press come again in every article.
"""

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# Of each: 96 numbers of four bytes, and half as much for its key.
_WORDS_MOST = 4_000


def remember(model: "Language", *, most: int = _WORDS_MOST) -> None:
    """Let the names component of ``model`` keep what its first layer says, of at most so many words at a time.

    What it finds stays the same to the bit; it cannot be trained any more.
    """
    from thinc.api import Model

    names: Any = model.get_pipe("ner")
    for node in list(names.model.walk()):
        if "embed" in node.ref_names:
            embed = node.get_ref("embed")
            words = _Words(embed, most)
            names.model.replace_node(embed, Model("embed_remembered", words.forward, layers=[embed]))


class _Words:
    """Rows of numbers by what the layer looks at in a word; when there are too many, all are forgotten."""

    def __init__(self, embed: Any, most: int) -> None:
        # A word's vector is found by ORTH, whatever else the layer looks at.
        features = next(node for node in embed.walk() if node.name == "extract_features")
        self._columns = [*features.attrs["columns"], "ORTH"]
        self._embed = embed
        self._rows = embed.ops.alloc2f(most, embed.get_dim("nO"))
        self._places: dict[bytes, int] = {}
        self._lock = Lock()

    def forward(self, _model: Any, docs: "Sequence[Doc]", is_train: bool) -> Any:
        """Do as the layer does; thinc calls it."""
        if is_train:
            raise NotImplementedError("a model that remembers words cannot be trained")
        keys = [self._keys(doc) for doc in docs]
        with self._lock:
            unknown = self._unknown(docs, keys)
            if len(self._places) + len(unknown) > len(self._rows):
                self._places.clear()
                unknown = self._unknown(docs, keys)
            if len(unknown) > len(self._rows):
                return self._embed.predict(docs), None
            self._learn(unknown, docs)
            return [self._rows[[self._places[key] for key in each]] for each in keys], None

    def _keys(self, doc: "Doc") -> list[bytes]:
        """Return, for each word, all that the layer looks at."""
        looked_at = doc.to_array(self._columns)
        return looked_at.view(f"V{looked_at.itemsize * looked_at.shape[1]}").ravel().tolist()

    def _unknown(self, docs: "Sequence[Doc]", keys: Iterable[list[bytes]]) -> dict[bytes, tuple[int, int]]:
        """Return the words that are not known, each with a document and a place where it stands."""
        return {
            key: (number, place)
            for number, each in enumerate(keys)
            for place, key in enumerate(each)
            if key not in self._places
        }

    def _learn(self, unknown: dict[bytes, tuple[int, int]], docs: "Sequence[Doc]") -> None:
        from spacy.tokens import Doc

        if not unknown:
            return
        tokens = [docs[number][place] for number, place in unknown.values()]
        alone = Doc(docs[0].vocab, words=[token.text for token in tokens])
        for copy, token in zip(alone, tokens, strict=True):
            copy.norm_ = token.norm_  # the tokenizer may have set it there
        begin = len(self._places)
        (self._rows[begin : begin + len(tokens)],) = self._embed.predict([alone])
        self._places.update(zip(unknown, range(begin, begin + len(tokens)), strict=True))
