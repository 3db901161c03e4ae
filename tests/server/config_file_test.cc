#include "server/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config_support.h"

namespace omnillm::server {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

TEST(ParseConfig, TakesNothingForTheDefaults) {
  const auto config = read_config("");
  ASSERT_TRUE(config) << config.error();
  EXPECT_EQ(config->listen.address, "127.0.0.1");
  EXPECT_EQ(config->listen.port, 8080);
  EXPECT_TRUE(config->providers.empty());
  EXPECT_FALSE(config->admin_token);
  EXPECT_FALSE(config->open_to_all);
}

TEST(ParseConfig, ReadsWhereItListens) {
  const auto config = read_config(
      "open_to_all: true\n"
      "listen: {address: '::', port: 443, threads: 4, tls: {certificate: c.pem, key: /k.pem}}");
  ASSERT_TRUE(config) << config.error();
  EXPECT_EQ(config->listen.address, "::");
  EXPECT_EQ(config->listen.port, 443);
  EXPECT_EQ(config->listen.threads, 4);
  EXPECT_EQ(config->listen.certificate_file, "conf/c.pem");
  EXPECT_EQ(config->listen.key_file, "/k.pem");
}

TEST(ParseConfig, RefusesAnAddressThatIsNoLiteral) {
  EXPECT_THAT(mistake_in("listen: {address: localhost}"),
              HasSubstr("listen.address: cannot be 'localhost'; write a literal"));
}

TEST(ParseConfig, IsNotOpenToEverybodyByOversight) {
  const std::string everywhere = "listen: {address: 0.0.0.0}\n";
  EXPECT_THAT(mistake_in(everywhere), HasSubstr("o.yaml:1:9: listen: everybody could call"));
  EXPECT_EQ(mistake_in(everywhere + "open_to_all: true"), "none");
  EXPECT_EQ(mistake_in(everywhere + "keys: {a: env:ALICE_KEY}"), "none");
  EXPECT_EQ(mistake_in("listen: {address: 127.0.0.2}"), "none");
}

TEST(ParseConfig, TakesTextsOfOneLine) {
  EXPECT_THAT(mistake_in("keys: [{key: env:ALICE_KEY, label: \"a\\nb\"}]"),
              HasSubstr("keys[0].label: must be a short text of one line"));
}

TEST(ParseConfig, RefusesTlsWithoutItsKey) {
  EXPECT_THAT(mistake_in("listen: {tls: {certificate: c.pem}}"),
              HasSubstr("listen.tls: 'key' is missing"));
}

TEST(ParseConfig, ReadsHowLongItWaitsAndHowHardItTries) {
  const auto config = read_config(
      "timeouts: {connect: 200ms, first_byte: 30s, idle: 5m, call: 1h, stream: 1h30m}\n"
      "retries: {max_attempts: 5, budget_percent: 10, budget_minimum: 0, backoff: 1s,\n"
      "          longest_backoff: 4s, longest_hint: 0}");
  ASSERT_TRUE(config) << config.error();
  EXPECT_EQ(config->timeouts.connect, 200ms);
  EXPECT_EQ(config->timeouts.first_byte, 30s);
  EXPECT_EQ(config->timeouts.idle, 5min);
  EXPECT_EQ(config->timeouts.call, 1h);
  EXPECT_EQ(config->timeouts.stream, 90min);
  EXPECT_EQ(config->retries.max_attempts, 5);
  EXPECT_EQ(config->retries.budget_percent, 10);
  EXPECT_EQ(config->retries.budget_minimum, 0);
  EXPECT_EQ(config->retries.backoff, 1s);
  EXPECT_EQ(config->retries.longest_backoff, 4s);
  EXPECT_EQ(config->retries.longest_hint, 0s);
}

TEST(ParseConfig, RefusesTimeoutsOfNothing) {
  EXPECT_THAT(mistake_in("timeouts: {idle: 0}"), HasSubstr("timeouts.idle: must be longer"));
  EXPECT_THAT(mistake_in("timeouts: {idle: 5}"), HasSubstr("write a time like 250ms, 30s"));
}

TEST(ParseConfig, ReadsMoneyExactly) {
  const auto quoted = read_config("reserve_for_unbounded: \"0.000000001\"");
  ASSERT_TRUE(quoted) << quoted.error();
  EXPECT_EQ(quoted->reserve_for_unbounded, Money::from_nanos(1));
  const auto plain = read_config("reserve_for_unbounded: 1234567.123456789");
  ASSERT_TRUE(plain) << plain.error();
  EXPECT_EQ(plain->reserve_for_unbounded, Money::from_nanos(1'234'567'123'456'789));
  EXPECT_THAT(mistake_in("reserve_for_unbounded: 1e3"), HasSubstr("write dollars, like 50"));
  EXPECT_THAT(mistake_in("reserve_for_unbounded: -1"), HasSubstr("write dollars, like 50"));
}

TEST(ParseConfig, TellsAllMistakesAtOnceInTheOrderOfTheFile) {
  const std::string mistakes =
      mistake_in("keys: {a: {key: env:ALICE_KEY, rpm: 0}}\nlisten:\n  port: x\nx: 1\n");
  EXPECT_THAT(mistakes, StartsWith("conf/o.yaml:1:37: keys.a.rpm: must be from 1 to"));
  EXPECT_THAT(mistakes, HasSubstr("\nconf/o.yaml:3:9: listen.port: cannot be 'x'; write a whole"));
  EXPECT_THAT(mistakes, HasSubstr("\nconf/o.yaml:4:1: the configuration has no member 'x'"));
}

TEST(ParseConfig, TellsTwentyMistakesAndHowManyMoreThereAre) {
  std::string text;
  for (int i = 0; i < 30; ++i) text += "unexpected_" + std::to_string(i) + ": 1\n";
  EXPECT_THAT(mistake_in(text), HasSubstr("(and 10 more)"));
}

TEST(ParseConfig, GuessesWhatWasMeant) {
  EXPECT_THAT(mistake_in("provders: {}"), HasSubstr("did you mean 'providers'?"));
  EXPECT_THAT(mistake_in("listen: {prot: 1}"),
              HasSubstr("listen: listen has no member 'prot'; did you mean 'port'?"));
}

TEST(ParseConfig, RefusesWhatIsTooLargeOrTooDeep) {
  EXPECT_THAT(mistake_in(std::string(kMostConfigBytes + 1, ' ')),
              HasSubstr("larger than 4096 KiB"));
  EXPECT_THAT(mistake_in(std::string(200, '[')), HasSubstr("nested more than"));
}

TEST(ParseConfig, IsNotMadeLargeByAliases) {
  std::string text = "providers:\n  p: {like: openai, keys: &keys {";
  for (int i = 0; i < 900; ++i) text += "k" + std::to_string(i) + ": env:OPENAI_API_KEY, ";
  text += "}}\n";
  for (int i = 0; i < 100; ++i)
    text += "  p" + std::to_string(i) + ": {like: openai, keys: *keys}\n";
  EXPECT_THAT(mistake_in(text), HasSubstr("keys: there are too many of them"));
}

}  // namespace
}  // namespace omnillm::server
