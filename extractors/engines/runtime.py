"""Two runtimes that evaluate ONNX networks on one thread: OpenVINO, and ONNX Runtime where that is not to be had.

Both are the only importers of their library, and both are held to one thread: the product scales by processes, and two
processes with one thread each read half as much again as one process with two.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from strongroom.errors import EngineUnavailable

Floats = npt.NDArray[np.float32]
Runtime = Literal["auto", "openvino", "onnxruntime"]


class Network(Protocol):
    """A network with one picture-shaped input."""

    alphabet: str
    """The ``character`` entry of the model's metadata; empty where it has none."""

    def run(self, batch: Floats) -> tuple[npt.NDArray[Any], ...]:
        """Evaluate one batch, ``N x C x H x W``.

        A plain network gives one array of floats. A network loaded with ``load_ranked`` gives the highest value along
        the last axis and its index, both without that axis.
        """

    def release(self) -> None:
        """Give back the memory between the layers; the next ``run`` takes it again."""


class Loader(Protocol):
    """Opens networks in one runtime. ``name`` holds the runtime and its version."""

    name: str

    def load(self, file: Path) -> Network:
        """Open a network as it is."""

    def load_ranked(self, file: Path) -> Network:
        """Open a classifier whose output is wanted as (best value, best index)."""


def open_loader(runtime: Runtime) -> Loader:
    """Open a runtime; ``auto`` prefers OpenVINO, which is twice as fast and more where the CPU has bfloat16 tiles.

    Raises:
        EngineUnavailable: the runtime (for ``auto``: neither) can be loaded.
    """
    makers: Mapping[str, tuple[Callable[[], Loader], ...]] = {
        "openvino": (OpenVinoLoader,),
        "onnxruntime": (OnnxRuntimeLoader,),
        "auto": (OpenVinoLoader, OnnxRuntimeLoader),
    }
    for maker in makers[runtime]:
        try:
            return maker()
        except ImportError:
            continue
    raise EngineUnavailable(missing=runtime)


class OpenVinoLoader:
    """Networks on OpenVINO's CPU device; it picks bfloat16 where the CPU has it, which costs no accuracy here."""

    def __init__(self) -> None:
        import openvino

        self._openvino = openvino
        self._core = openvino.Core()
        self.name = f"openvino {openvino.__version__.split('-')[0]}"

    def load(self, file: Path) -> Network:
        """Open a network as it is."""
        model = self._core.read_model(file)
        return self._compile(model)

    def load_ranked(self, file: Path) -> Network:
        """Open a classifier with the ranking inside the graph: 18,710 floats a step need not be copied out."""
        from openvino import Model, opset13

        model = self._core.read_model(file)
        scores = model.get_results()[0].input_value(0)
        best = opset13.topk(scores, np.int64(1), axis=2, mode="max", sort="none", index_element_type="i32")
        squeezed = [opset13.squeeze(best.output(port), np.array([2])) for port in (0, 1)]
        ranked = Model([opset13.result(port) for port in squeezed], model.get_parameters(), "ranked")
        return self._compile(ranked, alphabet=_alphabet_of(model))

    def _compile(self, model: Any, *, alphabet: str = "") -> "_OpenVinoNetwork":
        compiled = self._core.compile_model(
            model,
            "CPU",
            {
                "INFERENCE_NUM_THREADS": 1,
                "NUM_STREAMS": 1,
                # Pinning puts the one thread of every process on the same first core.
                "ENABLE_CPU_PINNING": "NO",
            },
        )
        return _OpenVinoNetwork(compiled, alphabet)


def _alphabet_of(model: Any) -> str:
    path = ["framework", "character"]
    return str(model.get_rt_info(path).astype(str)) if model.has_rt_info(path) else ""


class _OpenVinoNetwork:
    def __init__(self, compiled: Any, alphabet: str) -> None:
        self.alphabet = alphabet
        self._compiled = compiled
        self._request = compiled.create_infer_request()
        self._outputs = range(len(compiled.outputs))

    def run(self, batch: Floats) -> tuple[npt.NDArray[Any], ...]:
        self._request.infer([batch], share_inputs=True)
        # The tensors belong to the request and are overwritten by the next call.
        return tuple(self._request.get_output_tensor(port).data.copy() for port in self._outputs)

    def release(self) -> None:
        self._compiled.release_memory()


class OnnxRuntimeLoader:
    """Networks on ONNX Runtime's CPU provider."""

    def __init__(self) -> None:
        import onnxruntime

        self._onnxruntime = onnxruntime
        self.name = f"onnxruntime {onnxruntime.__version__}"

    def load(self, file: Path) -> Network:
        """Open a network as it is."""
        return _OnnxRuntimeNetwork(self._session(file))

    def load_ranked(self, file: Path) -> Network:
        """Open a classifier; the ranking is done on the copied output."""
        return _RankedNetwork(_OnnxRuntimeNetwork(self._session(file)))

    def _session(self, file: Path) -> Any:
        options = self._onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # The arena grows with every new shape and never shrinks.
        options.enable_cpu_mem_arena = False
        return self._onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


class _OnnxRuntimeNetwork:
    def __init__(self, session: Any) -> None:
        self.alphabet: str = session.get_modelmeta().custom_metadata_map.get("character", "")
        self._session = session
        self._input: str = session.get_inputs()[0].name

    def run(self, batch: Floats) -> tuple[npt.NDArray[Any], ...]:
        return tuple(self._session.run(None, {self._input: batch}))

    def release(self) -> None:
        """Nothing is kept: the arena is off."""


class _RankedNetwork:
    def __init__(self, network: Network) -> None:
        self.alphabet = network.alphabet
        self._network = network

    def run(self, batch: Floats) -> tuple[npt.NDArray[Any], ...]:
        (scores,) = self._network.run(batch)
        index = scores.argmax(axis=2)
        return np.take_along_axis(scores, index[..., None], axis=2)[..., 0], index

    def release(self) -> None:
        self._network.release()
