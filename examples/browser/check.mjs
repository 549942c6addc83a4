// Runs the digits in WebAssembly, without a browser, and compares with what the model answered.
import { readFile } from "node:fs/promises";
import * as ort from "onnxruntime-web";

ort.env.wasm.numThreads = 1;
const golden = JSON.parse(await readFile("golden.json", "utf8"));
const session = await ort.InferenceSession.create(new Uint8Array(await readFile("digits.onnx")), {
  executionProviders: ["wasm"],
});

let worst = 0;
const rows = golden.images.length / 64;
for (const size of [1, rows]) {
  const pixels = Float32Array.from(golden.images.slice(0, 64 * size));
  const { digit } = await session.run({ image: new ort.Tensor("float32", pixels, [size, 8, 8, 1]) });
  digit.data.forEach((share, i) => {
    worst = Math.max(worst, Math.abs(share - golden.answers[i]));
  });
}
console.log(`off by ${worst.toExponential(1)} at most`);
process.exit(worst <= 1e-5 ? 0 : 1);
