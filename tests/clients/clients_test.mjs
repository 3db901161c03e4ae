// The official clients read the streams that our encoders write, and must find in them what went in.
//
//   node clients_test.mjs FOLDER      # as write_streams made it
//
// A responder on a free port answers every request with the bytes of one case, in small pieces; each
// client is its protocol's own, in a locked version.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

import Anthropic from "@anthropic-ai/sdk";
import { BedrockRuntimeClient, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { GoogleGenAI } from "@google/genai";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import OpenAI from "openai";

const folder = process.argv[2];
const cases = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8"));

const PIECE = 61; // bytes; falls inside lines, frames and characters

function startResponder() {
  const server = createServer((request, response) => {
    const number = Number(/^\/case\/(\d+)\//.exec(request.url)[1]);
    const { format, file } = cases[number];
    const body = readFileSync(join(folder, file));
    request.resume();
    request.on("end", async () => {
      response.writeHead(200, {
        "content-type":
          format === "bedrock_converse" ? "application/vnd.amazon.eventstream" : "text/event-stream",
      });
      for (let at = 0; at < body.length; at += PIECE) {
        response.write(body.subarray(at, at + PIECE));
        if (at % (PIECE * 8) === 0) await new Promise(setImmediate);
      }
      response.end();
    });
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const hello = [{ role: "user", content: "Hello" }];

// Each reads one stream with its official client and says what it found, in one shape.
const readers = {
  async open_ai_chat_completions(baseURL) {
    const client = new OpenAI({ baseURL, apiKey: "k", maxRetries: 0 });
    const stream = client.chat.completions.stream({
      model: "m",
      messages: hello,
      stream_options: { include_usage: true },
    });
    let reasoning = "";
    stream.on("chunk", (chunk) => {
      reasoning += chunk.choices[0]?.delta?.reasoning_content ?? "";
    });
    const completion = await stream.finalChatCompletion();
    const { message, finish_reason } = completion.choices[0];
    return {
      text: message.content ?? "",
      reasoning,
      refusal: message.refusal ?? "",
      calls: (message.tool_calls ?? []).map((call) => ({
        id: call.id,
        name: call.function.name,
        arguments: JSON.parse(call.function.arguments),
      })),
      input_tokens: completion.usage.prompt_tokens,
      cached_tokens: completion.usage.prompt_tokens_details?.cached_tokens ?? 0,
      output_tokens: completion.usage.completion_tokens,
      finish: { stop: "stop", length: "length", tool_calls: "tool_call",
                content_filter: "content_filter" }[finish_reason],
    };
  },

  async open_ai_responses(baseURL) {
    const client = new OpenAI({ baseURL, apiKey: "k", maxRetries: 0 });
    const response = await client.responses.stream({ model: "m", input: "Hello" }).finalResponse();
    const found = { text: "", reasoning: "", refusal: "", calls: [] };
    for (const item of response.output) {
      if (item.type === "reasoning")
        found.reasoning += [...item.summary, ...(item.content ?? [])].map((part) => part.text).join("");
      if (item.type === "function_call")
        found.calls.push({ id: item.call_id, name: item.name, arguments: JSON.parse(item.arguments) });
      for (const part of item.type === "message" ? item.content : []) {
        if (part.type === "output_text") found.text += part.text;
        if (part.type === "refusal") found.refusal += part.refusal;
      }
    }
    const why = response.incomplete_details?.reason;
    return {
      ...found,
      input_tokens: response.usage.input_tokens,
      cached_tokens: response.usage.input_tokens_details.cached_tokens,
      output_tokens: response.usage.output_tokens,
      finish: response.status === "completed" ? (found.calls.length ? "tool_call" : "stop")
        : { max_output_tokens: "length", content_filter: "content_filter" }[why],
    };
  },

  async anthropic_messages(baseURL) {
    const client = new Anthropic({ baseURL, apiKey: "k", maxRetries: 0 });
    const message = await client.messages
      .stream({ model: "m", max_tokens: 10, messages: hello })
      .finalMessage();
    const blocks = (type) => message.content.filter((block) => block.type === type);
    const { usage } = message;
    return {
      text: blocks("text").map((block) => block.text).join(""),
      reasoning: blocks("thinking").map((block) => block.thinking).join(""),
      refusal: "",
      calls: blocks("tool_use").map((block) => ({
        id: block.id, name: block.name, arguments: block.input })),
      input_tokens: usage.input_tokens + (usage.cache_read_input_tokens ?? 0) +
        (usage.cache_creation_input_tokens ?? 0),
      cached_tokens: usage.cache_read_input_tokens ?? 0,
      output_tokens: usage.output_tokens,
      finish: { end_turn: "stop", max_tokens: "length", tool_use: "tool_call",
                refusal: "content_filter" }[message.stop_reason],
    };
  },

  async gemini_generate_content(baseURL) {
    const client = new GoogleGenAI({ apiKey: "k", httpOptions: { baseUrl: baseURL } });
    const stream = await client.models.generateContentStream({ model: "m", contents: "Hello" });
    const found = { text: "", reasoning: "", refusal: "", calls: [] };
    let usage;
    let finish;
    for await (const chunk of stream) {
      usage = chunk.usageMetadata ?? usage;
      const candidate = chunk.candidates?.[0];
      finish = candidate?.finishReason ?? finish;
      for (const part of candidate?.content?.parts ?? []) {
        if (part.functionCall)
          found.calls.push({ id: part.functionCall.id, name: part.functionCall.name,
                             arguments: part.functionCall.args });
        else if (part.thought) found.reasoning += part.text ?? "";
        else found.text += part.text ?? "";
      }
    }
    return {
      ...found,
      input_tokens: usage.promptTokenCount,
      cached_tokens: usage.cachedContentTokenCount ?? 0,
      output_tokens: usage.candidatesTokenCount + (usage.thoughtsTokenCount ?? 0),
      finish: found.calls.length ? "tool_call"
        : { STOP: "stop", MAX_TOKENS: "length", SAFETY: "content_filter" }[finish],
    };
  },

  async bedrock_converse(baseURL) {
    const client = new BedrockRuntimeClient({
      region: "us-east-1",
      endpoint: baseURL,
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      requestHandler: new NodeHttpHandler(), // HTTP/1.1
      maxAttempts: 1,
    });
    const { stream } = await client.send(
      new ConverseStreamCommand({ modelId: "m", messages: [{ role: "user", content: [{ text: "Hello" }] }] }));
    const found = { text: "", reasoning: "", refusal: "", calls: [] };
    const calls = new Map();
    let usage;
    let stopReason;
    for await (const event of stream) {
      const started = event.contentBlockStart;
      if (started?.start?.toolUse)
        calls.set(started.contentBlockIndex, { ...started.start.toolUse, input: "" });
      const delta = event.contentBlockDelta?.delta;
      found.text += delta?.text ?? "";
      found.reasoning += delta?.reasoningContent?.text ?? "";
      if (delta?.toolUse) calls.get(event.contentBlockDelta.contentBlockIndex).input += delta.toolUse.input;
      stopReason = event.messageStop?.stopReason ?? stopReason;
      usage = event.metadata?.usage ?? usage;
    }
    for (const call of calls.values())
      found.calls.push({ id: call.toolUseId, name: call.name, arguments: JSON.parse(call.input) });
    return {
      ...found,
      input_tokens: usage.inputTokens + (usage.cacheReadInputTokens ?? 0) + (usage.cacheWriteInputTokens ?? 0),
      cached_tokens: usage.cacheReadInputTokens ?? 0,
      output_tokens: usage.outputTokens,
      finish: { end_turn: "stop", max_tokens: "length", tool_use: "tool_call",
                content_filtered: "content_filter" }[stopReason],
    };
  },
};

// Where a protocol has no refusals as text, one arrives as an answer; Anthropic's says why it stopped.
const REFUSES = new Set(["open_ai_chat_completions", "open_ai_responses"]);

function expectedOf({ format, expected }) {
  if (REFUSES.has(format) || expected.refusal === "") return expected;
  const finish = format === "anthropic_messages" ? "content_filter" : expected.finish;
  return { ...expected, text: expected.refusal, refusal: "", finish };
}

const server = await startResponder();
const origin = `http://127.0.0.1:${server.address().port}`;
let failures = 0;
for (const [number, one] of cases.entries()) {
  try {
    const found = await readers[one.format](`${origin}/case/${number}/v1`);
    assert.deepEqual(found, expectedOf(one));
    console.log(`ok    ${one.format}: ${one.name}`);
  } catch (error) {
    failures += 1;
    console.log(`FAIL  ${one.format}: ${one.name}\n${error.stack}`);
  }
}
server.close();
console.log(`${cases.length - failures} of ${cases.length} streams were read as they were meant`);
process.exit(failures === 0 ? 0 : 1);
