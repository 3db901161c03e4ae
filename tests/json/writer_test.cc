#include "json/writer.h"

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <cstdlib>
#include <limits>
#include <string>

namespace omnillm::json {
namespace {

template <class Write>
std::string written(Write write) {
  std::string text;
  Writer out(text);
  write(out);
  EXPECT_TRUE(out.valid());
  return text;
}

std::string number(double value) {
  return written([value](Writer& out) { out.number(value); });
}

TEST(Writer, PlacesCommasByItself) {
  EXPECT_EQ(written([](Writer& out) {
              out.begin_object();
              out.key("a").begin_array().end_array();
              out.key("b").begin_array().integer(1).begin_object().end_object().null().end_array();
              out.key("c").begin_object().key("d").boolean(true).end_object();
              out.key("e").boolean(false).end_object();
            }),
            R"({"a":[],"b":[1,{},null],"c":{"d":true},"e":false})");
}

TEST(Writer, PlacesACommaAfterAStringThatEndsLikeAnOpening) {
  EXPECT_EQ(written([](Writer& out) {
              out.begin_array().string("{").string("[").string(":").string("").end_array();
            }),
            R"(["{","[",":",""])");
}

TEST(Writer, AppendsToWhatIsThere) {
  std::string text = "data: ";
  Writer out(text);
  out.begin_object().end_object();
  EXPECT_EQ(text, "data: {}");
  EXPECT_EQ(&out.out(), &text);
}

TEST(Writer, EscapesStringsAndForeignNames) {
  EXPECT_EQ(written([](Writer& out) {
              out.begin_object().foreign_key("a\"").string("b\n").foreign_key("").string("");
              out.end_object();
            }),
            R"({"a\"":"b\n","":""})");
}

TEST(Writer, CopiesEscapedTextAsItStands) {
  const auto owner = std::make_shared<const std::string>(R"(\u00e9\/)");
  EXPECT_EQ(written([&](Writer& out) {
              out.begin_array().string(Text::from_escaped(owner, *owner, true));
              out.string(Text("a\tb")).escaped_string(R"(\ud800)").end_array();
            }),
            R"(["\u00e9\/","a\tb","\ud800"])");
}

TEST(Writer, CopiesJsonAsItStands) {
  const JsonText value = JsonText::parse(R"({"n": 1e400})").value();
  EXPECT_EQ(written([&](Writer& out) { out.begin_array().json(value).raw("1.0").end_array(); }),
            R"([{"n": 1e400},1.0])");
}

TEST(Writer, WritesExtensionsAmongOtherMembers) {
  const VendorExtensions extensions{{"top k", Json(1)}, {"s\\", JsonText()}};
  EXPECT_EQ(written([&](Writer& out) {
              out.begin_object().key("a").integer(0).members(extensions).members({});
              out.key("z").null().end_object();
            }),
            R"({"a":0,"top k":1,"s\\":null,"z":null})");
}

TEST(Writer, WritesIntegersOfEverySize) {
  EXPECT_EQ(written([](Writer& out) {
              out.begin_array().integer(std::numeric_limits<std::int64_t>::min());
              out.integer(std::numeric_limits<std::int64_t>::max()).integer(0);
              out.unsigned_integer(std::numeric_limits<std::uint64_t>::max()).end_array();
            }),
            "[-9223372036854775808,9223372036854775807,0,18446744073709551615]");
}

TEST(Writer, WritesNumbersShortAndWithoutNeedlessExponents) {
  EXPECT_EQ(number(0.2), "0.2");
  EXPECT_EQ(number(1), "1");
  EXPECT_EQ(number(-0.0), "-0");
  EXPECT_EQ(number(100'000), "100000");
  EXPECT_EQ(number(0.00001), "0.00001");
  EXPECT_EQ(number(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(number(1e17), "1e+17");
  EXPECT_EQ(number(1.5e-7), "1.5e-07");
  EXPECT_EQ(number(std::numeric_limits<double>::max()), "1.7976931348623157e+308");
  EXPECT_EQ(number(-std::numeric_limits<double>::denorm_min()), "-5e-324");
  EXPECT_EQ(number(-99999999999999984.0), "-99999999999999984");
  EXPECT_EQ(number(std::numeric_limits<double>::infinity()), "null");
}

TEST(Writer, WritesEverySettingAsItWasTyped) {
  for (int millionths = 10; millionths < 3'000'000; millionths += 7) {
    std::string typed = std::to_string(millionths / 1'000'000) + "." +
                        std::to_string(1'000'000 + millionths % 1'000'000).substr(1);
    while (typed.back() == '0') typed.pop_back();
    if (typed.back() == '.') typed.pop_back();
    ASSERT_EQ(number(std::stod(typed)), typed);
  }
}

TEST(Writer, WritesAFloatAsShortAsItsOwnPrecision) {
  EXPECT_EQ(written([](Writer& out) { out.number(0.2F); }), "0.2");
  EXPECT_EQ(written([](Writer& out) { out.number(16777216.0F); }), "16777216");
}

TEST(Writer, SaysWhenATextWasNotUtf8) {
  std::string text;
  Writer out(text);
  out.begin_array().string("ok");
  EXPECT_TRUE(out.valid());
  out.string("\xff").string(Text("\xc0\x80")).string("more").end_array();
  EXPECT_FALSE(out.valid());
  EXPECT_EQ(text, R"(["ok","","","more"])");
}

}  // namespace
}  // namespace omnillm::json
