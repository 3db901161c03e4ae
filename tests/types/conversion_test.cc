#include "omnillm/conversion.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace omnillm {
namespace {

TEST(LossLog, KeepsTheSameThingOnce) {
  LossLog log;
  log.minor("top_k", "/top_k", "top_k is dropped");
  log.minor("top_k", "/top_k", "top_k is dropped");
  log.minor("top_k", "/other", "top_k is dropped");
  log.major("top_k", "/top_k", "top_k is dropped");
  EXPECT_EQ(log.losses().size(), 3u);
}

TEST(LossLog, KeepsTheOrderInWhichThingsWereLost) {
  LossLog log;
  for (int i = 9; i >= 0; --i) log.minor("name", "/messages/" + std::to_string(i), "dropped");
  EXPECT_EQ(log.losses().front().pointer, "/messages/9");
  EXPECT_EQ(log.losses().back().pointer, "/messages/0");
}

TEST(LossLog, NotesAloneAreNoLoss) {
  LossLog log;
  log.note("builtin_tool", "/tools/0", "said in another way");
  EXPECT_FALSE(log.lossy());
  log.minor("seed", "/seed", "seed is dropped");
  EXPECT_TRUE(log.lossy());
}

TEST(LossLog, BeginsAnewAfterEverythingWasTaken) {
  LossLog log;
  log.minor("seed", "/seed", "seed is dropped");
  EXPECT_EQ(log.take().size(), 1u);
  EXPECT_TRUE(log.losses().empty());
  log.minor("seed", "/seed", "seed is dropped");
  EXPECT_EQ(log.take().size(), 1u);
}

TEST(LossReasons, AreSortedAndDistinctAndLeaveOutNotes) {
  const std::vector<Loss> losses{{"b", "/b", LossSeverity::Minor, "b is dropped"},
                                 {"a", "/a", LossSeverity::Major, "a is dropped"},
                                 {"b", "/b/2", LossSeverity::Minor, "b is dropped"},
                                 {"n", "/n", LossSeverity::Note, "noted"}};
  EXPECT_EQ(loss_reasons(losses), (std::vector<std::string>{"a is dropped", "b is dropped"}));
  EXPECT_TRUE(loss_reasons({}).empty());
}

TEST(Losses, PrintWhereAndWhy) {
  std::ostringstream out;
  out << Loss{"image", "/messages/0", LossSeverity::Major, "no images"} << '\n'
      << Loss{"seed", "", LossSeverity::Minor, "seed is dropped"};
  EXPECT_EQ(out.str(), "major image at /messages/0: no images\nminor seed: seed is dropped");
  EXPECT_EQ(to_string(LossSeverity::Note), "note");
}

TEST(ConversionReport, MapsItsValueAndKeepsTheRest) {
  ConversionReport<int> report{.value = 7,
                               .wire_format = WireFormat::AnthropicMessages,
                               .bridged = true,
                               .lossy = true,
                               .loss_reasons = {"seed is dropped"}};
  const auto text = std::move(report).map([](int value) { return std::to_string(value); });
  EXPECT_EQ(text.value, "7");
  EXPECT_EQ(text.wire_format, WireFormat::AnthropicMessages);
  EXPECT_TRUE(text.bridged && text.lossy);
  EXPECT_EQ(text.loss_reasons, std::vector<std::string>{"seed is dropped"});
}

}  // namespace
}  // namespace omnillm
