// The table of docs/errors.md as data, for the tests that compare it with the code.

#ifndef OMNILLM_TESTS_BASE_ERROR_TABLE_H_
#define OMNILLM_TESTS_BASE_ERROR_TABLE_H_

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "support/source_tree.h"

namespace omnillm {

struct ErrorRow {
  std::string who;
  std::string retried;
  std::string key;
  std::string endpoint;
  std::string money;
};

// "| `no_key` | we | ... |" as its cells, without the blanks around them.
inline std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream in(line);
  std::string cell;
  std::getline(in, cell, '|');  // what stands before the first bar: nothing
  while (std::getline(in, cell, '|')) {
    const auto first = cell.find_first_not_of(' ');
    const auto last = cell.find_last_not_of(' ');
    cells.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
  }
  return cells;
}

// The rows of the table "By kind", by the name of their kind.
inline std::map<std::string, ErrorRow> read_error_table() {
  std::map<std::string, ErrorRow> rows;
  std::ifstream page(in_source_tree("docs/errors.md"));
  for (std::string line; std::getline(page, line);) {
    if (line.rfind("| `", 0) != 0) continue;
    const auto cells = cells_of(line);
    if (cells.size() != 6) continue;
    const std::string kind = cells[0].substr(1, cells[0].size() - 2);
    rows[kind] = {cells[1], cells[2], cells[3], cells[4], cells[5]};
  }
  return rows;
}

}  // namespace omnillm

#endif  // OMNILLM_TESTS_BASE_ERROR_TABLE_H_
