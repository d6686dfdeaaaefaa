"""The network MiniLM, drawn as a graph of ONNX and run by ONNX Runtime, a thread for each caller.

TensorFlow, which Rasa brings, gives the same numbers, but takes half as long again for a sentence, five seconds more
to start and half a gigabyte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import onnxruntime
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

Array = npt.NDArray[np.float32]
Network = Callable[[Array], Array]
"""From sentences x words x 384 to sentences x 384: the mean of what each word came to mean, of length 1."""

WIDTH, HEADS = 384, 12  # numbers of a word, and among how many heads of a layer they are shared out
TINY = 1e-12  # keeps a division from failing, as in the training of these weights
WORDS_OF_HEAD, SIDEWAYS = (0, 2, 1, 3), (0, 2, 3, 1)  # sentences, words, heads, numbers put in another order
STEPS, FORM = 20, 10  # the sets of operations and the form of a model that both libraries know
FATAL = 4


@dataclass
class Drawing:
    """The steps drawn so far, and the numbers that they need. Each step is called by the name of what it gives."""

    arrays: Mapping[str, Array]
    steps: list[NodeProto] = field(default_factory=list)
    numbers: list[TensorProto] = field(default_factory=list)

    def step(self, kind: str, *given: str, **settings: object) -> str:
        """Add a step."""
        name = f"{kind} {len(self.steps)}"
        self.steps.append(helper.make_node(kind, given, [name], **settings))
        return name

    def number(self, values: object) -> str:
        """Add numbers, and give their name."""
        name = f"number {len(self.numbers)}"
        self.numbers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def linear(self, words: str, name: str) -> str:
        """Times a matrix, and an offset added."""
        weights, offset = self.number(self.arrays[f"{name}.weight"].T), self.number(self.arrays[f"{name}.bias"])
        return self.step("Add", self.step("MatMul", words, weights), offset)

    def norm(self, words: str, name: str) -> str:
        """Bring the numbers of a word to mean 0 and spread 1, then to a learned scale."""
        learned = (self.number(self.arrays[f"{name}.LayerNorm.{part}"]) for part in ("weight", "bias"))
        return self.step("LayerNormalization", words, *learned, epsilon=TINY)


def network(arrays: Mapping[str, Array], layers: int) -> Network:
    """Make the function out of the published weights, as many layers from below as asked for."""
    how = onnxruntime.SessionOptions()
    how.intra_op_num_threads = how.inter_op_num_threads = 1  # small matrices: more threads only wait for each other
    how.log_severity_level = FATAL
    model = _drawn(arrays, layers).SerializeToString()
    session = onnxruntime.InferenceSession(model, how, providers=["CPUExecutionProvider"])
    run = session.run
    return lambda words: run(None, {"words": words})[0]  # type: ignore[no-any-return]


def _drawn(arrays: Mapping[str, Array], layers: int) -> ModelProto:
    drawing = Drawing(arrays)
    words = drawing.norm("words", "embeddings")
    for number in range(layers):
        words = _layer(drawing, words, f"encoder.layer.{number}")
    mean = drawing.step("ReduceMean", words, drawing.number([1]), keepdims=0)
    meaning = drawing.step("LpNormalization", mean, axis=-1, p=2)
    numbers = TensorProto.FLOAT
    graph = helper.make_graph(
        drawing.steps,
        "MiniLM",
        [helper.make_tensor_value_info("words", numbers, ["sentences", "words", WIDTH])],
        [helper.make_tensor_value_info(meaning, numbers, ["sentences", WIDTH])],
        drawing.numbers,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", STEPS)], ir_version=FORM)


def _layer(drawing: Drawing, words: str, name: str) -> str:
    """One layer: each word takes in what the others say, then thinks by itself."""
    taken = drawing.linear(_heard(drawing, words, name), f"{name}.attention.output.dense")
    words = drawing.norm(drawing.step("Add", words, taken), f"{name}.attention.output")
    wide = drawing.step("Gelu", drawing.linear(words, f"{name}.intermediate.dense"))
    return drawing.norm(drawing.step("Add", words, drawing.linear(wide, f"{name}.output.dense")), f"{name}.output")


def _heard(drawing: Drawing, words: str, name: str) -> str:
    """Let each word take from the values of the words whose keys fit its question, head by head."""

    def part(which: str, order: tuple[int, ...]) -> str:
        by_word = drawing.linear(words, f"{name}.attention.self.{which}")
        by_head = drawing.step("Reshape", by_word, drawing.number([0, 0, HEADS, WIDTH // HEADS]))
        return drawing.step("Transpose", by_head, perm=order)

    scale = drawing.number(np.float32((WIDTH // HEADS) ** -0.5))
    fit = drawing.step("MatMul", part("query", WORDS_OF_HEAD), part("key", SIDEWAYS))
    mixed = drawing.step(
        "MatMul", drawing.step("Softmax", drawing.step("Mul", fit, scale)), part("value", WORDS_OF_HEAD)
    )
    by_word = drawing.step("Transpose", mixed, perm=WORDS_OF_HEAD)
    return drawing.step("Reshape", by_word, drawing.number([0, 0, WIDTH]))
