// A disk that fails: while one of these lives, every file that SQLite opens in this process goes
// through it, and its n-th write, sync or growth fails, alone or with all that follow.
//
//   FailingDisk disk;
//   disk.fail_at(3, FailingDisk::Forever);
//   ... open and use a database: its fourth operation fails ...
//   disk.repair();
//
// Thread safety: any threads may use the disk; one at a time changes it.

#ifndef OMNILLM_TESTS_STORE_FAILING_DISK_H_
#define OMNILLM_TESTS_STORE_FAILING_DISK_H_

#include <sqlite3.h>

#include <cstdint>

namespace omnillm::store {

class FailingDisk {
 public:
  enum How { Once, Forever };

  FailingDisk();
  FailingDisk(const FailingDisk&) = delete;
  FailingDisk& operator=(const FailingDisk&) = delete;
  ~FailingDisk();

  void fail_at(std::int64_t operation, How how);
  void repair();
  // Whether an operation has failed since fail_at().
  [[nodiscard]] bool has_failed() const;

 private:
  sqlite3_vfs* const real_;
  sqlite3_vfs vfs_;
};

}  // namespace omnillm::store

#endif  // OMNILLM_TESTS_STORE_FAILING_DISK_H_
