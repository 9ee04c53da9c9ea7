"""``manage.py train_ner``: train a names component on the annotated texts, and keep it."""

import time
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.nlp import finetune, recogniser
from articles.nlp.pipeline import LANGUAGES, installed_model, rules_of


class Command(BaseCommand):
    help = "Train the names component of a language on the project's annotated texts, and keep it beside the data."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        plan = finetune.Plan()
        parser.add_argument("--language", choices=LANGUAGES, default="fr")
        parser.add_argument(
            "--more",
            action="append",
            type=Path,
            default=[],
            metavar="FOLDER",
            help="a folder of further *.txt (marked lines) and *.jsonl (annotated texts); may be given several times",
        )
        parser.add_argument("--epochs", type=int, default=plan.epochs)
        parser.add_argument("--rate", type=float, default=plan.rate, help="highest learning rate")
        parser.add_argument("--seeds", type=int, nargs="+", default=plan.seeds, help="the weights of all are averaged")

    def handle(
        self, *, language: str, more: list[Path], epochs: int, rate: float, seeds: list[int], **options: Any
    ) -> None:
        rules = rules_of(language)
        package = installed_model(rules)
        if package is None:
            raise CommandError(f"None of the models {', '.join(rules.models)} is installed.")
        files = self._files([finetune.FOLDER / language, *more])
        samples = finetune.distinct(sample for found in files.values() for sample in found)
        plan = finetune.Plan(epochs, rate, tuple(seeds))
        begun = time.monotonic()
        model = finetune.finetuned(package, samples, plan, rules.labels)
        told = {
            "epochs": epochs,
            "rate": rate,
            "seeds": list(seeds),
            "texts": len(samples),
            "names": dict(sorted(Counter(label for s in samples for _, _, label in s.names).items())),
            "trained on": {name: len(found) for name, found in sorted(files.items())},
            "seconds": round(time.monotonic() - begun),
        }
        folder = recogniser.keep(model, language, told)
        self.stdout.write(f"{len(samples)} texts, {told['seconds']} s: written to {folder}")

    def _files(self, folders: list[Path]) -> dict[str, list[finetune.Sample]]:
        files: dict[str, list[finetune.Sample]] = {}
        for folder in folders:
            found = finetune.read_samples(folder)
            if not found:
                raise CommandError(f"{folder} holds no annotated *.txt or *.jsonl file.")
            files |= found
        return files
