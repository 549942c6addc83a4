"""Models as ONNX files, for runtimes in other languages, on phones and in browsers."""

from deepkit.onnx._table import BY_CALL, EMITTERS
from deepkit.onnx._types import IR_VERSION, OPSET
from deepkit.onnx._write import OnnxReport, onnx_model, write

__all__ = ["BY_CALL", "EMITTERS", "IR_VERSION", "OPSET", "OnnxReport", "onnx_model", "write"]
