"""The network itself behind the runtime protocol: for looks at the dev parts while it trains."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from model.network import StanceNetwork
from model.runtime import Floats, Ints


class TorchRuntime:
    """Runs a network where it is, without gradients. The caller puts it into evaluation mode."""

    def __init__(self, network: StanceNetwork) -> None:
        self._network = network

    def read(self, ids: Ints, mask: Ints) -> tuple[Floats, Floats, Floats]:
        return self._run(self._network.read, ids, mask)

    def relate(self, states: Floats, mask: Ints, cues: Floats, pieces: Floats) -> tuple[Floats, Floats, Floats]:
        return self._run(self._network.relate, states, mask, cues, pieces)

    def judge(self, states: Floats, roles: Ints, mask: Ints) -> tuple[Floats, Floats, Floats]:
        return self._run(self._network.judge, states, roles, mask)

    def _run(self, part: Callable[..., tuple[Tensor, Tensor, Tensor]], *arrays: Floats | Ints) -> tuple[Floats, Floats, Floats]:
        device = self._network.tag.weight.device
        with torch.inference_mode():
            first, second, third = part(*(torch.from_numpy(a).to(device) for a in arrays))
        return _array(first), _array(second), _array(third)


def _array(x: Tensor) -> Floats:
    return np.asarray(x.float().cpu().numpy(), dtype=np.float32)
