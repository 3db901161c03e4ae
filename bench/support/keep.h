#ifndef OMNILLM_BENCH_SUPPORT_KEEP_H_
#define OMNILLM_BENCH_SUPPORT_KEEP_H_

namespace omnillm::bench {

// Makes the compiler believe that `value` is used, so that the work behind it is done.
template <class T>
inline void keep(const T& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

}  // namespace omnillm::bench

#endif  // OMNILLM_BENCH_SUPPORT_KEEP_H_
