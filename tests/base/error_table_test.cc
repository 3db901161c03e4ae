#include "error_table.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

#include "omnillm/error.h"

namespace omnillm {
namespace {

constexpr std::size_t kKinds = static_cast<std::size_t>(ErrorKind::Storage) + 1;

TEST(ErrorTable, HasARowForEveryKindAndNoOther) {
  const auto rows = read_error_table();
  for (std::size_t i = 0; i < kKinds; ++i) {
    const std::string name(to_string(static_cast<ErrorKind>(i)));
    EXPECT_EQ(rows.count(name), 1u) << "docs/errors.md has no row for " << name;
  }
  EXPECT_EQ(rows.size(), kKinds);
}

TEST(ErrorTable, LeavesNoCellEmpty) {
  for (const auto& [kind, row] : read_error_table())
    for (const auto* cell : {&row.who, &row.retried, &row.key, &row.endpoint, &row.money})
      EXPECT_FALSE(cell->empty()) << kind;
}

}  // namespace
}  // namespace omnillm
