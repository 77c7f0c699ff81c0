// An object storage server on a port of its own, with one bucket. It ends with its standard input, even when the tests are killed.
import S3rver from "s3rver";

const server = new S3rver({
  address: "127.0.0.1",
  port: Number(process.argv[3] ?? 0),
  silent: true,
  directory: process.argv[2],
  vhostBuckets: false,
  configureBuckets: [{ name: "governance" }],
});
const { port } = await server.run();
console.log(`listening on ${port}`);
process.stdin.on("end", () => process.exit()).resume();
