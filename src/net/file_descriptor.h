// A descriptor of the kernel's that closes itself.

#ifndef OMNILLM_NET_FILE_DESCRIPTOR_H_
#define OMNILLM_NET_FILE_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace omnillm::net {

// Thread safety: a value.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    if (this == &other) return *this;
    close();
    fd_ = std::exchange(other.fd_, -1);
    return *this;
  }
  ~FileDescriptor() { close(); }

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] explicit operator bool() const { return fd_ >= 0; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

}  // namespace omnillm::net

#endif  // OMNILLM_NET_FILE_DESCRIPTOR_H_
