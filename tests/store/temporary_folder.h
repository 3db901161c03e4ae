// A folder of a test's own, gone with everything in it when the test ends.

#ifndef OMNILLM_TESTS_STORE_TEMPORARY_FOLDER_H_
#define OMNILLM_TESTS_STORE_TEMPORARY_FOLDER_H_

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

namespace omnillm::store {

// For tests that ask much of a disk and nothing that only a disk can show: memory where there is
// some to put files in.
inline std::string where_files_are_quick() {
  return std::filesystem::is_directory("/dev/shm") ? "/dev/shm/" : testing::TempDir();
}

class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& where = testing::TempDir())
      : path_(where + "omnillm_store_XXXXXX") {
    if (::mkdtemp(path_.data()) == nullptr) ADD_FAILURE() << "no folder for the test";
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] std::string file(const std::string& name = "omnillm.db") const {
    return path_ + "/" + name;
  }

 private:
  std::string path_;
};

}  // namespace omnillm::store

#endif  // OMNILLM_TESTS_STORE_TEMPORARY_FOLDER_H_
