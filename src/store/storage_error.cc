#include "store/storage_error.h"

#include <sqlite3.h>

#include <string>

namespace omnillm::store {

namespace {

std::string_view sentence(int primary) {
  switch (primary) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "the database is locked by somebody else who writes to it";
    case SQLITE_FULL:
      return "the disk is full, or the database has its largest size";
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return "the database is read-only";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "the database is damaged, or the file is no database of SQLite";
    case SQLITE_CANTOPEN:
      return "the database cannot be opened: is the folder there, and may it be written to?";
    case SQLITE_IOERR:
      return "reading or writing the database failed";
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      return "a constraint of the database refuses the change";
    case SQLITE_NOMEM:
      return "there is no memory left for the database";
    case SQLITE_TOOBIG:
      return "a value is too large for the database";
    default:
      return "the database failed";
  }
}

}  // namespace

Error storage_error(int code) {
  std::string text(sentence(code & 0xff));
  text += " (SQLite ";
  text += std::to_string(code);
  text += ')';
  return Error(ErrorKind::Storage, text);
}

}  // namespace omnillm::store
