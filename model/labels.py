"""The label sets of an artifact. They are read from its config; nothing else in the code spells them out."""

from dataclasses import dataclass, field

PARTS = ("source", "cue", "content")


@dataclass(frozen=True)
class Labels:
    """`stances` names the neutral label too; `sentiments` are ordered from negative to positive."""

    stances: tuple[str, ...]
    neutral: str
    sentiments: tuple[str, ...]
    most_targets: int = 3
    tags: tuple[str, ...] = field(init=False)
    roles: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        if self.neutral not in self.stances:
            raise ValueError(f"the neutral label {self.neutral!r} is not among the stances {list(self.stances)}")
        for name in ("stances", "sentiments"):
            if len(set(getattr(self, name))) != len(getattr(self, name)):
                raise ValueError(f"{name} names a label twice: {list(getattr(self, name))}")
        object.__setattr__(self, "tags", ("O", *(f"{b}-{p}" for p in PARTS for b in "BI")))
        object.__setattr__(self, "roles", ("none", *PARTS))

    @property
    def sides(self) -> tuple[str, ...]:
        """The stances that take a side."""
        return tuple(s for s in self.stances if s != self.neutral)
