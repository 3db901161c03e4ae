#include <gtest/gtest.h>

#include "auth/signer.h"
#include "base/virtual_time.h"
#include "support/allocation_counter.h"

namespace omnillm::auth {
namespace {

class NoTransport final : public Transport {
 public:
  std::unique_ptr<HttpExchange> open(EventLoop&, HttpRequest, HttpTimeouts) override {
    return nullptr;
  }
};

TEST(SignerAllocations, AreNoneWhereTheHeadersHaveRoom) {
  NoTransport transport;
  VirtualTime time;
  const auto signer =
      Signer::create(ProviderEndpoint::openai_chat_completions(), {}, transport, time);
  HttpRequest request{.url = "https://api.openai.com/v1/chat/completions"};
  request.headers.reserve(8, 512);
  const Secret key("sk-1234567890");
  const testing_support::AllocationCounter counter;
  const auto done = (*signer)->try_sign(request, key);
  EXPECT_EQ(counter.count(), 0u);
  EXPECT_EQ(done, true);
  EXPECT_EQ(request.headers.size(), 1u);
}

}  // namespace
}  // namespace omnillm::auth
