// Records what the public instrumentations of OpenAI and LangChain send: node record.mjs langchain|openai-openinference|openai-otel
// One invoice agent in three ways: it asks a model, does the two things that the model wants (the second fails), and asks again.
// README.md beside it says what to install. The API and the collector are servers of this file; nothing leaves the machine.
import fs from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import { context, trace } from "@opentelemetry/api";
import { setSession, traceAgent, traceTool } from "@arizeai/openinference-core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

// A trace of calls would name the folders of the machine that records.
Error.stackTraceLimit = 0;
const require = createRequire(import.meta.url);
const question = "What does ACME's invoice 7 amount to?";
const schema = { type: "object", properties: { number: { type: "number" } }, required: ["number"] };
const names = ["find_invoice", "pay_invoice"];
const bodies = [];

const called = (name, at) => ({ id: `call_${at + 1}`, type: "function", function: { name, arguments: '{"number":7}' } });

function completion(asked) {
  const done = asked.messages.some((m) => m.role === "tool");
  const message = done
    ? { role: "assistant", content: "Invoice 7 is over 1,200 EUR.", refusal: null }
    : { role: "assistant", content: null, refusal: null, tool_calls: names.map(called) };
  const [prompt_tokens, completion_tokens] = done ? [130, 12] : [90, 18];
  return {
    id: done ? "chatcmpl-2" : "chatcmpl-1",
    object: "chat.completion",
    created: 1795683600,
    model: "gpt-5-2026-08-07",
    choices: [{ index: 0, message, finish_reason: done ? "stop" : "tool_calls", logprobs: null }],
    usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
  };
}

function embedding(asked) {
  const data = [{ object: "embedding", index: 0, embedding: [0.5, 0.25] }];
  return { object: "list", data, model: asked.model, usage: { prompt_tokens: 6, total_tokens: 6 } };
}

const server = http.createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  if (request.url === "/v1/traces") {
    bodies.push({ type: request.headers["content-type"], authorization: request.headers.authorization, body });
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    return;
  }
  const asked = JSON.parse(body.toString());
  const said = request.url === "/v1/embeddings" ? embedding(asked) : completion(asked);
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(said));
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const url = `http://127.0.0.1:${server.address().port}`;

// As the client's trace_environment names them: the exporter reads them itself.
process.env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT = `${url}/v1/traces`;
process.env.OTEL_EXPORTER_OTLP_TRACES_HEADERS = "Authorization=Bearer%20gk_key";
const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ "service.name": "invoice-agent" }),
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
});
provider.register();

function work(name, number) {
  if (name === "pay_invoice") throw new RangeError("Payments are closed today");
  return `Invoice ${number}: 1,200 EUR`;
}

const settings = { apiKey: "sk-stub", baseURL: `${url}/v1`, maxRetries: 0 };

// The loop that a program writes by hand.
async function loop(client, use) {
  const tools = names.map((name) => ({ type: "function", function: { name, parameters: schema } }));
  const messages = [{ role: "user", content: question }];
  await client.embeddings.create({ model: "text-embedding-3-small", input: question, encoding_format: "float" });
  for (;;) {
    const answer = (await client.chat.completions.create({ model: "gpt-5", messages, tools })).choices[0].message;
    messages.push(answer);
    if (!answer.tool_calls) return answer.content;
    for (const call of answer.tool_calls) {
      const content = await use(call).catch((problem) => `Error: ${problem.message}`);
      messages.push({ role: "tool", tool_call_id: call.id, content });
    }
  }
}

const ways = {
  async langchain() {
    const { LangChainInstrumentation } = await import("@arizeai/openinference-instrumentation-langchain");
    const instrumentation = new LangChainInstrumentation();
    instrumentation.setTracerProvider(provider);
    instrumentation.manuallyInstrument(await import("@langchain/core/callbacks/manager"));
    const { ChatOpenAI } = await import("@langchain/openai");
    const { tool } = await import("@langchain/core/tools");
    const { HumanMessage, SystemMessage, ToolMessage } = await import("@langchain/core/messages");
    const { RunnableLambda } = await import("@langchain/core/runnables");
    const tools = names.map((name) => tool(async ({ number }) => work(name, number), { name, description: name, schema }));
    const { apiKey, maxRetries, baseURL } = settings;
    const chat = new ChatOpenAI({ model: "gpt-5", apiKey, maxRetries, configuration: { baseURL }, useResponsesApi: false });
    const model = chat.bindTools(tools);
    const agent = RunnableLambda.from(async (asked, config) => {
      const messages = [new SystemMessage("You look after invoices."), new HumanMessage(asked)];
      for (;;) {
        const answer = await model.invoke(messages, config);
        messages.push(answer);
        if (!answer.tool_calls?.length) return answer.content;
        for (const call of answer.tool_calls) {
          const failed = (problem) => new ToolMessage({ tool_call_id: call.id, content: `Error: ${problem.message}` });
          messages.push(await tools[names.indexOf(call.name)].invoke(call, config).catch(failed));
        }
      }
    }).withConfig({ runName: "InvoiceAgent" });
    return context.with(setSession(context.active(), { sessionId: "run-17" }), () => agent.invoke(question));
  },

  async "openai-openinference"() {
    const { OpenAIInstrumentation } = await import("@arizeai/openinference-instrumentation-openai");
    const { default: OpenAI } = await import("openai");
    const instrumentation = new OpenAIInstrumentation();
    instrumentation.setTracerProvider(provider);
    instrumentation.manuallyInstrument(OpenAI);
    const tools = new Map(names.map((name) => [name, traceTool(async ({ number }) => work(name, number), { name })]));
    const use = async (call) => tools.get(call.function.name)(JSON.parse(call.function.arguments));
    const agent = traceAgent(() => loop(new OpenAI(settings), use), { name: "InvoiceAgent" });
    return context.with(setSession(context.active(), { sessionId: "run-17" }), agent);
  },

  async "openai-otel"() {
    const { OpenAIInstrumentation } = require("@opentelemetry/instrumentation-openai");
    const { registerInstrumentations } = require("@opentelemetry/instrumentation");
    registerInstrumentations({ tracerProvider: provider, instrumentations: [new OpenAIInstrumentation()] });
    const OpenAI = require("openai");
    // The conventions leave spans of tools and of the agent to the program.
    const tracer = trace.getTracer("invoice-agent");
    const within = (name, attributes, what) =>
      tracer.startActiveSpan(name, { attributes }, async (span) => {
        try {
          return await what();
        } catch (problem) {
          span.recordException(problem);
          span.setAttribute("error.type", problem.name).setStatus({ code: 2 });
          throw problem;
        } finally {
          span.end();
        }
      });
    const use = (call) => {
      const { name, arguments: given } = call.function;
      const attributes = { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": name, "gen_ai.tool.call.id": call.id };
      return within(`execute_tool ${name}`, attributes, async () => work(name, JSON.parse(given).number));
    };
    const about = { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "invoice-agent", "gen_ai.conversation.id": "run-17" };
    return within("invoke_agent invoice-agent", about, () => loop(new OpenAI(settings), use));
  },
};

const way = process.argv[2];
const answer = await ways[way]();
await provider.forceFlush();
server.close();
const [sent] = bodies;
if (bodies.length !== 1 || answer !== "Invoice 7 is over 1,200 EUR." || sent.authorization !== "Bearer gk_key") {
  throw new Error(`Recorded ${bodies.length} requests; the agent said: ${answer}`);
}
fs.writeFileSync(`${way}.bin`, sent.body);
console.log(`${way}.bin: ${sent.type}, ${sent.body.length} bytes`);
