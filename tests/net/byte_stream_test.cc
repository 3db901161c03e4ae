#include "net/byte_stream.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace omnillm::net {
namespace {

std::string joined(Pieces pieces) {
  std::string out;
  while (!pieces.empty()) {
    out += pieces.front();
    pieces.advance(pieces.front().size());
  }
  return out;
}

TEST(PiecesTest, LeaveOutWhatIsEmpty) {
  Pieces pieces{"", "head", "", "body"};
  EXPECT_EQ(pieces.count(), 2U);
  EXPECT_EQ(pieces.size(), 8U);
  EXPECT_TRUE(Pieces("", "").empty());
  EXPECT_TRUE(Pieces().empty());
}

TEST(PiecesTest, GoOnWhereAWriteStopped) {
  const std::string text = "headbodyend";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Pieces pieces{"head", "body", "end"};
    pieces.advance(cut);
    EXPECT_EQ(pieces.size(), text.size() - cut);
    EXPECT_EQ(joined(pieces), text.substr(cut));
  }
}

TEST(LifelineTest, TellsEveryoneWhoWatches) {
  auto line = std::make_unique<Lifeline>();
  const Lifeline::Watch outer(*line);
  {
    const Lifeline::Watch inner(*line);
    EXPECT_FALSE(inner.gone());
  }
  const Lifeline::Watch inner(*line);
  line.reset();
  EXPECT_TRUE(inner.gone());
  EXPECT_TRUE(outer.gone());
}

}  // namespace
}  // namespace omnillm::net
