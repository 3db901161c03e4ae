// The columns "retried where" and "who refused" of docs/errors.md are what routes and records do.

#include "../base/error_table.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

#include "omnillm/call_record.h"
#include "omnillm/error_kinds.h"
#include "omnillm/routing.h"

namespace omnillm {
namespace {

TEST(ErrorTable, SaysWhichErrorsMoveOn) {
  const auto rows = read_error_table();
  for (std::size_t i = 0; i < kErrorKinds; ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    const std::string& where = rows.at(std::string(to_string(kind))).retried;
    const bool elsewhere = where.rfind("another", 0) == 0;
    EXPECT_EQ(moves_on(kind), elsewhere) << kind << ": " << where;
  }
}

TEST(ErrorTable, SaysWhoRefused) {
  const auto rows = read_error_table();
  for (std::size_t i = 0; i < kErrorKinds; ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    const std::string& who = rows.at(std::string(to_string(kind))).who;
    const std::string first = who.substr(0, who.find_first_of(":' "));
    const RefusedBy by = refused_by(kind);
    if (first == "we")
      EXPECT_TRUE(by == RefusedBy::Policy || by == RefusedBy::Gateway) << kind;
    else if (who.rfind("the provider", 0) == 0)
      EXPECT_EQ(by, RefusedBy::Provider) << kind;
    else if (who.rfind("the caller", 0) == 0)
      EXPECT_EQ(by, RefusedBy::Caller) << kind;
    else
      EXPECT_EQ(by, RefusedBy::Nobody) << kind << ": " << who;
  }
}

}  // namespace
}  // namespace omnillm
