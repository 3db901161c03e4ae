#include "support/fixtures.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "json/document.h"
#include "omnillm/streams.h"
#include "omnillm/transcode.h"

namespace omnillm::testing_support {

namespace {

std::filesystem::path root() { return OMNILLM_FIXTURES_DIR; }

// What the provider gave as a request's origin's own bytes is no part of what it says.
LlmRequest without_raw(LlmRequest request) {
  for (Message& message : request.messages) message.raw_message.reset();
  for (RequestItem& item : request.input)
    if (Message* message = item.message()) message->raw_message.reset();
  return request;
}

}  // namespace

std::string fixture(std::string_view name) {
  std::ifstream file(root() / name, std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> fixtures(std::string_view folder, std::string_view prefix,
                                  std::string_view suffix) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(root() / folder)) {
    const std::string name = entry.path().filename();
    if (name.starts_with(prefix) && name.ends_with(suffix))
      names.push_back(std::string(folder) + "/" + name);
  }
  std::sort(names.begin(), names.end());
  EXPECT_FALSE(names.empty()) << folder << "/" << prefix << "*" << suffix;
  return names;
}

ErrorFixture error_fixture(std::string_view name) {
  json::Document document;
  EXPECT_TRUE(document.parse(fixture(name)));
  const json::Value body = document.root()["body"];
  return {.status = static_cast<int>(document.root()["status"].to_int64().value_or(0)),
          .body = std::string(body.is_string() ? body.str() : std::string(body.raw()))};
}

std::vector<LlmStreamEvent> decode_stream(WireFormat format, std::string_view body,
                                          std::size_t step, const Dialect& dialect) {
  StreamDecoder decoder(format, dialect);
  std::vector<LlmStreamEvent> events;
  for (std::size_t at = 0; at < body.size(); at += step)
    decoder.feed(body.substr(at, step), events);
  decoder.finish(events);
  return events;
}

std::vector<LlmStreamEvent> decode_stream_cut_at(WireFormat format, std::string_view body,
                                                 std::size_t at, const Dialect& dialect) {
  StreamDecoder decoder(format, dialect);
  std::vector<LlmStreamEvent> events;
  decoder.feed(body.substr(0, at), events);
  decoder.feed(body.substr(at), events);
  decoder.finish(events);
  return events;
}

std::string encode_stream(WireFormat format, const std::vector<LlmStreamEvent>& events) {
  StreamEncoder encoder(format);
  std::string bytes;
  for (const LlmStreamEvent& event : events) EXPECT_TRUE(encoder.write(event, bytes)) << event;
  return bytes;
}

void expect_same_events_wherever_cut(WireFormat format, std::string_view body,
                                     const Dialect& dialect) {
  const auto whole = decode_stream(format, body, body.size() + 1, dialect);
  EXPECT_EQ(decode_stream(format, body, 1, dialect), whole);
  for (std::size_t at = 1; at < body.size(); ++at)
    ASSERT_EQ(decode_stream_cut_at(format, body, at, dialect), whole) << "cut at " << at;
}

void expect_request_round_trip(WireFormat format, std::string_view body) {
  const auto first = parse_request(format, body);
  ASSERT_TRUE(first) << first.error();
  const auto emitted = emit_request(format, *first);
  ASSERT_TRUE(emitted) << emitted.error();
  const auto second = parse_request(format, *emitted);
  ASSERT_TRUE(second) << second.error() << "\n" << *emitted;
  EXPECT_EQ(*second, *first) << *emitted;
  // And again without the bytes it came in: every message is written anew.
  const auto rewritten = emit_request(format, without_raw(*first));
  ASSERT_TRUE(rewritten) << rewritten.error();
  const auto third = parse_request(format, *rewritten);
  ASSERT_TRUE(third) << third.error() << "\n" << *rewritten;
  EXPECT_EQ(without_raw(*third), without_raw(*first)) << *rewritten;
}

void expect_response_round_trip(WireFormat format, std::string_view body) {
  const auto first = parse_response(format, body);
  ASSERT_TRUE(first) << first.error();
  const auto emitted = emit_response(format, *first);
  ASSERT_TRUE(emitted) << emitted.error();
  const auto second = parse_response(format, *emitted);
  ASSERT_TRUE(second) << second.error() << "\n" << *emitted;
  EXPECT_EQ(*second, *first) << *emitted;
}

}  // namespace omnillm::testing_support
