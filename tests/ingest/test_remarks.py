"""What is told of articles that came in whole but for something."""

import pytest
from django.utils import translation

from articles.extract import Remark, Remarked
from articles.ingest import deposits, remarks
from articles.ingest.deposits import Sent, hand_in
from articles.models import Batch, Deposit
from articles.text.annotation import Annotation
from tests.extract import samples
from tests.ingest.findings import let_find
from tests.ingest.hands import work_off

PAGES = Remark(Remarked.PAGES, "6", 5)
FILES = Remark(Remarked.ENCLOSED, "a.png, b.png", 2)
NOTE = Remark(Remarked.NOTE, "Voici mon\narticle.")
PNG = samples.enclosed("a.png", b"\x89PNG\r\n\x1a\n\x00", "image/png")


@pytest.mark.parametrize(
    ("remark", "english", "french"),
    [
        (
            PAGES,
            "5 of its 6 pages are pictures without text and were not read.",
            "5 de ses 6 pages sont des images sans texte et n’ont pas été lues.",
        ),
        (
            FILES,
            "2 files that its mail encloses were not read: a.png, b.png",
            "2 pièces jointes de son courriel n’ont pas été lues\u00a0: a.png, b.png",
        ),
        (
            Remark(Remarked.ENCLOSED, "100%(x)s.png", 1),
            "1 file that its mail encloses was not read: 100%(x)s.png",
            "1 pièce jointe de son courriel n’a pas été lue\u00a0: 100%(x)s.png",
        ),
        (
            NOTE,
            "The mail that brought it says: “Voici mon article.”",
            "Le courriel qui l’apportait dit\u00a0: «\u00a0Voici mon article.\u00a0»",
        ),
    ],
)
def test_each_has_a_sentence(remark, english, french):
    kept = remarks.kept([remark])
    with translation.override("en"):
        assert remarks.told(kept) == [english]
    with translation.override("fr"):
        assert remarks.told(kept) == [french]


def test_several_are_cut_to_what_a_row_holds():
    kept = remarks.kept([Remark(Remarked.NOTE, "mot " * 200), Remark(Remarked.ENCLOSED, "a.png, " * 100, 100)])
    assert len(kept) <= 300
    with translation.override("en"):
        note, files = remarks.told(kept)
    assert note.endswith("…”")
    assert files.startswith("100 files")


def test_each_has_a_word_for_lists():
    kept = remarks.kept([PAGES, FILES, NOTE])
    with translation.override("en"):
        assert remarks.marks(kept) == ["5 pages not read", "2 enclosed files not read", "with a word by mail"]


@pytest.mark.parametrize("detail", ["", "404", "RuntimeError: un défaut de plus", "note", "note x"])
def test_nothing_is_told_of_other_details(detail):
    assert remarks.told(detail) == remarks.marks(detail) == []


@pytest.fixture
def laboratory(monkeypatch, reference):
    let_find(monkeypatch, lambda *_, **__: Annotation((), (), ()))


@pytest.mark.django_db
@pytest.mark.usefixtures("laboratory")
class TestOnDeposits:
    def read(self, *parts):
        batch = hand_in([Sent("a.eml", samples.letter(*parts))], origin=Batch.Origin.UPLOAD)
        work_off()
        return batch

    def test_they_stay_with_an_article_to_its_end(self):
        deposit = self.read(samples.said(samples.PLAIN), PNG).deposits.get()
        assert (deposit.state, deposit.problem) == (Deposit.State.DONE, "")
        assert remarks.told(deposit.detail)

    def test_those_of_a_part_and_of_its_text_are_both_told(self):
        inner = samples.letter(samples.said(samples.PLAIN), PNG)
        part = self.read(samples.said("FYI"), samples.forwarded(inner)).deposits.get(parent__isnull=False)
        assert part.state == Deposit.State.DONE
        assert len(remarks.told(part.detail)) == 2

    def test_they_outlive_another_annotation(self):
        batch = self.read(samples.said(samples.PLAIN), PNG)
        deposits.annotate_anew(batch)
        work_off()
        assert remarks.told(batch.deposits.get().detail)
