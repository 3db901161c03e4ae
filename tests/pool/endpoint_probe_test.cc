// An endpoint that is down is asked by one probe at a time: what the probe's end says about it.

#include "pool_fixture.h"

namespace omnillm {
namespace {

class EndpointProbe : public PoolTest {
 protected:
  // Three keys of an endpoint that is overloaded, at the instant at which a probe may go.
  void SetUp() override {
    make_keys(3, key(""), {.circuit_breaker_threshold = 3, .circuit_breaker_cooldown = 10s});
    for (int i = 0; i < 3; ++i) {
      auto lease = take();
      ASSERT_TRUE(lease.has_value());
      lease->mark_sent();
      lease->report_failure(time.now(), {.kind = ErrorKind::Overloaded});
    }
    ASSERT_FALSE(take().has_value());
    time.advance(10s);
    auto lease = take();
    ASSERT_TRUE(lease.has_value());
    probe = std::move(*lease);
    ASSERT_FALSE(take().has_value());
  }
  void report(ErrorKind kind) {
    probe.mark_sent();
    probe.report_failure(time.now(), {.kind = kind});
    std::move(probe).release(time.now());
  }

  KeyLease probe;
};

TEST_F(EndpointProbe, ThatIsDroppedLetsTheNextOneTry) {
  probe = {};
  EXPECT_TRUE(take().has_value());
}

TEST_F(EndpointProbe, ThatIsCancelledLetsTheNextOneTry) {
  report(ErrorKind::Cancelled);
  auto next = take();
  EXPECT_TRUE(next.has_value());
  EXPECT_FALSE(take().has_value());
}

TEST_F(EndpointProbe, ThatIsOverloadedClosesItForLonger) {
  report(ErrorKind::Overloaded);
  EXPECT_FALSE(take().has_value());
  time.advance(4s);
  EXPECT_FALSE(take().has_value());
  time.advance(6s);
  EXPECT_TRUE(take().has_value());
}

TEST_F(EndpointProbe, ThatIsRefusedShowsThatTheEndpointAnswers) {
  report(ErrorKind::BadRequest);
  auto second = take();
  ASSERT_TRUE(second.has_value());
  second->mark_sent();
  second->report_success(time.now(), 10ms);
  auto one = take();
  auto other = take();
  EXPECT_TRUE(one.has_value());
  EXPECT_TRUE(other.has_value());
}

TEST_F(EndpointProbe, ThatSucceedsTwiceOpensItToEverybody) {
  probe.mark_sent();
  probe.report_success(time.now(), 10ms);
  auto second = take();
  ASSERT_TRUE(second.has_value());
  EXPECT_FALSE(take().has_value());
  second->mark_sent();
  second->report_success(time.now(), 10ms);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(take().has_value());
}

TEST_F(EndpointProbe, GoesAsLongAsTheEndpointIsFailing) {
  EXPECT_TRUE(pool->endpoint_failing());
  for (int probes = 0; probes < 2; ++probes) {
    if (probes > 0) probe = std::move(*take());
    probe.mark_sent();
    probe.report_success(time.now(), Duration(1ms));
    std::move(probe).release(time.now());
  }
  EXPECT_FALSE(pool->endpoint_failing()) << "two that went well";
}

}  // namespace
}  // namespace omnillm
