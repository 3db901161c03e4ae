// The official clients, unchanged but for the base URL, talk through `omnillm serve` to providers of
// every protocol: five clients, five protocols behind the server, a whole answer, a stream, a tool
// call, parallel tool calls, structured output, an image and an error each.
//
//   node serve_test.mjs OMNILLM      # the program

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import Anthropic from "@anthropic-ai/sdk";
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { GoogleGenAI } from "@google/genai";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import OpenAI from "openai";

import { ASK_TOOL, SAID, SAY, WEATHER, asOpenApi, checkWeather } from "./conversation.mjs";

const OMNILLM = process.argv[2];
const KEY = "sk-caller-0123456789abcdef";
const CLOCK = { type: "object", properties: { zone: { type: "string" } }, required: ["zone"] };
const ASK_BOTH = "Use get_weather and get_time.";
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

// What stands behind the server: a name for each protocol, and a model the simulation knows.
const UPSTREAMS = {
  chat: "gpt-4o",
  responses: "gpt-4.1",
  messages: "claude-sonnet-4-5",
  gemini: "gemini-2.5-flash",
  converse: "anthropic.claude-sonnet-4-5-20250929-v1:0",
};

const running = [];
const folder = mkdtempSync(join(tmpdir(), "omnillm-"));

async function start(args, env = {}) {
  const child = spawn(OMNILLM, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    cwd: folder,
  });
  running.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const found = /listens on (\S+)/.exec(line);
    if (found) {
      child.stdout.resume();
      return found[1];
    }
  }
  for (const one of running) one.kill("SIGTERM");
  console.log(`FAIL  omnillm ${args[0]} has not started`);
  process.exit(1);
}

const simulated = await start(["sim", "--port", "0"]);
const config = join(folder, "serve.yaml");
writeFileSync(config, `
listen: {port: 0}
providers:
  chat: {like: openai, format: open_ai_chat_completions, base_url: ${simulated}/openai/v1, keys: {a: env:UPSTREAM}}
  responses: {like: openai, format: open_ai_responses, base_url: ${simulated}/openai/v1, keys: {b: env:UPSTREAM}}
  messages: {like: anthropic, format: anthropic_messages, base_url: ${simulated}/anthropic/v1, keys: {c: env:UPSTREAM}}
  gemini: {like: gemini, format: gemini_generate_content, base_url: ${simulated}/gemini/v1beta, keys: {d: env:UPSTREAM}}
  converse: {like: bedrock, format: bedrock_converse, base_url: ${simulated}/bedrock, credentials: {aws_keys: {access_key_id: env:UPSTREAM, secret_access_key: env:UPSTREAM, region: us-east-1}}}
budget: 1000
keys:
  tester: {key: env:CALLER}
`);
const origin = await start(["serve", "--config", config], { UPSTREAM: "upstream-key", CALLER: KEY });

const named = (calls) => assert.deepEqual([...calls].sort(), ["get_time", "get_weather"]);

// Each takes a key and the model's name as the server takes it.
const clients = {
  openai_chat(key, model) {
    const client = new OpenAI({ baseURL: `${origin}/v1`, apiKey: key, maxRetries: 0 });
    const create = (content, more = {}) =>
      client.chat.completions.create({ model, messages: [{ role: "user", content }], ...more });
    const tool = (name, parameters) => ({ type: "function", function: { name, parameters } });
    return {
      async whole() {
        const answer = await create(SAY);
        assert.equal(answer.choices[0].message.content, SAID);
        assert.ok(answer.usage.completion_tokens > 5);
      },
      async stream() {
        const stream = client.chat.completions.stream({
          model, messages: [{ role: "user", content: SAY }], stream_options: { include_usage: true },
        });
        const answer = await stream.finalChatCompletion();
        assert.equal(answer.choices[0].message.content, SAID);
        assert.ok(answer.usage.completion_tokens > 5);
      },
      async tool() {
        const answer = await create(ASK_TOOL, { tools: [tool("get_weather", WEATHER)] });
        assert.equal(answer.choices[0].finish_reason, "tool_calls");
        checkWeather(JSON.parse(answer.choices[0].message.tool_calls[0].function.arguments));
      },
      async tools() {
        const answer = await create(ASK_BOTH, { tools: [tool("get_weather", WEATHER), tool("get_time", CLOCK)] });
        named(answer.choices[0].message.tool_calls.map((call) => call.function.name));
      },
      async structured() {
        const answer = await create("Anything.", {
          response_format: { type: "json_schema", json_schema: { name: "weather", schema: WEATHER } },
        });
        checkWeather(JSON.parse(answer.choices[0].message.content));
      },
      async image() {
        const answer = await create([
          { type: "text", text: SAY },
          { type: "image_url", image_url: { url: `data:image/png;base64,${PIXEL}` } },
        ]);
        assert.equal(answer.choices[0].message.content, SAID);
      },
      async error() {
        await assert.rejects(create(SAY), OpenAI.AuthenticationError);
      },
    };
  },

  openai_responses(key, model) {
    const client = new OpenAI({ baseURL: `${origin}/v1`, apiKey: key, maxRetries: 0 });
    const create = (input, more = {}) => client.responses.create({ model, input, ...more });
    const tool = (name, parameters) => ({ type: "function", name, parameters, strict: false });
    return {
      async whole() {
        const answer = await create(SAY);
        assert.equal(answer.output_text, SAID);
        assert.equal(answer.status, "completed");
      },
      async stream() {
        let seen = "";
        const stream = client.responses.stream({ model, input: SAY });
        stream.on("response.output_text.delta", (event) => (seen += event.delta));
        const answer = await stream.finalResponse();
        assert.equal(answer.output_text, SAID);
        assert.equal(seen, SAID);
        assert.ok(answer.usage.output_tokens > 5);
      },
      async tool() {
        const answer = await create(ASK_TOOL, { tools: [tool("get_weather", WEATHER)] });
        checkWeather(JSON.parse(answer.output.find((item) => item.type === "function_call").arguments));
      },
      async tools() {
        const answer = await create(ASK_BOTH, { tools: [tool("get_weather", WEATHER), tool("get_time", CLOCK)] });
        named(answer.output.filter((item) => item.type === "function_call").map((call) => call.name));
      },
      async structured() {
        const answer = await create("Anything.", {
          text: { format: { type: "json_schema", name: "weather", schema: WEATHER } },
        });
        checkWeather(JSON.parse(answer.output_text));
      },
      async image() {
        const answer = await create([{
          role: "user",
          content: [
            { type: "input_text", text: SAY },
            { type: "input_image", detail: "auto", image_url: `data:image/png;base64,${PIXEL}` },
          ],
        }]);
        assert.equal(answer.output_text, SAID);
      },
      async error() {
        await assert.rejects(create(SAY), OpenAI.AuthenticationError);
      },
    };
  },

  anthropic(key, model) {
    const client = new Anthropic({ baseURL: origin, apiKey: key, maxRetries: 0 });
    const request = (content) => ({ model, max_tokens: 100, messages: [{ role: "user", content }] });
    const create = (content, more = {}) => client.messages.create({ ...request(content), ...more });
    return {
      async whole() {
        const message = await create(SAY);
        assert.equal(message.content[0].text, SAID);
        assert.equal(message.stop_reason, "end_turn");
      },
      async stream() {
        let seen = "";
        const stream = client.messages.stream(request(SAY));
        stream.on("text", (text) => (seen += text));
        const message = await stream.finalMessage();
        assert.equal(seen, SAID);
        assert.ok(message.usage.output_tokens > 5);
      },
      async tool() {
        const message = await create(ASK_TOOL, { tools: [{ name: "get_weather", input_schema: WEATHER }] });
        assert.equal(message.stop_reason, "tool_use");
        checkWeather(message.content.find((block) => block.type === "tool_use").input);
      },
      async tools() {
        const message = await create(ASK_BOTH, {
          tools: [{ name: "get_weather", input_schema: WEATHER }, { name: "get_time", input_schema: CLOCK }],
        });
        named(message.content.filter((block) => block.type === "tool_use").map((use) => use.name));
      },
      async image() {
        const message = await create([
          { type: "text", text: SAY },
          { type: "image", source: { type: "base64", media_type: "image/png", data: PIXEL } },
        ]);
        assert.equal(message.content[0].text, SAID);
      },
      async error() {
        await assert.rejects(create(SAY), Anthropic.AuthenticationError);
      },
    };
  },

  gemini(key, model) {
    const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: origin } });
    const create = (contents, config) => client.models.generateContent({ model, contents, config });
    const declare = (...tools) => ({
      tools: [{ functionDeclarations: tools.map(([name, schema]) => ({ name, parameters: asOpenApi(schema) })) }],
    });
    return {
      async whole() {
        const answer = await create(SAY);
        assert.equal(answer.text, SAID);
        assert.equal(answer.candidates[0].finishReason, "STOP");
      },
      async stream() {
        let seen = "";
        let usage;
        for await (const chunk of await client.models.generateContentStream({ model, contents: SAY })) {
          seen += chunk.text ?? "";
          usage = chunk.usageMetadata ?? usage;
        }
        assert.equal(seen, SAID);
        assert.ok(usage.candidatesTokenCount > 5);
      },
      async tool() {
        const answer = await create(ASK_TOOL, declare(["get_weather", WEATHER]));
        checkWeather(answer.functionCalls[0].args);
      },
      async tools() {
        const answer = await create(ASK_BOTH, declare(["get_weather", WEATHER], ["get_time", CLOCK]));
        named(answer.functionCalls.map((call) => call.name));
      },
      async structured() {
        const answer = await create("Anything.", {
          responseMimeType: "application/json", responseSchema: asOpenApi(WEATHER),
        });
        checkWeather(JSON.parse(answer.text));
      },
      async image() {
        const answer = await create([{ text: SAY }, { inlineData: { mimeType: "image/png", data: PIXEL } }]);
        assert.equal(answer.text, SAID);
      },
      async error() {
        await assert.rejects(create(SAY), (error) => /401 Unauthorized/.test(error.message));
      },
    };
  },

  bedrock(key, model) {
    const client = new BedrockRuntimeClient({
      region: "us-east-1",
      endpoint: origin,
      credentials: { accessKeyId: key, secretAccessKey: "of no use" },
      requestHandler: new NodeHttpHandler(), // HTTP/1.1
      maxAttempts: 1,
    });
    const request = (content, more = {}) => ({ modelId: model, messages: [{ role: "user", content }], ...more });
    const create = (text, more) => client.send(new ConverseCommand(request([{ text }], more)));
    const spec = (name, json) => ({ toolSpec: { name, inputSchema: { json } } });
    return {
      async whole() {
        const answer = await create(SAY);
        assert.equal(answer.output.message.content[0].text, SAID);
        assert.equal(answer.stopReason, "end_turn");
      },
      async stream() {
        let seen = "";
        let usage;
        const { stream } = await client.send(new ConverseStreamCommand(request([{ text: SAY }])));
        for await (const event of stream) {
          seen += event.contentBlockDelta?.delta?.text ?? "";
          usage = event.metadata?.usage ?? usage;
        }
        assert.equal(seen, SAID);
        assert.ok(usage.outputTokens > 5);
      },
      async tool() {
        const answer = await create(ASK_TOOL, { toolConfig: { tools: [spec("get_weather", WEATHER)] } });
        assert.equal(answer.stopReason, "tool_use");
        checkWeather(answer.output.message.content.find((block) => block.toolUse).toolUse.input);
      },
      async tools() {
        const answer = await create(ASK_BOTH, {
          toolConfig: { tools: [spec("get_weather", WEATHER), spec("get_time", CLOCK)] },
        });
        named(answer.output.message.content.filter((block) => block.toolUse).map((block) => block.toolUse.name));
      },
      async image() {
        const answer = await client.send(new ConverseCommand(request([
          { text: SAY },
          { image: { format: "png", source: { bytes: Buffer.from(PIXEL, "base64") } } },
        ])));
        assert.equal(answer.output.message.content[0].text, SAID);
      },
      async error() {
        await assert.rejects(create(SAY), (error) => error.$metadata?.httpStatusCode === 401 ||
          error.name === "UnrecognizedClientException");
      },
    };
  },
};

let failures = 0;
let count = 0;
for (const [name, make] of Object.entries(clients))
  for (const [upstream, model] of Object.entries(UPSTREAMS))
    for (const [what, test] of Object.entries(make(KEY, `${upstream}:${model}`))) {
      const run = what === "error" ? make("sk-nobody-0123456789", `${upstream}:${model}`).error : test;
      count += 1;
      try {
        await run();
      } catch (error) {
        failures += 1;
        console.log(`FAIL  ${name} to ${upstream}: ${what}\n${error.stack}`);
      }
    }
for (const child of running) child.kill("SIGTERM");
console.log(`${count - failures} of ${count} conversations through the server went as with the provider`);
process.exit(failures === 0 ? 0 : 1);
