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
if (process.argv[4] === "any-time") {
  // Clocks of tests stand still or go ahead; what is signed by them is as good as what is signed now.
  server.middleware.unshift((context, next) => {
    if (context.headers["x-amz-date"]) {
      context.headers["x-amz-date"] = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
    }
    return next();
  });
}
const { port } = await server.run();
console.log(`listening on ${port}`);
process.stdin.on("end", () => process.exit()).resume();
