"""Runs the network's three parts on arrays: ONNX Runtime for serving, torch for evaluating while training.

Shapes as in model/network.py: B windows of L tokens, K tags, C cues, P content pieces, N readings of T tokens.
"""

from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
GRAPHS = ("read", "relate", "judge")


class Runtime(Protocol):
    """What the predictor needs of a network."""

    def read(self, ids: Ints, mask: Ints) -> tuple[Floats, Floats, Floats]:
        """ids, mask (B, L) -> tag scores (B, L, K), last states (B, L, h), states for `judge` (B, L, h)."""
        ...

    def relate(self, states: Floats, mask: Ints, cues: Floats, pieces: Floats) -> tuple[Floats, Floats, Floats]:
        """Last states (B, L, h), mask (B, L), cues (B, C, L), pieces (B, P, L) -> link scores (B, P, C), source start
        and end scores (B, C, L)."""
        ...

    def judge(self, states: Floats, roles: Ints, mask: Ints) -> tuple[Floats, Floats, Floats]:
        """States (N, T, h), roles and mask (N, T) -> span scores (N, T, T, channels), "no target" (N, 1), counts (N, most)."""
        ...


class OnnxRuntime:
    """The exported graphs in a folder: read.onnx, relate.onnx, judge.onnx."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.log_severity_level = 3
        # arenas keep the largest batch ever seen for good; a worker's memory has to stay bounded
        options.enable_cpu_mem_arena = False
        self._sessions = {
            g: onnxruntime.InferenceSession(folder / f"{g}.onnx", options, providers=["CPUExecutionProvider"]) for g in GRAPHS
        }

    def _run(self, graph: str, **feeds: Floats | Ints) -> tuple[Floats, Floats, Floats]:
        first, second, third = self._sessions[graph].run(None, feeds)
        return first, second, third

    def read(self, ids: Ints, mask: Ints) -> tuple[Floats, Floats, Floats]:
        return self._run("read", ids=ids, mask=mask)

    def relate(self, states: Floats, mask: Ints, cues: Floats, pieces: Floats) -> tuple[Floats, Floats, Floats]:
        return self._run("relate", states=states, mask=mask, cues=cues, pieces=pieces)

    def judge(self, states: Floats, roles: Ints, mask: Ints) -> tuple[Floats, Floats, Floats]:
        return self._run("judge", states=states, roles=roles, mask=mask)
