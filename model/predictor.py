"""Articles -> answers: the one door for the command line, the service, batch scoring and evaluation."""

from collections.abc import Sequence
from pathlib import Path

from model import artifact
from model.actors import resolve, target_names
from model.artifact import PRETRAINED, Settings
from model.encode import Encoder, windows
from model.passage import Reader
from model.records import Reported, records, watched
from model.runtime import OnnxRuntime, Runtime
from model.schema import Answer, Article, ModelName
from model.segment import sentences

PASSAGE = 64  # windows that are read before their attributions are judged: bounds the memory of a long article


class Predictor:
    """A loaded artifact. `predict` may be called from several threads."""

    def __init__(self, settings: Settings, encoder: Encoder, runtime: Runtime) -> None:
        self.settings, self.labels = settings, settings.labels
        self.name = ModelName(settings.name, settings.version)
        self._encoder, self._reader = encoder, Reader(settings, encoder, runtime)

    @classmethod
    def load(cls, folder: Path = PRETRAINED, *, threads: int = 1) -> "Predictor":
        """Load an artifact folder, the shipped one by default. Raises ArtifactError where it does not fit together."""
        settings = artifact.load(folder)
        return cls(settings, Encoder.load(folder / "tokenizer.json"), OnnxRuntime(folder, threads))

    def predict(self, articles: Sequence[Article]) -> list[Answer]:
        """An answer for each article, in order. Any text is fine. An answer depends on nothing but its own article:
        int8 scales a pass by what is in it, so articles never share one."""
        return [self._answer(a) for a in articles]

    def _answer(self, article: Article) -> Answer:
        return self.report(article, self.read(article))

    def read(self, article: Article) -> list[Reported]:
        """The network's part: the attributions of an article in order of the text, with what they say."""
        tokens, parts = self._encoder.tokenize(article.text), sentences(article.text)
        cut = windows(tokens, parts, self.settings.window)
        out: list[Reported] = []
        for k in range(0, len(cut), PASSAGE):
            out += self._reader.passage(article.text, tokens, cut[k : k + PASSAGE], article.given)
        return sorted(out, key=lambda r: (r.attribution.extent, r.attribution.content))

    def report(self, article: Article, read: Sequence[Reported]) -> Answer:
        """The rest: actors, names, records."""
        text, attributions = article.text, [r.attribution for r in read]
        actors = resolve(text, attributions)
        names = target_names(text, attributions, actors, [[t.span for t in r.targets] for r in read])
        calibration = self.settings.calibration if article.given is None else self.settings.calibration_given
        stances = records(text, sentences(text), read, actors, names, self.labels, calibration)
        return Answer(article.id, tuple(watched(stances, article.watch)), self.name)
