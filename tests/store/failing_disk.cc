#include "failing_disk.h"

#include <atomic>
#include <limits>

namespace omnillm::store {

namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

// SQLite's interface is of plain functions, which find what they need here.
struct State {
  sqlite3_vfs* real = nullptr;
  std::atomic<std::int64_t> operation{0};
  std::atomic<std::int64_t> fail_at{kNever};
  std::atomic<bool> forever{false};
  std::atomic<bool> failed{false};
};
State disk;

bool fails_now() {
  const std::int64_t mine = disk.operation.fetch_add(1);
  const std::int64_t at = disk.fail_at.load();
  const bool fails = mine == at || (mine > at && disk.forever.load());
  if (fails) disk.failed = true;
  return fails;
}

// In front of the real file, in memory that SQLite gives.
struct File {
  sqlite3_file base;
  sqlite3_file real;
};

sqlite3_file* real(sqlite3_file* file) { return &reinterpret_cast<File*>(file)->real; }
const sqlite3_io_methods* methods(sqlite3_file* file) { return real(file)->pMethods; }

int close(sqlite3_file* f) { return methods(f)->xClose(real(f)); }
int read(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
  return methods(f)->xRead(real(f), to, n, at);
}
int write(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
  if (fails_now()) return disk.operation % 2 == 0 ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  return methods(f)->xWrite(real(f), from, n, at);
}
int truncate(sqlite3_file* f, sqlite3_int64 size) {
  if (fails_now()) return SQLITE_IOERR_TRUNCATE;
  return methods(f)->xTruncate(real(f), size);
}
int sync(sqlite3_file* f, int flags) {
  if (fails_now()) return SQLITE_IOERR_FSYNC;
  return methods(f)->xSync(real(f), flags);
}
int file_size(sqlite3_file* f, sqlite3_int64* size) { return methods(f)->xFileSize(real(f), size); }
int lock(sqlite3_file* f, int how) { return methods(f)->xLock(real(f), how); }
int unlock(sqlite3_file* f, int how) { return methods(f)->xUnlock(real(f), how); }
int check(sqlite3_file* f, int* out) { return methods(f)->xCheckReservedLock(real(f), out); }
int control(sqlite3_file* f, int op, void* arg) {
  return methods(f)->xFileControl(real(f), op, arg);
}
int sector_size(sqlite3_file* f) { return methods(f)->xSectorSize(real(f)); }
int properties(sqlite3_file* f) { return methods(f)->xDeviceCharacteristics(real(f)); }
int shm_map(sqlite3_file* f, int region, int size, int extend, void volatile** out) {
  if (extend != 0 && fails_now()) return SQLITE_IOERR_SHMSIZE;
  return methods(f)->xShmMap(real(f), region, size, extend, out);
}
int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
  return methods(f)->xShmLock(real(f), offset, n, flags);
}
void shm_barrier(sqlite3_file* f) { methods(f)->xShmBarrier(real(f)); }
int shm_unmap(sqlite3_file* f, int remove) { return methods(f)->xShmUnmap(real(f), remove); }

constexpr sqlite3_io_methods kMethods{2,           close,       read,       write,   truncate,
                                      sync,        file_size,   lock,       unlock,  check,
                                      control,     sector_size, properties, shm_map, shm_lock,
                                      shm_barrier, shm_unmap,   nullptr,    nullptr};

int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* f, int flags, int* out) {
  f->pMethods = nullptr;
  const int code = disk.real->xOpen(disk.real, name, real(f), flags, out);
  if (real(f)->pMethods != nullptr) f->pMethods = &kMethods;
  return code;
}

}  // namespace

FailingDisk::FailingDisk() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
  disk.real = real_;
  repair();
  vfs_.pNext = nullptr;
  vfs_.zName = "failing";
  vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
  vfs_.xOpen = open;
  (void)sqlite3_vfs_register(&vfs_, 1);
}

FailingDisk::~FailingDisk() {
  (void)sqlite3_vfs_unregister(&vfs_);
  (void)sqlite3_vfs_register(real_, 1);
}

void FailingDisk::fail_at(std::int64_t operation, How how) {
  disk.operation = 0;
  disk.failed = false;
  disk.forever = how == Forever;
  disk.fail_at = operation;
}

void FailingDisk::repair() {
  disk.fail_at = kNever;
  disk.forever = false;
}

bool FailingDisk::has_failed() const { return disk.failed; }

}  // namespace omnillm::store
