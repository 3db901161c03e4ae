// Floor: 2 auth
//
// A file of environment variables, as people keep their keys in beside a program:
//
//   # for development
//   export OPENAI_API_KEY=sk-...
//   GREETING="two\nlines"     # and a comment
//   LITERAL='$HOME stays as it is'
//
// A value ends with its line, without blanks around it and without a comment: a '#' behind a blank.
// In double quotes \n, \r, \t, \", \\ and \$ stand for what they do everywhere; in single quotes
// everything is itself; both may go over several lines. Nothing is put in for $NAME. Of a name that
// stands twice the last counts.

#ifndef OMNILLM_DOTENV_H_
#define OMNILLM_DOTENV_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "omnillm/environment.h"
#include "omnillm/result.h"

namespace omnillm {

using Variables = std::map<std::string, std::string, std::less<>>;

// Errors: Configuration, with the number of the line and nothing of what stands in it.
[[nodiscard]] Result<Variables> parse_dotenv(std::string_view text);

// An environment, and behind it the variables of a file: what is set already counts.
//
//   ProcessEnvironment process;
//   DotenvEnvironment environment(process, *parse_dotenv(text));
//
// Thread safety: as Environment. Lifetime: the environment in front must outlive it.
class DotenvEnvironment final : public Environment {
 public:
  DotenvEnvironment(const Environment& front, Variables behind)
      : front_(front), behind_(std::move(behind)) {}
  [[nodiscard]] std::optional<std::string> get(const std::string& name) const override;

 private:
  const Environment& front_;
  const FixedEnvironment behind_;
};

}  // namespace omnillm

#endif  // OMNILLM_DOTENV_H_
