// Whoever tests against us compares whole values, and reads what differs.

#include <gtest/gtest.h>

#include <concepts>
#include <sstream>

#include "omnillm/conversion.h"
#include "omnillm/endpoints.h"
#include "omnillm/provider_error.h"
#include "omnillm/request.h"
#include "omnillm/response.h"
#include "omnillm/stream_event.h"
#include "omnillm/transport_form.h"

namespace omnillm {
namespace {

template <class... T>
constexpr bool kComparable = (std::equality_comparable<T> && ...);

static_assert(kComparable<LlmRequest, LlmResponse, LlmStreamEvent, ApiRequest, ApiResponse>);
static_assert(kComparable<Message, MessagePart, Item, TokenUsage, BillableUnits, FinishReason>);
static_assert(kComparable<ProviderError, TransportRequest, TransportResponse, Loss>);
static_assert(kComparable<ConversionReport<std::string>, ConversionReport<ApiResponse>>);

template <class T>
std::string printed(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

TEST(CanonicalValues, AreEqualWhenTheySayTheSameAndPrintWhatDiffers) {
  const LlmRequest one{.model = "m", .messages = {Message::user("Hello")}};
  LlmRequest other = one;
  EXPECT_EQ(one, other);
  EXPECT_EQ(ApiRequest(one), ApiRequest(other));
  other.messages[0] = Message::user("Goodbye");
  EXPECT_NE(one, other);
  EXPECT_NE(printed(other).find("Goodbye"), std::string::npos);
  EXPECT_NE(printed(Message::user("Hi")).find("Hi"), std::string::npos);
}

}  // namespace
}  // namespace omnillm
