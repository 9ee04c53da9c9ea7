"""The names component that we trained: kept beside the data files, put into the model that it was made for."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

FOLDER = Path(__file__).parent / "data" / "names"
_COMPONENT = "component"
_FACTS = "facts.json"


def teach(model: "Language", language: str) -> bool:
    """Replace the names component of ``model`` by ours, if there is one made for just this model; say so."""
    if facts(language).get("base") != _base(model):
        return False
    component: Any = model.get_pipe("ner")
    component.from_disk(FOLDER / language / _COMPONENT, exclude=["vocab"])
    return True


def keep(model: "Language", language: str, told: dict[str, Any]) -> Path:
    """Write the names component of ``model`` and the facts ``told`` of its making; return the folder."""
    folder = FOLDER / language
    folder.mkdir(parents=True, exist_ok=True)
    component: Any = model.get_pipe("ner")
    component.to_disk(folder / _COMPONENT, exclude=["vocab"])
    text = json.dumps({"base": _base(model), **told}, ensure_ascii=False, indent=2)
    (folder / _FACTS).write_text(text + "\n", encoding="utf-8")
    return folder


def facts(language: str) -> dict[str, Any]:
    """Return what was noted when the component was made; empty where there is none."""
    path = FOLDER / language / _FACTS
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


@cache
def marks() -> tuple[str, ...]:
    """Return six signs for each component; they change when it does."""
    found = []
    for folder in sorted(FOLDER.glob(f"*/{_COMPONENT}")):
        content = hashlib.sha256()
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            content.update(path.read_bytes())
        found.append(content.hexdigest()[:6])
    return tuple(found)


def _base(model: "Language") -> str:
    meta = model.meta
    return f"{meta['lang']}_{meta['name']}-{meta['version']}"
