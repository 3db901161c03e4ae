// What SQLite answered, as an Error.

#ifndef OMNILLM_STORE_STORAGE_ERROR_H_
#define OMNILLM_STORE_STORAGE_ERROR_H_

#include <string_view>

#include "omnillm/error.h"

namespace omnillm::store {

// ErrorKind::Storage with a sentence about `code`, SQLite's (extended) result. It holds neither the
// path of the file, nor SQL, nor any value: those may be nobody's business.
//
//   locked      another program, or another connection, writes: trying again can help
//   full        the disk is full, or the file has its largest size
//   read-only   the file, its folder or the connection may not be written to
//   damaged     the file is no database of SQLite, or it is broken
//   constraint  the rules of the schema refuse the change: a mistake of ours
[[nodiscard]] Error storage_error(int code);

}  // namespace omnillm::store

#endif  // OMNILLM_STORE_STORAGE_ERROR_H_
