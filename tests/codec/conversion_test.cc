// Every ordered pair of generation protocols, one feature at a time: what arrives is what was sent,
// or the report says that it is not. The table of docs/conversions.md is made here and compared;
// OMNILLM_UPDATE_DOCS=1 in the environment writes it anew.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "codec/codec.h"
#include "omnillm/streams.h"
#include "omnillm/transcode.h"
#include "support/fixtures.h"
#include "support/probes.h"
#include "support/source_tree.h"

namespace omnillm {
namespace {

using namespace testing_support;

// What became of one feature on one way.
struct Outcome {
  bool source_has_it = false;
  bool arrived = false;
  bool refused = false;  // the target cannot say the request at all
  std::vector<Loss> losses;

  bool lossy() const {
    for (const Loss& loss : losses)
      if (loss.severity != LossSeverity::Note) return true;
    return refused;
  }
};

std::string pair_name(WireFormat from, WireFormat to) {
  return std::string(to_string(from)) + " -> " + std::string(to_string(to));
}

Result<LlmRequest> through(WireFormat format, const LlmRequest& request,
                           std::vector<Loss>& losses) {
  LossLog log;
  std::string body;
  if (auto emitted = codec::codec_for(format)->emit_request(request, {}, log, body); !emitted)
    return tl::unexpected(emitted.error());
  losses = log.take();
  auto parsed = parse_request(format, body);
  EXPECT_TRUE(parsed) << to_string(format) << " cannot read what it wrote: " << body << "\n"
                      << parsed.error();
  return parsed;
}

Result<LlmResponse> through(WireFormat format, const LlmResponse& response,
                            std::vector<Loss>& losses) {
  LossLog log;
  std::string body;
  if (auto emitted = codec::codec_for(format)->emit_response(response, log, body); !emitted)
    return tl::unexpected(emitted.error());
  losses = log.take();
  auto parsed = parse_response(format, body);
  EXPECT_TRUE(parsed) << to_string(format) << " cannot read what it wrote: " << body << "\n"
                      << parsed.error();
  return parsed;
}

template <class Probe>
Outcome convert(const Probe& probe, WireFormat from, WireFormat to) {
  Outcome outcome;
  const auto original = probe.make(from);
  const std::string said = probe.says(original);
  std::vector<Loss> ignored;
  const auto source = through(from, original, ignored);
  outcome.source_has_it = source && probe.says(*source) == said;
  if (!outcome.source_has_it) return outcome;
  const auto target = through(to, *source, outcome.losses);
  outcome.refused = !target;
  outcome.arrived = target && probe.says(*target) == said;
  return outcome;
}

std::string described(const Outcome& outcome) {
  std::ostringstream out;
  for (const Loss& loss : outcome.losses) out << "\n  " << loss;
  return out.str();
}

TEST(RequestConversion, LosesNothingWithoutSayingSo) {
  for (const WireFormat from : generation_formats())
    for (const WireFormat to : generation_formats())
      for (const RequestProbe& probe : request_probes()) {
        const Outcome outcome = convert(probe, from, to);
        if (!outcome.source_has_it || outcome.lossy()) continue;
        EXPECT_TRUE(outcome.arrived)
            << pair_name(from, to) << ": " << probe.name << described(outcome);
      }
}

TEST(RequestConversion, ReportsNothingWhereNothingIsLost) {
  for (const WireFormat format : generation_formats())
    for (const RequestProbe& probe : request_probes()) {
      const Outcome outcome = convert(probe, format, format);
      if (!outcome.source_has_it) continue;
      EXPECT_TRUE(outcome.arrived) << to_string(format) << ": " << probe.name << described(outcome);
      EXPECT_FALSE(outcome.lossy())
          << to_string(format) << ": " << probe.name << described(outcome);
    }
}

// What every protocol has must reach every other whole.
TEST(RequestConversion, KeepsWhatEveryProtocolHas) {
  const std::set<std::string> common{"plain text",
                                     "system text",
                                     "several turns",
                                     "image as data",
                                     "tools",
                                     "a tool call and its result",
                                     "parallel tool calls and their results",
                                     "tool choice: required",
                                     "tool choice: one tool",
                                     "output by a schema",
                                     "max output tokens",
                                     "temperature",
                                     "top_p"};
  for (const WireFormat from : generation_formats())
    for (const WireFormat to : generation_formats())
      for (const RequestProbe& probe : request_probes()) {
        if (!common.contains(probe.name)) continue;
        const Outcome outcome = convert(probe, from, to);
        EXPECT_TRUE(outcome.source_has_it) << to_string(from) << ": " << probe.name;
        EXPECT_TRUE(outcome.arrived)
            << pair_name(from, to) << ": " << probe.name << described(outcome);
      }
}

TEST(ResponseConversion, LosesNothingWithoutSayingSo) {
  for (const WireFormat from : generation_formats())
    for (const WireFormat to : generation_formats())
      for (const ResponseProbe& probe : response_probes()) {
        const Outcome outcome = convert(probe, from, to);
        if (!outcome.source_has_it || outcome.lossy()) continue;
        EXPECT_TRUE(outcome.arrived)
            << pair_name(from, to) << ": " << probe.name << described(outcome);
      }
}

TEST(ResponseConversion, KeepsTextToolCallsReasonsAndUsage) {
  for (const WireFormat from : generation_formats())
    for (const WireFormat to : generation_formats())
      for (const ResponseProbe& probe : response_probes()) {
        if (probe.name == "signed thoughts" || probe.name == "a refusal") continue;
        const Outcome outcome = convert(probe, from, to);
        EXPECT_TRUE(outcome.source_has_it) << to_string(from) << ": " << probe.name;
        EXPECT_TRUE(outcome.arrived)
            << pair_name(from, to) << ": " << probe.name << described(outcome);
      }
}

// A streamed answer says what the same answer says in one piece.
TEST(StreamConversion, SaysWhatTheWholeAnswerSays) {
  for (const WireFormat from : generation_formats())
    for (const WireFormat to : generation_formats())
      for (const ResponseProbe& probe : response_probes()) {
        const LlmResponse original = probe.make(from);
        const std::string said = probe.says(original);
        const std::string source = encode_stream(from, events_of(original));
        const auto source_events = decode_stream(from, source);
        const auto* completed = source_events.back().get_if<event::Completed>();
        ASSERT_NE(completed, nullptr) << to_string(from) << ": " << probe.name << "\n"
                                      << source << source_events.back();
        if (probe.says(completed->response) != said) continue;

        StreamTranscoder stream(from, to);
        std::string target = stream.feed(source);
        stream.finish(target);
        const auto events = decode_stream(to, target);
        const auto* arrived = events.back().get_if<event::Completed>();
        ASSERT_NE(arrived, nullptr) << pair_name(from, to) << ": " << probe.name << "\n"
                                    << target << events.back();
        bool lossy = false;
        for (const Loss& loss : stream.losses())
          lossy = lossy || loss.severity != LossSeverity::Note;
        if (lossy && probe.name != "text") continue;
        EXPECT_EQ(probe.says(arrived->response), said)
            << pair_name(from, to) << ": " << probe.name << "\n"
            << target;
      }
}

TEST(StreamConversion, TellsEveryProtocolOfAFailure) {
  for (const WireFormat from : generation_formats())
    for (const WireFormat to : generation_formats()) {
      auto events = events_of(response_probes().front().make(from));
      events.resize(3);
      events.emplace_back(
          event::Error{{.kind = ErrorKind::Overloaded, .protocol = from, .message = "busy"}});
      StreamTranscoder stream(from, to);
      std::string target = stream.feed(encode_stream(from, events));
      stream.finish(target);
      const auto arrived = decode_stream(to, target);
      ASSERT_FALSE(arrived.empty());
      EXPECT_TRUE(arrived.back().is<event::Error>()) << pair_name(from, to) << "\n" << target;
    }
}

// ---- The document

std::string cell(const Outcome& outcome) {
  if (!outcome.source_has_it) return "–";
  if (outcome.refused) return "refused";
  std::set<std::string> codes;
  bool major = false;
  for (const Loss& loss : outcome.losses) {
    if (loss.severity == LossSeverity::Note) continue;
    codes.insert("`" + loss.code + "`");
    major = major || loss.severity == LossSeverity::Major;
  }
  if (codes.empty()) return outcome.losses.empty() ? "kept" : "bridged";
  std::string list;
  for (const std::string& code : codes) list += (list.empty() ? "" : ", ") + code;
  if (outcome.arrived) return "kept, but " + list;
  return (major ? "**lost** " : "lost ") + list;
}

template <class Probes>
void append_table(WireFormat from, const Probes& probes, std::ostream& out) {
  out << "| |";
  for (const WireFormat to : generation_formats()) out << " " << to_string(to) << " |";
  out << "\n|---|";
  for (std::size_t i = 0; i < generation_formats().size(); ++i) out << "---|";
  out << "\n";
  for (const auto& probe : probes) {
    out << "| " << probe.name << " |";
    for (const WireFormat to : generation_formats())
      out << " " << cell(convert(probe, from, to)) << " |";
    out << "\n";
  }
  out << "\n";
}

std::string document() {
  std::ostringstream out;
  out << R"(# What survives a conversion

Made by the test `conversion_test`, which asks every codec; do not edit. After a change that is meant,
`OMNILLM_UPDATE_DOCS=1 ./dev test -R codec_test` writes it anew.

A feature is *kept* when the target says exactly it, and *bridged* when it says it in another way, which
the report notes. What is *lost* is reported under the code in the table, with a JSON pointer and a
reason; **lost** in bold is content (severity major), the rest settings and details (minor). *Refused*
means that the request cannot be said at all, and that this is an error before anything is sent. A dash
stands where the source protocol has no such feature.

)";
  for (const WireFormat from : generation_formats()) {
    out << "## From " << to_string(from) << "\n\nRequests:\n\n";
    append_table(from, request_probes(), out);
    out << "Answers, whole or streamed:\n\n";
    append_table(from, response_probes(), out);
  }
  return out.str();
}

TEST(ConversionDocument, SaysWhatTheCodecsDo) {
  const std::string path = in_source_tree("docs/conversions.md");
  const std::string expected = document();
  if (std::getenv("OMNILLM_UPDATE_DOCS") != nullptr) {
    std::ofstream(path, std::ios::binary) << expected;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  const std::string actual{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_TRUE(actual == expected)
      << "docs/conversions.md is stale: OMNILLM_UPDATE_DOCS=1 ./dev test -R codec_test";
}

}  // namespace
}  // namespace omnillm
