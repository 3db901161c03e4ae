// The official clients talk to a running `omnillm sim` as they would to the provider: a whole answer,
// a stream, a tool call and an error each.
//
//   node sim_test.mjs OMNILLM      # the program

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import Anthropic from "@anthropic-ai/sdk";
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { GoogleGenAI } from "@google/genai";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import OpenAI from "openai";

import { ASK_TOOL, SAID, SAY, WEATHER, asOpenApi, checkWeather } from "./conversation.mjs";

const CONFIG = `
providers:
  - {name: openai, keys: {key: sk-1, rpm: 1000, tpm: 1M}}
  - {name: anthropic, keys: {key: sk-ant, rpm: 1000}}
  - {name: gemini, keys: {key: AIza1}}
  - {name: bedrock, keys: {key: AKIASIM, secret: aws/secret}}
`;

const fault = (name) => ({ "x-sim-fault": name });

async function startSim() {
  const { mkdtempSync, writeFileSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const { join } = await import("node:path");
  const config = join(mkdtempSync(join(tmpdir(), "omnillm-")), "sim.yaml");
  writeFileSync(config, CONFIG);
  const sim = spawn(process.argv[2], ["sim", "--port", "0", "--config", config], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: sim.stdout })) {
    const found = /listens on (\S+)/.exec(line);
    if (found) return { sim, origin: found[1] };
  }
  throw new Error("omnillm sim has not started");
}

const clients = {
  openai_chat(origin) {
    const client = new OpenAI({ baseURL: `${origin}/openai/v1`, apiKey: "sk-1", maxRetries: 0 });
    const request = (content) => ({ model: "gpt-5", messages: [{ role: "user", content }] });
    return {
      async whole() {
        const answer = await client.chat.completions.create(request(SAY));
        assert.equal(answer.choices[0].message.content, SAID);
        assert.equal(answer.choices[0].finish_reason, "stop");
        assert.ok(answer.usage.completion_tokens > 5);
      },
      async stream() {
        const stream = client.chat.completions.stream({ ...request(SAY), stream_options: { include_usage: true } });
        let pieces = 0;
        stream.on("content", () => (pieces += 1));
        const answer = await stream.finalChatCompletion();
        assert.equal(answer.choices[0].message.content, SAID);
        assert.ok(answer.usage.completion_tokens > 5);
        assert.ok(pieces > 1);
      },
      async tool() {
        const tools = [{ type: "function", function: { name: "get_weather", parameters: WEATHER } }];
        const answer = await client.chat.completions.create({ ...request(ASK_TOOL), tools });
        assert.equal(answer.choices[0].finish_reason, "tool_calls");
        const [call] = answer.choices[0].message.tool_calls;
        assert.equal(call.function.name, "get_weather");
        checkWeather(JSON.parse(call.function.arguments));
      },
      async error() {
        const failed = client.chat.completions.create(request(SAY), { headers: fault("rate_limit") });
        await assert.rejects(failed, (error) => error instanceof OpenAI.RateLimitError &&
          error.code === "rate_limit_exceeded" && error.headers.get("retry-after") === "1");
      },
    };
  },

  openai_responses(origin) {
    const client = new OpenAI({ baseURL: `${origin}/openai/v1`, apiKey: "sk-1", maxRetries: 0 });
    return {
      async whole() {
        const answer = await client.responses.create({ model: "gpt-5", input: SAY });
        assert.equal(answer.output_text, SAID);
        assert.equal(answer.status, "completed");
      },
      async stream() {
        let seen = "";
        const stream = client.responses.stream({ model: "gpt-5", input: SAY });
        stream.on("response.output_text.delta", (event) => (seen += event.delta));
        const answer = await stream.finalResponse();
        assert.equal(answer.output_text, SAID);
        assert.equal(seen, SAID);
        assert.ok(answer.usage.output_tokens > 5);
      },
      async tool() {
        const tools = [{ type: "function", name: "get_weather", parameters: WEATHER, strict: true }];
        const answer = await client.responses.create({ model: "gpt-5", input: ASK_TOOL, tools });
        const call = answer.output.find((item) => item.type === "function_call");
        assert.equal(call.name, "get_weather");
        checkWeather(JSON.parse(call.arguments));
      },
      async error() {
        const stranger = new OpenAI({ baseURL: `${origin}/openai/v1`, apiKey: "sk-2", maxRetries: 0 });
        await assert.rejects(stranger.responses.create({ model: "gpt-5", input: SAY }), OpenAI.AuthenticationError);
      },
    };
  },

  anthropic(origin) {
    const client = new Anthropic({ baseURL: `${origin}/anthropic`, apiKey: "sk-ant", maxRetries: 0 });
    const request = (content) => ({ model: "claude-opus-5", max_tokens: 100, messages: [{ role: "user", content }] });
    return {
      async whole() {
        const message = await client.messages.create(request(SAY));
        assert.equal(message.content[0].text, SAID);
        assert.equal(message.stop_reason, "end_turn");
      },
      async stream() {
        let seen = "";
        const stream = client.messages.stream(request(SAY));
        stream.on("text", (text) => (seen += text));
        const message = await stream.finalMessage();
        assert.equal(seen, SAID);
        assert.ok(message.usage.input_tokens > 5 && message.usage.output_tokens > 5);
      },
      async tool() {
        const tools = [{ name: "get_weather", input_schema: WEATHER }];
        const message = await client.messages.create({ ...request(ASK_TOOL), tools });
        assert.equal(message.stop_reason, "tool_use");
        const use = message.content.find((block) => block.type === "tool_use");
        assert.equal(use.name, "get_weather");
        checkWeather(use.input);
      },
      async error() {
        const failed = client.messages.create(request(SAY), { headers: fault("overloaded") });
        await assert.rejects(failed, (error) => error.status === 529 &&
          error.error.error.type === "overloaded_error");
      },
    };
  },

  gemini(origin) {
    const of = (headers) => new GoogleGenAI({ apiKey: "AIza1", httpOptions: { baseUrl: `${origin}/gemini`, headers } });
    const client = of();
    return {
      async whole() {
        const answer = await client.models.generateContent({ model: "gemini-3-pro", contents: SAY });
        assert.equal(answer.text, SAID);
        assert.equal(answer.candidates[0].finishReason, "STOP");
      },
      async stream() {
        let seen = "";
        let usage;
        for await (const chunk of await client.models.generateContentStream({ model: "gemini-3-pro", contents: SAY })) {
          seen += chunk.text ?? "";
          usage = chunk.usageMetadata ?? usage;
        }
        assert.equal(seen, SAID);
        assert.ok(usage.candidatesTokenCount > 5);
      },
      async tool() {
        const config = { tools: [{ functionDeclarations: [{ name: "get_weather", parameters: asOpenApi(WEATHER) }] }] };
        const answer = await client.models.generateContent({ model: "gemini-3-pro", contents: ASK_TOOL, config });
        assert.equal(answer.functionCalls[0].name, "get_weather");
        checkWeather(answer.functionCalls[0].args);
      },
      async error() {
        const failed = of(fault("unavailable")).models.generateContent({ model: "gemini-3-pro", contents: SAY });
        await assert.rejects(failed, (error) => /503|UNAVAILABLE/.test(error.message));
      },
    };
  },

  bedrock(origin) {
    const of = (secretAccessKey) => new BedrockRuntimeClient({
      region: "us-east-1",
      endpoint: `${origin}/bedrock`,
      credentials: { accessKeyId: "AKIASIM", secretAccessKey },
      requestHandler: new NodeHttpHandler(), // HTTP/1.1
      maxAttempts: 1,
    });
    const client = of("aws/secret");
    const request = (text) => ({
      modelId: "anthropic.claude-opus-5-v1:0",
      messages: [{ role: "user", content: [{ text }] }],
    });
    return {
      async whole() {
        const answer = await client.send(new ConverseCommand(request(SAY)));
        assert.equal(answer.output.message.content[0].text, SAID);
        assert.equal(answer.stopReason, "end_turn");
      },
      async stream() {
        let seen = "";
        let usage;
        const { stream } = await client.send(new ConverseStreamCommand(request(SAY)));
        for await (const event of stream) {
          seen += event.contentBlockDelta?.delta?.text ?? "";
          usage = event.metadata?.usage ?? usage;
        }
        assert.equal(seen, SAID);
        assert.ok(usage.outputTokens > 5);
      },
      async tool() {
        const toolConfig = { tools: [{ toolSpec: { name: "get_weather", inputSchema: { json: WEATHER } } }] };
        const answer = await client.send(new ConverseCommand({ ...request(ASK_TOOL), toolConfig }));
        assert.equal(answer.stopReason, "tool_use");
        const { toolUse } = answer.output.message.content.find((block) => block.toolUse);
        assert.equal(toolUse.name, "get_weather");
        checkWeather(toolUse.input);
      },
      async error() {
        // Signed with another secret: the simulation makes the signature again and compares.
        await assert.rejects(of("another").send(new ConverseCommand(request(SAY))),
          (error) => error.name === "UnrecognizedClientException");
      },
    };
  },
};

const { sim, origin } = await startSim();
let failures = 0;
let count = 0;
for (const [name, make] of Object.entries(clients)) {
  for (const [what, test] of Object.entries(make(origin))) {
    count += 1;
    try {
      await test();
      console.log(`ok    ${name}: ${what}`);
    } catch (error) {
      failures += 1;
      console.log(`FAIL  ${name}: ${what}\n${error.stack}`);
    }
  }
}
sim.kill("SIGTERM");
console.log(`${count - failures} of ${count} conversations went as with the provider`);
process.exit(failures === 0 ? 0 : 1);
