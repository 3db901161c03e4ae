#include "codec/bodies.h"

#include <algorithm>

namespace omnillm::bench {
namespace {

// As it stands between the quotes of a JSON string.
constexpr std::string_view kParagraph =
    R"(The report says that \"nothing was lost\" between the two runs, which is not what the log )"
    R"(shows.\n\nPlease compare the figures of the second table with those of the appendix, and tell )"
    R"(me, in a sentence or two, where they differ and why. Keep the units as they are: the )"
    R"(laboratory counts in µg per litre, the vendor in parts per billion.\n)";

constexpr std::string_view kWord = "and so on, ";
constexpr std::size_t kTurn = 4'096;

void append_turn(std::string_view role, std::size_t bytes, std::string& out) {
  out += R"({"role":")";
  out += role;
  out += R"(","content":")";
  while (bytes >= kParagraph.size()) {
    out += kParagraph;
    bytes -= kParagraph.size();
  }
  for (; bytes >= kWord.size(); bytes -= kWord.size()) out += kWord;
  out += R"("})";
}

}  // namespace

std::string chat_request(std::size_t bytes) {
  std::string body =
      R"({"model":"gpt-4o-mini","messages":[{"role":"system","content":"You are a careful analyst. )"
      R"(Answer in the language of the question and never invent a figure."})";
  const std::string settings =
      R"(],"temperature":0.2,"top_p":0.9,"max_tokens":512,"stop":["END"],"user":"u-1029","stream":true})";
  constexpr std::size_t kFrame = 40;  // of a turn
  for (int turn = 0; body.size() + settings.size() + kFrame < bytes; ++turn) {
    const std::size_t left = bytes - body.size() - settings.size() - kFrame;
    body += ',';
    append_turn(turn % 2 == 0 ? "user" : "assistant", std::min(left, kTurn), body);
  }
  return body + settings;
}

std::string chat_request_with_tool() {
  return R"({"model":"gpt-4o-mini","messages":[{"role":"system","content":"You are terse."},)"
         R"({"role":"user","content":"What is the weather in Paris, and should I take a coat?"},)"
         R"({"role":"assistant","content":null,"tool_calls":[{"id":"call_8f2k1","type":"function",)"
         R"("function":{"name":"get_weather","arguments":"{\"city\":\"Paris\",\"unit\":\"c\"}"}}]},)"
         R"({"role":"tool","tool_call_id":"call_8f2k1","content":"{\"temperature\":21.5}"}],)"
         R"("tools":[{"type":"function","function":{"name":"get_weather","description":"The weather )"
         R"(of a city, now: what the station nearest to its centre last told, an hour old at most.",)"
         R"("parameters":{"type":"object","properties":{"city":{"type":"string","description":)"
         R"("The name of the city as its inhabitants write it"},"unit":{"type":"string",)"
         R"("enum":["c","f"],"description":"Of the temperature"}},"required":["city"],)"
         R"("additionalProperties":false}}}],"temperature":0.2,"top_p":0.9,"max_tokens":512,)"
         R"("stop":["END"],"user":"u-1029","stream":true})";
}

std::string anthropic_response() {
  std::string body = R"({"id":"msg_01XFDUDYJgAACzvnptvVoYEL","type":"message","role":"assistant",)"
                     R"("model":"claude-sonnet-4-5-20250929","content":[{"type":"text","text":")";
  body += kParagraph;
  body += kParagraph;
  body +=
      R"("},{"type":"tool_use","id":"toolu_01A09q90qw90lq917835lq9","name":"get_weather",)"
      R"("input":{"city":"Paris","unit":"c"}}],"stop_reason":"tool_use","stop_sequence":null,)"
      R"("usage":{"input_tokens":2095,"cache_creation_input_tokens":0,"cache_read_input_tokens":1024,)"
      R"("output_tokens":503}})";
  return body;
}

ChatStream chat_stream() {
  return {
      .begin =
          R"(data: {"id":"chatcmpl-9aXbQ2","object":"chat.completion.chunk","created":1718345013,)"
          R"("model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_5e2",)"
          R"("choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,)"
          R"("finish_reason":null}]})"
          "\n\n",
      .piece =
          R"(data: {"id":"chatcmpl-9aXbQ2","object":"chat.completion.chunk","created":1718345013,)"
          R"("model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_5e2",)"
          R"("choices":[{"index":0,"delta":{"content":" capital"},"logprobs":null,)"
          R"("finish_reason":null}]})"
          "\n\n",
      .end =
          R"(data: {"id":"chatcmpl-9aXbQ2","object":"chat.completion.chunk","created":1718345013,)"
          R"("model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_5e2",)"
          R"("choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]})"
          "\n\ndata: [DONE]\n\n",
  };
}

std::string_view data_of(std::string_view event) {
  constexpr std::string_view kField = "data: ";
  const std::size_t begin = event.find(kField) + kField.size();
  return event.substr(begin, event.find('\n', begin) - begin);
}

}  // namespace omnillm::bench
