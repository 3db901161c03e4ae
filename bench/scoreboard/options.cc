#include "scoreboard/options.h"

#include <string_view>

namespace omnillm::bench {

Result<Options> parse_options(int argc, const char* const* argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    std::string* text = word == "--json"     ? &options.json_file
                        : word == "--filter" ? &options.filter
                                             : nullptr;
    if (text != nullptr) {
      if (++i == argc) return fail(ErrorKind::Configuration, std::string(word) + " needs a value");
      *text = argv[i];
    } else if (word == "--quick") {
      options.quick = true;
    } else if (word == "--check-only") {
      options.check_only = true;
    } else if (word == "--help" || word == "-h") {
      options.help = true;
    } else {
      return fail(ErrorKind::Configuration, "unknown option " + std::string(word));
    }
  }
  return options;
}

std::string usage() {
  return R"(omnillm_scoreboard: what admission, keys and accounts cost, against a rival and against goals

  --filter TEXT   only figures whose name contains TEXT
  --json FILE     also write them as a list of {name, value, unit, goal, holds, ...}; - is stdout
  --quick         fewer rounds and smaller set-ups: to try it out, not to quote
  --check-only    check the answers, time nothing
  --help          this text

Every answer is checked first; a wrong one ends the run with status 1. A goal that does not hold
is shown and does not: status 0.
)";
}

}  // namespace omnillm::bench
