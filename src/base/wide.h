// 128-bit integers for products of a price and a count. GCC's extension, named once.

#ifndef OMNILLM_BASE_WIDE_H_
#define OMNILLM_BASE_WIDE_H_

namespace omnillm {

__extension__ using Int128 = __int128;
__extension__ using Uint128 = unsigned __int128;

}  // namespace omnillm

#endif  // OMNILLM_BASE_WIDE_H_
