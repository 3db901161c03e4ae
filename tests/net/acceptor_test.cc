#include "net/acceptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <vector>

#include "support/on_loop.h"

namespace omnillm::net {
namespace {

class AcceptorTest : public tests::OnLoop {
 protected:
  using Connection = Result<std::unique_ptr<Socket>>;

  static Task<Connection> accept(Acceptor& acceptor) { co_return co_await acceptor.accept(); }
  Connection connect(const Acceptor& acceptor) {
    return run(Socket::connect(*loop, acceptor.address()));
  }
};

TEST_F(AcceptorTest, FindsAPortByItselfAndStaysOnThisMachine) {
  auto acceptor = Acceptor::listen(*loop, {}).value();
  EXPECT_NE(acceptor->port(), 0);
  EXPECT_TRUE(acceptor->address().is_loopback());
}

TEST_F(AcceptorTest, AcceptsEveryoneWhoCameBeforeAndAfter) {
  auto acceptor = Acceptor::listen(*loop, {}).value();
  std::vector<Connection> clients;
  for (int i = 0; i < 5; ++i) clients.push_back(connect(*acceptor));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(run(accept(*acceptor)));
  auto waiting = accept(*acceptor);
  waiting.start();
  EXPECT_FALSE(waiting.done());
  clients.push_back(connect(*acceptor));
  run_until([&] { return waiting.done(); });
  EXPECT_TRUE(waiting.take());
}

TEST_F(AcceptorTest, ListensOnIpv6) {
  auto acceptor = Acceptor::listen(*loop, {.address = "::1"});
  if (!acceptor) return;  // this machine has no IPv6
  EXPECT_TRUE(connect(**acceptor));
}

TEST_F(AcceptorTest, RefusesAPortThatIsTaken) {
  auto first = Acceptor::listen(*loop, {}).value();
  const auto second = Acceptor::listen(*loop, {.port = first->port()});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind(), ErrorKind::Network);
}

TEST_F(AcceptorTest, SharesAPortWhenItIsTold) {
  auto first = Acceptor::listen(*loop, {.share_port = true}).value();
  EXPECT_TRUE(Acceptor::listen(*loop, {.port = first->port(), .share_port = true}));
}

TEST_F(AcceptorTest, RefusesANameWhereAnAddressBelongs) {
  const auto named = Acceptor::listen(*loop, {.address = "localhost"});
  ASSERT_FALSE(named);
  EXPECT_EQ(named.error().kind(), ErrorKind::Configuration);
}

TEST_F(AcceptorTest, MayBeLeftWhileItWaits) {
  auto acceptor = Acceptor::listen(*loop, {}).value();
  auto waiting = accept(*acceptor);
  waiting.start();
  waiting.reset();
  auto client = connect(*acceptor);
  EXPECT_TRUE(run(accept(*acceptor)));
}

TEST_F(AcceptorTest, OutlivesAProcessWithoutDescriptors) {
  auto acceptor = Acceptor::listen(*loop, {}).value();
  auto client = connect(*acceptor);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  auto accepting = accept(*acceptor);
  {
    std::vector<FileDescriptor> all;
    const rlimit few{.rlim_cur = 64, .rlim_max = before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
    for (;;) {
      FileDescriptor next(::open("/dev/null", O_RDONLY | O_CLOEXEC));
      if (!next) break;
      all.push_back(std::move(next));
    }
    accepting.start();
    settle();
    EXPECT_FALSE(accepting.done());
  }
  run_until([&] { return accepting.done(); });
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(accepting.take());
}

}  // namespace
}  // namespace omnillm::net
