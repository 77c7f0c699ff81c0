// The everything server over streamable HTTP, whose list of tools grows while it runs: each line of standard input names a tool that is
// added, to sessions that are open (the server says that its list changed) and to those to come.
import { createInterface } from "node:readline";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";

const added = [];
const servers = [];
const connect = McpServer.prototype.connect;

const add = (server, name) =>
  server.registerTool(name, { description: `Does ${name}` }, async () => ({ content: [{ type: "text", text: `Did ${name}` }] }));

McpServer.prototype.connect = function (transport) {
  servers.push(this);
  added.forEach((name) => add(this, name));
  return connect.call(this, transport);
};

createInterface({ input: process.stdin }).on("line", (name) => {
  added.push(name);
  servers.forEach((server) => add(server, name));
  console.error(`added ${name}`);
});

await import("@modelcontextprotocol/server-everything/dist/transports/streamableHttp.js");
