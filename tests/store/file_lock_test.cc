#include "store/file_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>

#include "temporary_folder.h"

namespace omnillm::store {
namespace {

TEST(FileLock, IsHeldByOneAndFreeAfterwards) {
  const TemporaryFolder folder;
  std::optional<FileLock> held = FileLock::take(folder.file()).value();
  EXPECT_EQ(FileLock::take(folder.file()).error().kind(), ErrorKind::Configuration);
  held.reset();
  EXPECT_TRUE(FileLock::take(folder.file()));
}

TEST(FileLock, EndsWithTheProcessThatHeldIt) {
  const TemporaryFolder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    const auto held = FileLock::take(folder.file());
    ::_exit(held ? 0 : 1);  // without a destructor
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(FileLock::take(folder.file()));
}

TEST(FileLock, TellsOfAFolderThatIsNotThere) {
  const TemporaryFolder folder;
  EXPECT_EQ(FileLock::take(folder.file("nowhere/x")).error().kind(), ErrorKind::Storage);
}

}  // namespace
}  // namespace omnillm::store
