"""What holds for the whole house; the rooms' imports are import-linter's."""

import ast
import re
from pathlib import Path

import pytest

from tests import processes

ROOT = processes.ROOT
PYTHON = [path for folder in ("articles", "newsroom") for path in sorted((ROOT / folder).rglob("*.py"))]
TEMPLATES = sorted((ROOT / "templates").rglob("*"))
TEMPLATES = [path for path in TEMPLATES if path.is_file()]
# The one place where Python makes HTML.
HTML_MAKER = ROOT / "articles" / "web" / "highlight.py"


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def hits(pattern: str, paths: list[Path]) -> list[str]:
    """Return where ``pattern`` occurs, as « file:line »."""
    found = re.compile(pattern, re.IGNORECASE)
    return [
        f"{name(path)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if found.search(line)
    ]


class TestNoUnescapedHtml:
    def test_in_python(self):
        others = [path for path in PYTHON if path != HTML_MAKER]
        assert hits(r"mark_safe|SafeString|SafeText|format_html|__html__|autoescape\s*=", others) == []

    def test_in_templates(self):
        assert hits(r"\|\s*safe(seq)?\b|autoescape|\|\s*escapejs|\{%\s*debug", TEMPLATES) == []

    def test_python_writes_no_tags(self):
        """Text that looks like a tag; docstrings may show some."""
        found = []
        for path in PYTHON:
            if path == HTML_MAKER:
                continue
            tree = ast.parse(path.read_text(encoding="utf-8"))
            docstrings = {
                id(node.body[0].value)
                for node in ast.walk(tree)
                if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
                and node.body
                and isinstance(node.body[0], ast.Expr)
            }
            found += [
                f"{name(path)}:{node.lineno}: {node.value[:60]}"
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in docstrings
                and re.search(r"(?<!\?P)</?[a-z][a-z0-9]*[\s>/]", node.value)
            ]
        assert found == []


class TestAStrictPolicyHolds:
    """``default-src 'none'`` without exceptions: whatever is inline would not work."""

    def test_no_inline_style(self):
        assert hits(r"<style\b|\sstyle\s*=", TEMPLATES) == []

    def test_no_inline_script(self):
        found = hits(r"<script\b(?![^>]*\bsrc=)", TEMPLATES)
        assert [line for line in found if 'type="application/' not in line] == []

    def test_no_handlers_and_no_script_addresses(self):
        assert hits(r"""<[^>]*\son[a-z]+\s*=|javascript:|hx-on""", TEMPLATES) == []
        assert hits(r"""^\s*on(click|load|error|change|input|submit|focus|blur|key\w+|mouse\w+)\s*=""", TEMPLATES) == []

    def test_nothing_from_elsewhere(self):
        assert hits(r"""(src|href|action)\s*=\s*["']?(https?:)?//(?!www\.w3\.org)""", TEMPLATES) == []


def test_no_file_for_whatever_has_no_home():
    bad = {"utils", "util", "helpers", "helper", "common", "misc", "base", "views"}
    everything = [*PYTHON, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    assert [name(path) for path in everything if path.stem in bad or path.parent.name in bad] == []


def test_no_signals_and_nothing_in_save_or_ready():
    assert hits(r"\bpre_save\b|\bpost_save\b|@receiver|def save\(|_delete\.connect", PYTHON) == []
    assert hits(r"def ready\(", [ROOT / "articles" / "apps.py"]) == []


def test_nothing_switches_protection_off():
    """But for the choice of a theme, which changes a colour and nothing else."""
    # SQLite's own commands have one place, and so have a lock of PostgreSQL's, and rows by the hundred.
    places = {
        ROOT / "articles" / "ingest" / "database_file.py",
        ROOT / "articles" / "ingest" / "rows.py",
        ROOT / "articles" / "management" / "preparing.py",
    }
    others = [path for path in PYTHON if path not in places]
    assert hits(r"\.raw\(|\.extra\(|RawSQL|ATOMIC_REQUESTS|cursor\(", others) == []
    exempt = hits(r"@csrf_exempt", PYTHON)
    assert [line.partition(":")[0] for line in exempt] == ["articles/web/theme.py"]


def test_articles_stays_an_empty_package():
    assert (ROOT / "articles" / "__init__.py").read_text() == ""


def test_migrations_say_what_they_do_and_import_no_app_code():
    migrations = [path for path in (ROOT / "articles" / "migrations").glob("*.py") if path.stem != "__init__"]
    assert migrations
    for path in migrations:
        assert re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", path.stem), path
        assert "_auto_" not in path.stem, path
        imported = re.findall(r"^(?:from|import) (articles\.\S+)", path.read_text(), re.MULTILINE)
        assert [module for module in imported if module != "articles.models"] == [], path
        assert "articles.models." not in path.read_text() or "RunPython" not in path.read_text(), path


def test_the_only_conftest_that_all_tests_share():
    assert (ROOT / "tests" / "conftest.py").exists()
    assert not (ROOT / "conftest.py").exists()


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("articles.web.urls", ["spacy", "thinc", "numpy"]),
        ("newsroom.wsgi", ["spacy", "thinc"]),
        ("articles.ingest.annotating", ["spacy"]),
        ("articles.search", ["spacy"]),
    ],
)
def test_a_process_that_only_reads_does_not_pay_for_the_model(tmp_path, module, absent):
    code = (
        "import sys, django, importlib; django.setup(); "
        f"importlib.import_module({module!r}); print(sorted(set(sys.modules) & set({absent!r})))"
    )
    done = processes.python(tmp_path / "data", "-c", code, DJANGO_SETTINGS_MODULE="newsroom.settings")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "room", ["articles.text.segments", "articles.extract", "articles.fetch", "articles.nlp", "articles.index"]
)
def test_pure_rooms_never_wake_django(tmp_path, room):
    done = processes.python(tmp_path, "-c", f"import sys, {room}; print('django' in sys.modules)")
    assert done.stdout.strip() == "False", done.stderr


class TestSettings:
    def check(self, tmp_path, *arguments, **variables):
        return processes.python(tmp_path / "data", "manage.py", "check", *arguments, **variables)

    def test_the_production_profile_has_no_issue(self, tmp_path):
        done = self.check(
            tmp_path, "--deploy", "--fail-level", "INFO", NEWSROOM_PRODUCTION="1", NEWSROOM_HOSTS="news.example"
        )
        assert done.returncode == 0, done.stderr
        assert "no issues (0 silenced)" in done.stdout
        assert done.stderr == ""

    def test_nor_behind_a_proxy(self, tmp_path):
        variables = {"NEWSROOM_PRODUCTION": "1", "NEWSROOM_HOSTS": "a.example,b.example"}
        done = self.check(tmp_path, "--deploy", "--fail-level", "INFO", **variables, NEWSROOM_BEHIND_PROXY="1")
        assert done.returncode == 0, done.stderr

    def test_the_profile_of_a_laptop_works_without_a_variable(self, tmp_path):
        done = self.check(tmp_path, "--fail-level", "INFO")
        assert done.returncode == 0, done.stderr

    @pytest.mark.parametrize(
        ("variable", "value"),
        [
            ("NEWSROOM_PRODUCTION", "perhaps"),
            ("NEWSROOM_DEBUG", "2"),
            ("PORT", "99999"),
            ("PORT", "http"),
            ("NEWSROOM_WEB_WORKERS", "0"),
            ("NEWSROOM_LOG_LEVEL", "loud"),
        ],
    )
    def test_what_cannot_be_read_is_named(self, tmp_path, variable, value):
        done = self.check(tmp_path, **{variable: value})
        assert done.returncode != 0
        assert f"{variable} must be" in done.stderr

    def test_production_answers_to_no_host_that_is_not_named(self, tmp_path):
        code = "from newsroom import settings; print(settings.ALLOWED_HOSTS, settings.DEBUG)"
        done = processes.python(tmp_path / "data", "-c", code, NEWSROOM_PRODUCTION="1")
        assert done.stdout.strip() == "[] False", done.stderr
