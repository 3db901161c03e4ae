#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "omnillm/json.h"

namespace omnillm {
namespace {

Text escaped(std::string_view inside) {
  const auto owner = std::make_shared<const std::string>(inside);
  return Text::from_escaped(owner, *owner, inside.find('\\') != std::string_view::npos);
}

std::string printed(const Text& text) {
  std::ostringstream out;
  out << text;
  return out.str();
}

TEST(Text, IsMadeOfEveryKindOfString) {
  const std::string lvalue = "Hello";
  EXPECT_EQ(Text("Hello").str(), "Hello");
  EXPECT_EQ(Text(std::string_view("Hello")).str(), "Hello");
  EXPECT_EQ(Text(lvalue).str(), "Hello");
  EXPECT_EQ(Text(std::string("Hello, a long one that is moved")).str(),
            "Hello, a long one that is moved");
  EXPECT_EQ(Text(static_cast<const char*>(nullptr)).str(), "");
}

TEST(Text, IsEmptyWhenFresh) {
  EXPECT_TRUE(Text().empty());
  EXPECT_EQ(Text(), "");
  EXPECT_EQ(Text(), Text(""));
  EXPECT_EQ(Text().plain_view(), "");
  EXPECT_EQ(Text(std::string()), Text());
  std::string out;
  EXPECT_TRUE(Text().append_escaped_to(out));
  EXPECT_EQ(out, "");
}

TEST(Text, SaysWhatItsEscapesSay) {
  const Text text = escaped(R"(a\n\u00e9)");
  EXPECT_EQ(text.str(), "a\n\u00e9");
  EXPECT_EQ(text.plain_view(), std::nullopt);
  EXPECT_EQ(text.held_bytes(), 9U);
  EXPECT_FALSE(text.empty());
}

TEST(Text, LendsItsBytesWhereTheyStandUnescaped) {
  EXPECT_EQ(escaped("plain").plain_view(), "plain");
  EXPECT_EQ(Text("a\nb").plain_view(), "a\nb");
}

TEST(Text, SharesItsBytesAmongCopies) {
  const Text text = "some text";
  const Text copy = text;
  EXPECT_EQ(text.plain_view()->data(), copy.plain_view()->data());
}

TEST(Text, IsEqualByWhatItSays) {
  EXPECT_EQ(escaped(R"(a\nb)"), Text("a\nb"));
  EXPECT_EQ(Text("a\nb"), escaped(R"(a\u000ab)"));
  EXPECT_EQ(escaped(R"(a\nb)"), escaped(R"(a\u000ab)"));
  EXPECT_EQ(escaped(R"(a\nb)"), escaped(R"(a\nb)"));
  EXPECT_EQ(escaped(R"(a\nb)"), "a\nb");
  EXPECT_EQ(Text("ab"), std::string("ab"));
  EXPECT_NE(escaped(R"(a\nb)"), Text(R"(a\nb)"));
  EXPECT_NE(escaped(R"(a\nb)"), escaped(R"(a\tb)"));
  EXPECT_NE(escaped(R"(\n)"), "longer than what is held");
}

TEST(Text, CopiesItsEscapesAsTheyStand) {
  std::string out = "[";
  EXPECT_TRUE(escaped(R"(\ud800\/\u00e9)").append_escaped_to(out));
  EXPECT_TRUE(escaped("clean").append_escaped_to(out));
  EXPECT_EQ(out, R"([\ud800\/\u00e9clean)");
}

TEST(Text, EscapesPlainTextWhenAsked) {
  std::string out;
  EXPECT_TRUE(Text("a\"b").append_escaped_to(out));
  EXPECT_EQ(out, R"(a\"b)");
}

TEST(Text, IsCheckedToBeUtf8WhenItIsEscaped) {
  std::string out = "x";
  EXPECT_FALSE(Text("a\xff").append_escaped_to(out));
  EXPECT_EQ(out, "x");
  EXPECT_EQ(Text("a\xff").str(), "a\xff");
}

TEST(Text, AppendsWhatItSays) {
  std::string out = "x";
  escaped(R"(\t)").append_to(out);
  Text("y").append_to(out);
  EXPECT_EQ(out, "x\ty");
}

TEST(Text, IsPrintedAsWhatItSays) {
  EXPECT_EQ(printed("plain"), "plain");
  EXPECT_EQ(printed(escaped(R"(a\tb)")), "a\tb");
}

}  // namespace
}  // namespace omnillm
