#include "base/snapshot_cell.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace omnillm {
namespace {

using Cell = SnapshotCell<std::string>;

std::shared_ptr<const std::string> text(const char* value) {
  return std::make_shared<const std::string>(value);
}

TEST(SnapshotCellLoad, GivesTheLatestValue) {
  Cell cell(text("one"));
  EXPECT_EQ(*cell.load(), "one");
  cell.store(text("two"));
  EXPECT_EQ(*cell.load(), "two");
}

TEST(SnapshotCellLoad, AValueInHandStaysAsItIs) {
  Cell cell(text("one"));
  const auto held = cell.load();
  cell.store(text("two"));
  EXPECT_EQ(*held, "one");
}

TEST(SnapshotCellStore, LetsGoOfTheOldValueWhenNobodyHoldsIt) {
  const auto first = text("one");
  Cell cell(first);
  cell.store(text("two"));
  EXPECT_EQ(first.use_count(), 1);
}

// A value whose destructor asks the cell again must not find it locked.
TEST(SnapshotCellStore, TheOldValueDiesOutsideTheLock) {
  Cell* asked = nullptr;
  std::string seen;
  {
    Cell cell(
        std::shared_ptr<const std::string>(new std::string("one"), [&](const std::string* old) {
          if (asked != nullptr) seen = *asked->load();
          delete old;
        }));
    asked = &cell;
    cell.store(text("two"));
    asked = nullptr;
  }
  EXPECT_EQ(seen, "two");
}

TEST(SnapshotCellStore, MayHoldNothing) {
  Cell cell(nullptr);
  EXPECT_EQ(cell.load(), nullptr);
}

}  // namespace
}  // namespace omnillm
