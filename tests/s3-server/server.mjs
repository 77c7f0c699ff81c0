// An object storage server on a port of its own, with one bucket. It ends with its standard input, even when the tests are killed.
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import S3rver from "s3rver";
import authentication from "s3rver/lib/middleware/authentication.js";

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
// Two calls that s3rver lacks, of the parts that it keeps: which uploads were begun, and the end of one that no one will join.
const authenticate = authentication();
server.middleware.splice(-1, 0, (context, next) => {
  const [bucket, ...names] = context.path.slice(1).split("/");
  const key = names.join("/");
  const folder = join(process.argv[2], bucket, "._S3rver_uploads");
  if (context.method === "GET" && key === "" && "uploads" in context.query) {
    context.params = { bucket };
    return authenticate(context, async () => {
      const begun = await Promise.all((await readdir(folder).catch(() => [])).map((id) => uploadOf(folder, id)));
      const Upload = begun.filter((upload) => upload.Key.startsWith(context.query.prefix ?? ""));
      context.body = { ListMultipartUploadsResult: { Bucket: bucket, IsTruncated: false, Upload } };
    });
  }
  if (context.method === "DELETE" && /^[0-9a-f]{32}$/.test(context.query.uploadId ?? "")) {
    context.params = { bucket, key };
    return authenticate(context, async () => {
      const gone = rm(join(folder, context.query.uploadId), { recursive: true });
      context.status = await gone.then(() => 204, () => 404);
    });
  }
  return next();
});
async function uploadOf(folder, id) {
  const file = join(folder, id, "key");
  return { Key: await readFile(file, "utf8"), UploadId: id, Initiated: (await stat(file)).mtime.toISOString() };
}
const { port } = await server.run();
console.log(`listening on ${port}`);
process.stdin.on("end", () => process.exit()).resume();
