"""Networks, opened to run; those in the rapidocr package are found without importing it, so that nothing can be
downloaded."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from pathlib import Path

import onnxruntime as ort

from ocr.errors import OcrError

DETECTOR = "PP-OCRv6_det_small.onnx"
RECOGNISER = "PP-OCRv6_rec_small.onnx"


def version() -> str:
    """The version of the rapidocr package, which is that of the networks in it."""
    return importlib.metadata.version("rapidocr")


def session(model: str, threads: int) -> ort.InferenceSession:
    """One network of the package, ready to run on `threads` cores."""
    return opened(_file(model), threads)


def opened(path: Path, threads: int) -> ort.InferenceSession:
    """The network in a file, ready to run on `threads` cores."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # The arena keeps the memory of the largest picture ever seen; pages come in many sizes.
    options.enable_cpu_mem_arena = False
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _file(model: str) -> Path:
    spec = importlib.util.find_spec("rapidocr")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "models" / model
        if path.is_file():
            return path
    raise OcrError(
        "The network {model} is not part of the installed rapidocr package; install rapidocr 3.10 or newer.",
        model=model,
    )
