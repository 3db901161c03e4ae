#include "types/logprobs.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace omnillm::types {
namespace {

std::string joined(std::vector<const char*> pieces) {
  std::vector<JsonText> texts;
  for (const char* piece : pieces) texts.push_back(*JsonText::parse(piece));
  return std::string(joined_logprobs(texts).text());
}

TEST(JoinedLogprobs, AreNothingWhereThereAreNone) { EXPECT_EQ(joined({}), "null"); }

TEST(JoinedLogprobs, OfOnePieceAreThatPiece) { EXPECT_EQ(joined({"{ }"}), "{ }"); }

TEST(JoinedLogprobs, PutTheListsOfEachNameTogetherAndKeepEveryDigit) {
  EXPECT_EQ(
      joined({R"({"content":[-0.10],"refusal":null})", R"({"content":[-2e-7,1],"refusal":[3]})",
              R"({"refusal":null,"content":null})"}),
      R"({"content":[-0.10,-2e-7,1],"refusal":[3]})");
}

TEST(JoinedLogprobs, KeepTheLastOfWhatIsNoList) {
  EXPECT_EQ(joined({R"({"model":"a","x":null})", R"({"model":"b"})"}), R"({"model":"b","x":null})");
}

TEST(JoinedLogprobs, OfPiecesOfDifferentShapesAreTheLast) {
  EXPECT_EQ(joined({"[1]", "{}"}), "{}");
  EXPECT_EQ(joined({"1", "2"}), "2");
  EXPECT_EQ(joined({"[1]", "[2]"}), "[1,2]");
}

}  // namespace
}  // namespace omnillm::types
