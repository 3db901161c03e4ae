// A file that one process at a time may hold. The kernel lets it go when the process ends, however
// it ends; the file itself stays.

#ifndef OMNILLM_STORE_FILE_LOCK_H_
#define OMNILLM_STORE_FILE_LOCK_H_

#include <string>
#include <utility>

#include "omnillm/result.h"

namespace omnillm::store {

// Thread safety: a value that is moved. Lifetime: held until the destructor.
class FileLock {
 public:
  // Errors: Configuration: somebody holds it. Storage: the file cannot be made.
  [[nodiscard]] static Result<FileLock> take(const std::string& path);

  FileLock(FileLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int file) : file_(file) {}
  int file_;
};

}  // namespace omnillm::store

#endif  // OMNILLM_STORE_FILE_LOCK_H_
