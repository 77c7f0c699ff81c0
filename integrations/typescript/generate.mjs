#!/usr/bin/env node
// Makes a typed client of the portal's OpenAPI document, with Node alone: node generate.mjs v1.json[.gz] client.ts
// Every schema becomes an interface, every operation a member of Operations: its path, query, body and answer.
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const [input, output] = process.argv.slice(2);
if (!input || !output) {
  console.error("node generate.mjs v1.json[.gz] client.ts");
  process.exit(2);
}

const bytes = readFileSync(input);
const api = JSON.parse((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString("utf8"));
const key = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
const plain = { string: "string", integer: "number", number: "number", boolean: "boolean", null: "null" };

function typeOf(schema) {
  if (!schema || Object.keys(schema).length === 0) return "unknown";
  if (schema.$ref) return schema.$ref.split("/").at(-1);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return choices.map(typeOf).join(" | ");
  if (schema.enum) return schema.enum.map((v) => JSON.stringify(v)).join(" | ");
  const types = [schema.type ?? []].flat();
  if (types.length === 0) return schema.properties ? object(schema) : "unknown";
  return types
    .map((type) => plain[type] ?? (type === "array" ? `(${typeOf(schema.items)})[]` : object(schema)))
    .join(" | ");
}

function object(schema) {
  const members = Object.entries(schema.properties ?? {});
  if (members.length === 0) {
    const more = schema.additionalProperties;
    return more === false ? "{}" : `{ [name: string]: ${typeof more === "object" ? typeOf(more) : "unknown"} }`;
  }
  const required = new Set(schema.required ?? []);
  return `{\n${members.map(([name, inner]) => `  ${key(name)}${required.has(name) ? "" : "?"}: ${typeOf(inner)};`).join("\n")}\n}`;
}

// JSON is typed; files and streams are bytes or text.
function contentOf(content) {
  if (!content) return "undefined";
  const types = Object.entries(content).map(([type, { schema }]) =>
    type.endsWith("json") && !type.includes("ndjson") ? typeOf(schema) : type.startsWith("multipart/") ? "FormData" : "string | Blob",
  );
  return [...new Set(types)].join(" | ");
}

const operations = [];
const routes = [];
for (const [path, methods] of Object.entries(api.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    const places = { path: [], query: [] };
    for (const parameter of operation.parameters ?? []) {
      const type = typeOf(parameter.schema).replaceAll(" | null", "");
      places[parameter.in]?.push(`${key(parameter.name)}${parameter.required ? "" : "?"}: ${type}`);
    }
    const body = contentOf(operation.requestBody?.content);
    const done = Object.entries(operation.responses).find(([status]) => status.startsWith("2"));
    const members = [
      places.path.length > 0 ? `path: { ${places.path.join("; ")} }` : "path?: undefined",
      places.query.length > 0
        ? `query${places.query.some((q) => !q.split(":")[0].endsWith("?")) ? "" : "?"}: { ${places.query.join("; ")} }`
        : "query?: undefined",
      body === "undefined" ? "body?: undefined" : `body${operation.requestBody.required ? "" : "?"}: ${body}`,
    ];
    operations.push(`  ${key(operation.operationId)}: { request: { ${members.join("; ")} }; answer: ${contentOf(done?.[1].content)} };`);
    routes.push(`  ${key(operation.operationId)}: [${JSON.stringify(method.toUpperCase())}, ${JSON.stringify(path)}],`);
  }
}

const schemas = Object.entries(api.components.schemas).map(([name, schema]) => `export type ${name} = ${typeOf(schema)};`);
writeFileSync(
  output,
  `// Made by integrations/typescript/generate.mjs. Do not edit.
${schemas.join("\n")}

export interface Operations {
${operations.join("\n")}
}

const routes: { readonly [K in keyof Operations]: readonly [string, string] } = {
${routes.join("\n")}
};

/** A refusal of the portal. */
export class Refused extends Error {
  constructor(readonly status: number, readonly problem: Problem | undefined) {
    super(problem?.detail ?? \`The portal answered \${status}.\`);
  }
}

/** What goes with a call besides its members. */
export interface CallOptions {
  /** Form of the body; JSON unless it says otherwise. */
  readonly mediaType?: string;
  /** Revision (ETag) that the caller has read: the portal refuses the change when there is a newer one. */
  readonly ifMatch?: string;
  /** A fresh proof of identity, for acts that ask for one. */
  readonly proof?: string;
  /** Key under which a write is done once, however often it is sent; a new one for each call unless it is given. */
  readonly idempotencyKey?: string;
  /** How often it is tried; 4 unless it says otherwise. */
  readonly attempts?: number;
}

// The portal is busy or away for a moment. What is streamed is sent once: it cannot be read again.
const passing = new Set([429, 502, 503, 504]);
const longest = 15_000;

/** Calls the operations of one portal with one API key. */
export class GovernanceClient {
  constructor(
    private readonly url: string,
    private readonly key: string,
    private readonly send: typeof fetch = fetch,
    private readonly wait: (ms: number) => Promise<void> = (ms) => new Promise((done) => setTimeout(done, ms)),
  ) {
    const { protocol, hostname } = new URL(url);
    if (protocol !== "https:" && !["localhost", "127.0.0.1", "[::1]"].includes(hostname)) {
      throw new Error("The key would be exposed on the network: use https.");
    }
  }

  async call<K extends keyof Operations>(
    operation: K,
    request: Operations[K]["request"],
    options: string | CallOptions = {},
  ): Promise<Operations[K]["answer"]> {
    const given: CallOptions = typeof options === "string" ? { mediaType: options } : options;
    const [method, template] = routes[operation];
    const { path, query, body } = request as {
      path?: Record<string, unknown>;
      query?: Record<string, unknown>;
      body?: unknown;
    };
    const address = new URL(
      template.replace(/\\{(\\w+)\\}/g, (_, name: string) => encodeURIComponent(String(path?.[name]))),
      this.url,
    );
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value !== undefined) address.searchParams.set(name, String(value));
    }
    const isForm = body instanceof FormData;
    const isJson = body !== undefined && !isForm && typeof body === "object" && !(body instanceof Blob);
    const headers: Record<string, string> = { Authorization: \`Bearer \${this.key}\`, Accept: "application/json" };
    if (body !== undefined && !isForm) headers["Content-Type"] = given.mediaType ?? "application/json";
    if (method !== "GET") headers["Idempotency-Key"] = given.idempotencyKey ?? crypto.randomUUID();
    if (given.ifMatch !== undefined) headers["If-Match"] = given.ifMatch;
    if (given.proof !== undefined) headers["X-Reauthentication"] = given.proof;
    // A redirect could carry the key to another host.
    const sent: RequestInit = {
      method,
      headers,
      redirect: "error",
      body: isJson ? JSON.stringify(body) : (body as BodyInit | undefined),
    };
    // A proof of identity is used up by the first request that presents it.
    const isOnce = body instanceof ReadableStream || given.proof !== undefined;
    const answer = await this.repeat(address, sent, isOnce ? 1 : Math.max(1, given.attempts ?? 4));
    const isText = !answer.headers.get("Content-Type")?.includes("json");
    const said: unknown = answer.status === 204 ? undefined : isText ? await answer.text() : await answer.json();
    if (!answer.ok) throw new Refused(answer.status, isText ? undefined : (said as Problem));
    return said as Operations[K]["answer"];
  }

  private async repeat(address: URL, sent: RequestInit, attempts: number): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      let pause = Math.min(longest, 500 * 2 ** (attempt - 1));
      pause = pause / 2 + (Math.random() * pause) / 2;
      try {
        const answer = await this.send(address, sent);
        if (!passing.has(answer.status) || attempt >= attempts) return answer;
        await answer.body?.cancel();
        const asked = Number(answer.headers.get("Retry-After"));
        if (answer.headers.has("Retry-After") && Number.isFinite(asked)) pause = asked * 1_000;
      } catch (problem) {
        if (attempt >= attempts) throw problem;
      }
      await this.wait(pause);
    }
  }
}
`,
);
