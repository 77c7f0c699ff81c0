// Writes the files of this folder with the reference implementation in JavaScript. README.md says how.
import fs from "node:fs";
import * as arrow from "apache-arrow";
import lz4 from "lz4js";

const rows = 1200;
let state = 20261127;
const random = () => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return state / 2 ** 32;
};
const whole = (below) => Math.floor(random() * below);

const columns = {
  n: { type: new arrow.Float64(), of: () => random() * 3 - 1, missing: 97 },
  i: { type: new arrow.Int16(), of: () => whole(100) - 50 },
  big: { type: new arrow.Int64(), of: () => BigInt(whole(2 ** 31)) * 4194304n, text: (v) => `${v}` },
  u: { type: new arrow.Uint8(), of: () => whole(200) },
  f: { type: new arrow.Float32(), of: () => whole(10000) / 100, missing: 53 },
  s: { type: new arrow.Utf8(), of: () => ["north", "south", "Zürich", "", "a longer name of a place"][whole(5)], missing: 41 },
  l: { type: new arrow.LargeUtf8(), of: () => `v${whole(7)}` },
  d: { type: new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()), of: () => `kind ${whole(4)}`, missing: 31 },
  b: { type: new arrow.Bool(), of: () => random() < 0.4, missing: 71 },
  t: {
    type: new arrow.TimestampMillisecond(),
    of: (row) => Date.UTC(2026, 2, 1 + (row % 28), 10, row % 60),
    text: (v) => new Date(v).toISOString(),
    missing: 83,
  },
  day: { type: new arrow.DateDay(), of: (row) => Date.UTC(2025, row % 12, 1), text: (v) => new Date(v).toISOString().slice(0, 10) },
};

const values = Object.fromEntries(
  Object.entries(columns).map(([name, c]) => [
    name,
    Array.from({ length: rows }, (_, row) => (c.missing && row % c.missing === 0 ? null : c.of(row))),
  ]),
);
const text = (c, v) => (v === null ? "" : c.text ? c.text(v) : `${v}`);
const lines = Array.from({ length: rows }, (_, row) => Object.entries(columns).map(([name, c]) => text(c, values[name][row])).join(","));
fs.writeFileSync("rows.csv", `${Object.keys(columns).join(",")}\n${lines.join("\n")}\n`);

const part = (from, to) =>
  new arrow.Table(
    Object.fromEntries(Object.entries(columns).map(([name, c]) => [name, arrow.vectorFromArray(values[name].slice(from, to), c.type)])),
  );
// The parts of a stream may have other texts behind the numbers of a column each; those of a file have one list for all.
const parts = [part(0, 500), part(500, 501), part(501, rows)];
const all = part(0, rows);
const slices = [all.slice(0, 500), all.slice(500, 501), all.slice(501)];
arrow.compressionRegistry.set(arrow.CompressionType.LZ4_FRAME, {
  encode: (bytes) => lz4.compress(bytes),
  decode: (bytes) => lz4.decompress(bytes),
});
// The library writes the compressed length before each part, where the format asks for the one before compression.
class CompressedFileWriter extends arrow.RecordBatchFileWriter {
  _compressBodyBuffers(buffers) {
    const made = super._compressBodyBuffers(buffers);
    buffers.forEach((buffer, i) => {
      const prefix = made.buffers[2 * i];
      const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
      if (prefix.byteLength > 0 && view.getBigInt64(0, true) !== -1n) {
        view.setBigInt64(0, BigInt(buffer.byteLength), true);
      }
    });
    return made;
  }
}
const write = (file, writer, tables = slices) => {
  for (const table of tables) {
    for (const batch of table.batches) {
      writer.write(batch);
    }
  }
  writer.finish();
  fs.writeFileSync(file, writer.toUint8Array(true));
};
write("rows.arrow", new arrow.RecordBatchFileWriter());
write("rows.arrows", new arrow.RecordBatchStreamWriter(), parts);
write("rows-lz4.arrow", new CompressedFileWriter({ compressionType: arrow.CompressionType.LZ4_FRAME }));

const nested = new arrow.Table({
  n: arrow.vectorFromArray([1, 2, 3], new arrow.Float64()),
  list: arrow.vectorFromArray([[1], [2, 3], []], new arrow.List(new arrow.Field("item", new arrow.Float64()))),
  parts: arrow.vectorFromArray(
    [{ a: 1, b: "x" }, { a: 2, b: "y" }, { a: 3, b: "z" }],
    new arrow.Struct([new arrow.Field("a", new arrow.Int32()), new arrow.Field("b", new arrow.Utf8())]),
  ),
  amount: arrow.vectorFromArray([1.5, 2.5, 3.5], new arrow.Float64()),
});
write("nested.arrow", new arrow.RecordBatchFileWriter(), [nested]);
