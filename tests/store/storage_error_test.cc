#include "store/storage_error.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

namespace omnillm::store {
namespace {

using testing::HasSubstr;

TEST(StorageError, IsAStorageErrorWithASentenceForWhatHappens) {
  EXPECT_EQ(storage_error(SQLITE_BUSY).kind(), ErrorKind::Storage);
  EXPECT_THAT(storage_error(SQLITE_BUSY).message(), HasSubstr("locked"));
  EXPECT_THAT(storage_error(SQLITE_FULL).message(), HasSubstr("full"));
  EXPECT_THAT(storage_error(SQLITE_READONLY).message(), HasSubstr("read-only"));
  EXPECT_THAT(storage_error(SQLITE_NOTADB).message(), HasSubstr("damaged"));
  EXPECT_THAT(storage_error(SQLITE_CANTOPEN).message(), HasSubstr("cannot be opened"));
}

TEST(StorageError, LooksThroughAnExtendedCodeAndNamesIt) {
  const Error error = storage_error(SQLITE_IOERR_FSYNC);
  EXPECT_THAT(error.message(), HasSubstr("reading or writing"));
  EXPECT_THAT(error.message(), HasSubstr(std::to_string(SQLITE_IOERR_FSYNC)));
}

}  // namespace
}  // namespace omnillm::store
