// The questions that the tests of endpoints ask again and again.

#ifndef OMNILLM_TESTS_CODEC_ENDPOINTS_VOCABULARY_H_
#define OMNILLM_TESTS_CODEC_ENDPOINTS_VOCABULARY_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "codec/error_forms.h"
#include "omnillm/transcode.h"

namespace omnillm::testing_support {

template <class T>
T request_of(WireFormat format, std::string_view body) {
  auto report = parse_api_request(format, body);
  if (!report) {
    ADD_FAILURE() << report.error();
    return T{};
  }
  return std::get<T>(std::move(report->value));
}

template <class T>
T response_of(WireFormat format, std::string_view body) {
  auto report = parse_api_response(format, body);
  if (!report) {
    ADD_FAILURE() << report.error();
    return T{};
  }
  return std::get<T>(std::move(report->value));
}

// A report's value as JSON, so that order and spelling do not matter; a failure as its message.
inline JsonText body_of(const Result<ConversionReport<std::string>>& report) {
  if (!report) return JsonText::string(report.error().to_string());
  auto parsed = JsonText::parse(report->value);
  return parsed ? *parsed : JsonText::string(report->value);
}

inline JsonText as_json(std::string_view text) {
  auto parsed = JsonText::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(JsonText());
}

// What was lost, by code, notes aside.
template <class T>
std::vector<std::string> lost(const Result<ConversionReport<T>>& report) {
  std::vector<std::string> codes;
  if (!report) return {report.error().to_string()};
  for (const Loss& loss : report->losses)
    if (loss.severity != LossSeverity::Note) codes.push_back(loss.code);
  std::sort(codes.begin(), codes.end());
  return codes;
}

using Codes = std::vector<std::string>;

// What a body is refused with.
inline std::string refusal(WireFormat format, std::string_view body) {
  const auto report = parse_api_request(format, body);
  return report ? "accepted" : report.error().message();
}

}  // namespace omnillm::testing_support

#endif  // OMNILLM_TESTS_CODEC_ENDPOINTS_VOCABULARY_H_
