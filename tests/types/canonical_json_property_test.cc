// Whatever the canonical types can say, their JSON says too.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "omnillm/canonical_json.h"
#include "support/canonical_values.h"
#include "support/for_all.h"
#include "types/response_assembler.h"

namespace omnillm {
namespace {

using namespace testing_support;  // NOLINT(google-build-using-namespace)

template <class T>
void expect_to_come_back(const T& value) {
  const JsonText text = to_json(value);
  const Result<JsonText> checked = JsonText::parse(text.text());
  RC_ASSERT(checked.has_value());
  const Result<T> back = from_json<T>(text.text());
  if (!back) RC_FAIL(back.error().to_string());
  RC_ASSERT(*back == value);
  RC_ASSERT(to_json(*back).text() == text.text());
}

TEST(CanonicalJson, EveryRequestComesBackFromItsJson) {
  expect_for_all(1'000, [] { expect_to_come_back(*any_request()); });
}

TEST(CanonicalJson, EveryAnswerComesBackFromItsJson) {
  expect_for_all(1'000, [] { expect_to_come_back(*any_response()); });
}

TEST(CanonicalJson, EveryEventComesBackFromItsJson) {
  expect_for_all(1'500, [] { expect_to_come_back(*any_event()); });
}

TEST(CanonicalJson, EveryMessageItemPartPolicyUsageAndErrorComesBack) {
  expect_for_all(300, [] {
    expect_to_come_back(*any_message());
    expect_to_come_back(*any_item());
    expect_to_come_back(*any_part());
    expect_to_come_back(*any_cache_policy());
    expect_to_come_back(*any_usage());
    expect_to_come_back(*any_provider_error());
  });
}

// Cuts, doubles and swaps bytes: what comes of it is read or refused, and never anything else.
TEST(CanonicalJson, DamagedJsonIsReadOrRefused) {
  expect_for_all(2'000, [] {
    std::string text(to_json(*any_request()).text());
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    text[at] = *rc::gen::element('0', '"', '{', '}', '[', ']', ',', ':', 'n', ' ');
    const auto read = from_json<LlmRequest>(text);
    RC_ASSERT(read.has_value() || read.error().kind() == ErrorKind::BadRequest);
  });
}

TEST(AnyStream, KeepsTheGrammarAndAddsUp) {
  expect_for_all(300, [] {
    types::ResponseAssembler assembler;
    for (const LlmStreamEvent& event : *any_stream()) {
      const auto added = assembler.add(event);
      if (!added) RC_FAIL(added.error().to_string());
    }
    const LlmResponse response = assembler.response();
    RC_ASSERT(response.finish_reason.has_value());
    for (const ToolCallPart* call : response.tool_calls())
      RC_ASSERT(call->arguments == *JsonText::parse(R"({"q":"xyz"})"));
  });
}

}  // namespace
}  // namespace omnillm
