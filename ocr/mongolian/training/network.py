"""The network: a picture of a line in, for each four pixels of it two rows of scores out, one for each class."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ocr.mongolian.classes import NAMES

HEIGHT = 32
"""Rows of pixels of a strip."""
STEP = 2
"""Pixels for one row of scores: teeth stand three or four pixels apart in small print."""


def _conv(inner: int, outer: int, stride: tuple[int, int]) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inner, outer, 3, stride, 1, bias=False), nn.BatchNorm2d(outer), nn.ReLU(inplace=True)
    )


class Block(nn.Module):
    """Looks along the line: each channel for itself, then all channels at each place."""

    def __init__(self, channels: int, reach: int, dilation: int) -> None:
        super().__init__()
        self.along = nn.Conv2d(
            channels, channels, (1, reach), padding=(0, reach // 2 * dilation), dilation=(1, dilation), groups=channels
        )
        self.norm = nn.BatchNorm2d(channels)
        self.wide = nn.Conv2d(channels, 2 * channels, 1)
        self.act = nn.ReLU(inplace=True)
        self.narrow = nn.Conv2d(2 * channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x + self.narrow(self.act(self.wide(self.norm(self.along(x)))))
        return out


class Network(nn.Module):
    """Strips × 1 × 32 × width to strips × steps × classes (logits); `size` scales the channels."""

    def __init__(
        self, channels: int = 192, blocks: int = 6, stem: tuple[int, int, int, int] = (16, 32, 64, 96)
    ) -> None:
        super().__init__()
        self.made_with = (channels, blocks, stem)
        a, b, c, d = stem
        self.classes = len(NAMES)
        self.stem = nn.Sequential(
            _conv(1, a, (2, 2)), _conv(a, b, (2, 1)), _conv(b, c, (1, 1)), _conv(c, d, (2, 2)), _conv(d, d, (1, 1))
        )
        self.fold = nn.Sequential(
            nn.Conv2d(d, channels, (HEIGHT // 8, 1), bias=False), nn.BatchNorm2d(channels), nn.ReLU(inplace=True)
        )
        self.blocks = nn.Sequential(*(Block(channels, 7, 1 + n % 2) for n in range(blocks)))
        self.drop = nn.Dropout(0.1)
        self.scores = nn.Conv2d(channels, 2 * self.classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.scores(self.drop(self.blocks(self.fold(self.stem(x)))))
        count, _, _, steps = x.shape
        return x.reshape(count, 2, self.classes, steps).permute(0, 3, 1, 2).reshape(count, 2 * steps, self.classes)


def steps_of(widths: Tensor) -> Tensor:
    """How many rows of scores belong to strips of these widths."""
    return torch.div(widths + 3, 4, rounding_mode="floor") * 2
