"""The rule of the house: service -> model <- training."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY = {"model": {"model"}, "service": {"service", "model"}, "training": {"training", "model"}}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Import):
            names |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


@pytest.mark.parametrize("package", MAY)
def test_packages_import_only_what_the_house_allows(package):
    """An import the other way would pull torch into the service or the service into a training run."""
    for path in (ROOT / package).rglob("*.py"):
        ours = {n.split(".")[0] for n in imported(path)} & set(MAY)
        assert ours <= MAY[package], f"{path} imports {ours - MAY[package]}"


def test_analysing_needs_no_torch():
    """Whoever installs the service alone has no torch: importing the predictor must not ask for it."""
    code = "import sys, model.predictor, service.cli; print({'torch', 'transformers', 'datasets'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
