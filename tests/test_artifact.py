"""An artifact that does not fit is refused whole, with the file that is at fault."""

import json
import shutil

import pytest

from model import artifact
from model.artifact import PRETRAINED
from model.errors import ArtifactError
from model.predictor import Predictor


@pytest.fixture
def copy(tmp_path):
    folder = tmp_path / "artifact"
    shutil.copytree(PRETRAINED, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    return folder


def change(folder, **values):
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf8")) | values), encoding="utf8")


def test_a_damaged_file_is_refused(copy):
    """Half a download would otherwise answer nonsense with confidence."""
    with (copy / "judge.onnx").open("r+b") as f:
        f.seek(1000)
        f.write(b"\0\0\0\0")
    with pytest.raises(ArtifactError, match=r"judge\.onnx is damaged"):
        Predictor.load(copy)


def test_a_missing_file_is_named(copy):
    """ "File not found" without the name sends people to the issue tracker."""
    (copy / "tokenizer.json").unlink()
    with pytest.raises(ArtifactError, match=r"tokenizer\.json is missing"):
        Predictor.load(copy)


@pytest.mark.parametrize("values", [{"format": 99}, {"opening": [0.0]}, {"labels": {"stances": ["a"], "neutral": "b"}}])
def test_a_config_that_does_not_fit_is_refused(copy, values):
    """A newer format or other labels must stop at loading, not in the middle of an article."""
    change(copy, **values)
    with pytest.raises(ArtifactError, match=r"config\.json"):
        Predictor.load(copy)


def test_no_artifact_at_all(tmp_path):
    """The commonest mistake: a wrong path."""
    with pytest.raises(ArtifactError, match="no artifact in"):
        Predictor.load(tmp_path)


def test_weights_for_training_are_checked_too():
    """Training on from damaged weights would waste an afternoon."""
    assert artifact.load(PRETRAINED, weights=True).labels.neutral == "neutral"


def test_shipped_files_stay_small():
    """Every copy of the weights stays in git for ever: 120 MB together, 90 MB a file."""
    sizes = [p.stat().st_size for p in PRETRAINED.iterdir()]
    assert sum(sizes) <= 120e6
    assert max(sizes) <= 90e6
