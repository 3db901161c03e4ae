// Writes streamed answers in every protocol, and beside them what they say, for the official
// clients to read:
//
//   write_streams FOLDER      # FOLDER/0.body, ..., and FOLDER/cases.json

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>

#include "json/writer.h"
#include "omnillm/streams.h"
#include "support/probes.h"

namespace omnillm {
namespace {

using namespace testing_support;

const ResponseProbe& probe_named(std::string_view name) {
  for (const ResponseProbe& probe : response_probes())
    if (probe.name == name) return probe;
  std::cerr << "there is no probe called " << name << '\n';
  std::exit(1);
}

// A thought, a text and two calls: what an agent's turn looks like.
LlmResponse whole_turn(WireFormat source) {
  LlmResponse response = probe_named("signed thoughts").make(source);
  for (const ResponseItem& call : probe_named("parallel tool calls").make(source).output)
    response.output.push_back(call);
  response.finish_reason = FinishReason::ToolCall;
  return response;
}

void write_expected(const LlmResponse& response, json::Writer& out) {
  out.begin_object();
  out.key("text").string(response.content_text);
  out.key("reasoning").string(response.reasoning_text());
  out.key("refusal").string(response.refusal());
  out.key("calls").begin_array();
  for (const ToolCallPart* call : response.tool_calls()) {
    out.begin_object();
    out.key("id").string(call->call_id);
    out.key("name").string(call->name);
    out.key("arguments").json(call->arguments);
    out.end_object();
  }
  out.end_array();
  out.key("input_tokens").integer(response.usage->prompt_tokens);
  out.key("cached_tokens").integer(response.usage->cache_read_tokens);
  out.key("output_tokens").integer(response.usage->completion_tokens);
  out.key("finish").string(to_string(response.finish_reason->code()));
  out.end_object();
}

int write_all(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::vector<ResponseProbe> probes = response_probes();
  probes.push_back({.name = "a whole turn", .make = whole_turn, .says = {}});
  std::string cases;
  json::Writer out(cases);
  out.begin_array();
  int number = 0;
  for (const WireFormat format : generation_formats())
    for (const ResponseProbe& probe : probes) {
      const LlmResponse response = probe.make(format);
      std::string body;
      StreamEncoder encoder(format);
      for (const LlmStreamEvent& event : events_of(response))
        if (const auto written = encoder.write(event, body); !written) {
          std::cerr << to_string(format) << ": " << probe.name << ": " << written.error() << '\n';
          return 1;
        }
      const std::string file = std::to_string(number++) + ".body";
      std::ofstream(folder / file, std::ios::binary) << body;
      out.begin_object();
      out.key("format").string(to_string(format));
      out.key("name").string(probe.name);
      out.key("file").string(file);
      out.key("expected");
      write_expected(response, out);
      out.end_object();
    }
  out.end_array();
  std::ofstream(folder / "cases.json", std::ios::binary) << cases;
  return 0;
}

}  // namespace
}  // namespace omnillm

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: write_streams FOLDER\n";
    return 2;
  }
  return omnillm::write_all(argv[1]);
}
