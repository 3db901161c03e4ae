#include "store/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace omnillm::store {

Result<FileLock> FileLock::take(const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0)
    return fail(ErrorKind::Storage,
                "the database cannot be opened: is the folder there, and may it be written to?");
  FileLock lock(file);
  while (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno == EWOULDBLOCK)
      return fail(ErrorKind::Configuration,
                  "the database is in use by another process: end that one, or name another file");
    return fail(ErrorKind::Storage,
                "the database cannot be locked: its file system knows no locks");
  }
  return lock;
}

FileLock::~FileLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace omnillm::store
