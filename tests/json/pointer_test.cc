#include "json/pointer.h"

#include <gtest/gtest.h>

namespace omnillm::json {
namespace {

TEST(Pointer, IsWrittenStepByStep) {
  const Pointer root;
  const Pointer messages = root.at("messages");
  const Pointer third = messages.at(std::size_t{3});
  EXPECT_EQ(root.str(), "");
  EXPECT_EQ(third.at("content").str(), "/messages/3/content");
}

TEST(Pointer, SpellsOutWhatANameMayContain) {
  const Pointer root;
  EXPECT_EQ(root.at("a/b~c").str(), "/a~1b~0c");
  EXPECT_EQ(root.at("").str(), "/");
}

TEST(Pointer, SaysWhereSomethingIsWrong) {
  const Pointer root;
  const Error wrong = fail_at(root.at("model"), "expected a string").value();
  EXPECT_EQ(wrong.kind(), ErrorKind::BadRequest);
  EXPECT_EQ(wrong.message(), "/model: expected a string");
  const Error broken = broken_at(root, "expected an object").value();
  EXPECT_EQ(broken.kind(), ErrorKind::Protocol);
  EXPECT_EQ(broken.message(), "the body: expected an object");
}

}  // namespace
}  // namespace omnillm::json
