#ifndef OMNILLM_BENCH_SCOREBOARD_OPTIONS_H_
#define OMNILLM_BENCH_SCOREBOARD_OPTIONS_H_

#include <string>

#include "omnillm/result.h"

namespace omnillm::bench {

struct Options {
  std::string json_file;  // empty: none
  std::string filter;     // part of a scenario's name; empty: all
  bool quick = false;
  bool check_only = false;
  bool help = false;
};

// Reads the command line; an unknown option is an error that names it.
[[nodiscard]] Result<Options> parse_options(int argc, const char* const* argv);

[[nodiscard]] std::string usage();

}  // namespace omnillm::bench

#endif  // OMNILLM_BENCH_SCOREBOARD_OPTIONS_H_
