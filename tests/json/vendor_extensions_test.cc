#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <string>

#include "omnillm/json.h"

namespace omnillm {
namespace {

std::string names_of(const VendorExtensions& extensions) {
  std::string names;
  for (const auto& [name, value] : extensions)
    names += name + "=" + std::string(value.text()) + " ";
  return names;
}

TEST(VendorExtensions, AreEmptyWhenFresh) {
  const VendorExtensions none;
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(none.size(), 0U);
  EXPECT_EQ(none.find("a"), nullptr);
}

TEST(VendorExtensions, KeepTheOrderInWhichTheyCame) {
  VendorExtensions extensions{{"z", Json(1)}, {"a", Json(2)}};
  extensions.append("m", Json(3));
  EXPECT_EQ(names_of(extensions), "z=1 a=2 m=3 ");
}

TEST(VendorExtensions, ReplaceTheValueANameHas) {
  VendorExtensions extensions{{"a", Json(1)}, {"b", Json(2)}, {"a", Json(3)}};
  extensions.set("b", Json(false));
  extensions.set("c", JsonText());
  EXPECT_EQ(names_of(extensions), "a=3 b=false c=null ");
}

TEST(VendorExtensions, AreFoundByName) {
  const VendorExtensions extensions{{"a", Json(1)}};
  ASSERT_NE(extensions.find("a"), nullptr);
  EXPECT_EQ(extensions.find("a")->text(), "1");
  EXPECT_TRUE(extensions.contains("a"));
  EXPECT_FALSE(extensions.contains("A"));
}

TEST(VendorExtensions, AreTakenOut) {
  VendorExtensions extensions{{"a", Json(1)}, {"b", Json(2)}};
  EXPECT_EQ(extensions.take("a"), JsonText(Json(1)));
  EXPECT_EQ(extensions.take("a"), std::nullopt);
  EXPECT_EQ(names_of(extensions), "b=2 ");
}

TEST(VendorExtensions, AreEqualInAnyOrder) {
  const VendorExtensions a{{"a", Json(1)}, {"b", Json(2)}};
  EXPECT_EQ(a, (VendorExtensions{{"b", Json(2.0)}, {"a", Json(1)}}));
  EXPECT_NE(a, (VendorExtensions{{"a", Json(1)}}));
  EXPECT_NE(a, (VendorExtensions{{"a", Json(1)}, {"c", Json(2)}}));
  EXPECT_NE(a, (VendorExtensions{{"a", Json(1)}, {"b", Json(3)}}));
}

}  // namespace
}  // namespace omnillm
