// What the tests of the Responses codec say often.

#ifndef OMNILLM_TESTS_CODEC_OPENAI_RESPONSES_RESPONSES_SUPPORT_H_
#define OMNILLM_TESTS_CODEC_OPENAI_RESPONSES_RESPONSES_SUPPORT_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/openai_responses/codec.h"
#include "omnillm/transcode.h"
#include "support/fixtures.h"

namespace omnillm::testing_support {

inline constexpr WireFormat kResponses = WireFormat::OpenAiResponses;

inline LlmRequest parsed(std::string_view body) {
  auto request = parse_request(kResponses, body);
  EXPECT_TRUE(request) << request.error() << "\n" << body;
  return request ? std::move(*request) : LlmRequest{};
}

inline LlmResponse parsed_response(std::string_view body) {
  auto response = parse_response(kResponses, body);
  EXPECT_TRUE(response) << response.error() << "\n" << body;
  return response ? std::move(*response) : LlmResponse{};
}

// A body that was written, and what was lost on the way.
struct Emitted {
  std::string body;
  std::vector<Loss> losses;

  [[nodiscard]] const Loss* loss(std::string_view code) const {
    const auto found = std::find_if(losses.begin(), losses.end(),
                                    [&](const Loss& loss) { return loss.code == code; });
    return found == losses.end() ? nullptr : &*found;
  }
  [[nodiscard]] bool lossless() const { return losses.empty(); }
  // The value at a JSON pointer, as text; empty when nothing stands there.
  [[nodiscard]] std::string at(std::string_view pointer) const {
    const Json tree = boost::json::parse(body);
    boost::json::error_code ignored;
    const Json* found = tree.find_pointer(pointer, ignored);
    return found ? boost::json::serialize(*found) : std::string();
  }
};

inline Emitted emitted(const LlmRequest& request, const Dialect& dialect = {}) {
  LossLog losses;
  Emitted result;
  const auto ok = codec::openai_responses::emit_request(request, dialect, losses, result.body);
  EXPECT_TRUE(ok) << ok.error();
  result.losses = losses.take();
  return result;
}

inline Emitted emitted(const LlmResponse& response) {
  LossLog losses;
  Emitted result;
  const auto ok = codec::openai_responses::emit_response(response, losses, result.body);
  EXPECT_TRUE(ok) << ok.error();
  result.losses = losses.take();
  return result;
}

// A request as another protocol's parser would make it.
inline LlmRequest foreign(std::vector<Message> messages) {
  LlmRequest request;
  request.model = "m";
  request.messages = std::move(messages);
  request.origin = WireFormat::OpenAiChatCompletions;
  return request;
}

}  // namespace omnillm::testing_support

#endif  // OMNILLM_TESTS_CODEC_OPENAI_RESPONSES_RESPONSES_SUPPORT_H_
