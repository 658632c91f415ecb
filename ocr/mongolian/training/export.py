"""The network as ONNX, its weights under their own names: so the file can be run, and training can go on from it."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from ocr.mongolian.classes import NAMES
from ocr.mongolian.training.network import HEIGHT, Block, Network

OPSET, IR = 17, 9


def export(network: Network, path: Path, version: str) -> None:
    """Writes a network as it reads, to a temporary file first."""
    graph = _Graph(network)
    model = helper.make_model(graph.finished(), opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)
    helper.set_model_props(
        model, {"version": version, "classes": "\n".join(NAMES), "made_with": repr(network.made_with)}
    )
    onnx.checker.check_model(model)
    draft = path.with_suffix(".part")
    onnx.save(model, str(draft))
    draft.replace(path)


def weights(path: Path) -> dict[str, torch.Tensor]:
    """The weights in a file that `export` has written, as a network takes them."""
    found = onnx.load(str(path)).graph.initializer
    return {part.name: torch.from_numpy(numpy_helper.to_array(part).copy()) for part in found if "." in part.name}


class _Graph:
    """The graph, part by part; `_end` is the name of what came out of the last one."""

    def __init__(self, network: Network) -> None:
        self._network, self._end = network, "ink"
        self._nodes: list[onnx.NodeProto] = []
        self._numbers = [
            numpy_helper.from_array(value.detach().numpy(), name)
            for name, value in network.state_dict().items()
            if not name.endswith("num_batches_tracked")
        ]

    def finished(self) -> onnx.GraphProto:
        network = self._network
        for name in ("stem", "fold", "blocks"):
            self._sequence(getattr(network, name), name)
        self._conv(network.scores, "scores")
        self._shape([0, 2, network.classes, -1], "apart")
        self._add("Transpose", [self._end], perm=[0, 3, 1, 2])
        self._shape([0, -1, network.classes], "rows")
        self._add("LogSoftmax", [self._end], axis=2)
        self._nodes[-1].output[0] = "scores"
        strips = helper.make_tensor_value_info("ink", TensorProto.FLOAT, ["strips", 1, HEIGHT, "width"])
        scores = helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["strips", "steps", network.classes])
        return helper.make_graph(self._nodes, "mongolian", [strips], [scores], self._numbers)

    def _sequence(self, parts: nn.Module, name: str) -> None:
        for key, part in parts.named_children():
            self._part(part, f"{name}.{key}")

    def _part(self, part: nn.Module, name: str) -> None:
        if isinstance(part, nn.Conv2d):
            self._conv(part, name)
        elif isinstance(part, nn.BatchNorm2d):
            inputs = [self._end, *(f"{name}.{key}" for key in ("weight", "bias", "running_mean", "running_var"))]
            self._add("BatchNormalization", inputs, epsilon=part.eps)
        elif isinstance(part, nn.ReLU):
            self._add("Relu", [self._end])
        elif isinstance(part, Block):
            before = self._end
            self._sequence(part, name)
            self._add("Add", [before, self._end])
        else:
            self._sequence(part, name)

    def _conv(self, conv: nn.Conv2d, name: str) -> None:
        inputs = [self._end, f"{name}.weight", *([f"{name}.bias"] if conv.bias is not None else [])]
        high, wide = (int(n) for n in conv.padding)
        self._add(
            "Conv", inputs, strides=list(conv.stride), pads=[high, wide, high, wide], dilations=list(conv.dilation),
            group=conv.groups, kernel_shape=list(conv.kernel_size),
        )  # fmt: skip

    def _shape(self, sizes: list[int], name: str) -> None:
        self._numbers.append(helper.make_tensor(name, TensorProto.INT64, [len(sizes)], sizes))
        self._add("Reshape", [self._end, name])

    def _add(self, kind: str, inputs: list[str], **settings: object) -> None:
        self._end = f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [self._end], **settings))
