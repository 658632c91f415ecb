"""Trains the network: one core, hours, from a seed; it can be stopped at any time and goes on where it was."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor, nn

from ocr.mongolian.training.batches import Batch
from ocr.mongolian.training.network import Network, steps_of

CLIP = 2.0
"""Gradients are no longer than this."""


class Source(Protocol):
    """What gives batches by number."""

    def __getitem__(self, number: int) -> Batch: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run goes: batches in all, those of warming up, the highest rate of learning and the last one."""

    steps: int
    rate: float = 2e-3
    last_rate: float = 2e-5
    warm: int = 200
    decay: float = 0.998
    weight_decay: float = 0.01

    def rate_at(self, step: int) -> float:
        if step < self.warm:
            return self.rate * (step + 1) / self.warm
        way = (step - self.warm) / max(self.steps - self.warm, 1)
        return self.last_rate + (self.rate - self.last_rate) * (1 + math.cos(math.pi * min(way, 1))) / 2


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is: batches done, the loss of the last one, seconds since it began."""

    step: int
    loss: float
    seconds: float


class Trainer:
    """A run of training. `averaged` is the network whose weights are the running mean: that one is kept."""

    def __init__(self, network: Network, plan: Plan) -> None:
        self.network, self.plan, self.step = network, plan, 0
        self.averaged = Network(*network.made_with)
        self.averaged.load_state_dict(network.state_dict())
        self._optimiser = torch.optim.AdamW(network.parameters(), plan.rate, weight_decay=plan.weight_decay)
        self._loss = nn.CTCLoss(zero_infinity=True)

    def run(self, source: Source) -> Iterator[Progress]:
        """Goes on to the end of the plan; tells after each batch how far it is."""
        started = time.perf_counter()
        while self.step < self.plan.steps:
            loss = self._learn(source[self.step])
            self.step += 1
            yield Progress(self.step, loss, time.perf_counter() - started)

    def _learn(self, batch: Batch) -> float:
        self.network.train()
        for group in self._optimiser.param_groups:
            group["lr"] = self.plan.rate_at(self.step)
        # What the network drops by chance hangs on the number of the batch alone, also after a break.
        torch.manual_seed(self.step)
        loss = self.loss(batch)
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), CLIP)
        self._optimiser.step()
        self._average()
        return float(loss.detach())

    def loss(self, batch: Batch) -> Tensor:
        pictures = torch.from_numpy(batch.pictures)[:, None].contiguous(memory_format=torch.channels_last)
        scores = self.network(pictures).log_softmax(2).transpose(0, 1)
        steps = steps_of(torch.from_numpy(batch.widths)).clamp(max=len(scores))
        found: Tensor = self._loss(scores, torch.from_numpy(batch.classes), steps, torch.from_numpy(batch.lengths))
        return found

    @torch.no_grad()
    def _average(self) -> None:
        decay = min(self.plan.decay, (1 + self.step) / (10 + self.step))
        mean, now = self.averaged.state_dict(), self.network.state_dict()
        for name, value in mean.items():
            if value.dtype.is_floating_point:
                value.lerp_(now[name], 1 - decay)
            else:
                value.copy_(now[name])

    def save(self, path: Path) -> None:
        """Everything that is needed to go on, to a temporary file first."""
        draft = path.with_suffix(".part")
        state = {
            "made_with": self.network.made_with, "step": self.step, "network": self.network.state_dict(),
            "averaged": self.averaged.state_dict(), "optimiser": self._optimiser.state_dict(),
        }  # fmt: skip
        torch.save(state, draft)
        draft.replace(path)

    def begin_with(self, weights: Mapping[str, Tensor]) -> None:
        """Begins with the weights of a finished network, those that `export.weights` reads from its file."""
        for network in (self.network, self.averaged):
            missing, unknown = network.load_state_dict(weights, strict=False)
            if unknown or any(not name.endswith("num_batches_tracked") for name in missing):
                message = f"These weights are of another network: {[*missing, *unknown][:5]}"
                raise ValueError(message)

    def resume(self, path: Path) -> None:
        """Goes back to where `save` was called."""
        state = torch.load(path, weights_only=True)
        self.step = state["step"]
        self.network.load_state_dict(state["network"])
        self.averaged.load_state_dict(state["averaged"])
        self._optimiser.load_state_dict(state["optimiser"])
