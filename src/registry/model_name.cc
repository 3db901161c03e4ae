#include "registry/model_name.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace omnillm::registry {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The number that `text` is, all digits; -1 when it is not one or has more than eight.
std::int32_t number(std::string_view text) {
  if (text.empty() || text.size() > 8) return -1;
  std::int32_t value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

bool is_month(std::int32_t n) { return n >= 1 && n <= 12; }
bool is_day(std::int32_t n) { return n >= 1 && n <= 31; }
bool is_year(std::int32_t n) { return n >= 2015 && n <= 2099; }

// The piece behind the last separator, which stays in `rest`.
struct Tail {
  std::string_view rest;
  std::string_view piece;
  char separator;
};

std::optional<Tail> tail_of(std::string_view name) {
  const auto at = name.find_last_of("-@");
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  return Tail{name.substr(0, at), name.substr(at + 1), name[at]};
}

// A date of three or two pieces at the end: -2024-08-06, -05-06, -08-2024.
bool take_dashed_date(VersionedName& name) {
  const auto last = tail_of(name.base);
  if (!last || last->separator != '-') return false;
  const auto middle = tail_of(last->rest);
  if (!middle || middle->separator != '-' || middle->piece.size() != 2) return false;
  const std::int32_t b = number(middle->piece);
  const std::int32_t c = number(last->piece);
  if (!is_month(b)) return false;
  if (last->piece.size() == 4 && is_year(c)) {  // MM-YYYY
    name.base = middle->rest;
    name.order = c * 100 + b;
    return true;
  }
  if (last->piece.size() != 2 || !is_day(c)) return false;
  const auto first = tail_of(middle->rest);
  if (first && first->separator == '-' && first->piece.size() == 4 &&
      is_year(number(first->piece))) {
    name.base = first->rest;
    name.date = number(first->piece) * 10'000 + b * 100 + c;
    return true;
  }
  name.base = middle->rest;  // MM-DD
  name.order = b * 100 + c;
  return true;
}

// Digits in one piece: 20250929, 251201, 0613, 2411, 001.
bool take_digits(VersionedName& name) {
  const auto tail = tail_of(name.base);
  if (!tail) return false;
  const std::int32_t value = number(tail->piece);
  if (value < 0) return false;
  const std::int32_t last = value % 100;
  const std::int32_t middle = value / 100 % 100;
  switch (tail->piece.size()) {
    case 8:
      if (!is_year(value / 10'000) || !is_month(middle) || !is_day(last)) return false;
      name.date = value;
      break;
    case 6:
      if (value / 10'000 < 20 || !is_month(middle) || !is_day(last)) return false;
      name.date = 20'000'000 + value;
      break;
    case 4: {
      const bool month_day = is_month(middle) && is_day(last);
      const bool year_month = middle >= 20 && middle <= 39 && is_month(last);
      if (!month_day && !year_month) return false;
      name.order = value;
      break;
    }
    case 3:
      if (tail->piece.front() != '0') return false;
      name.order = value;
      break;
    default:
      return false;
  }
  name.base = tail->rest;
  return true;
}

bool take_latest(VersionedName& name) {
  const auto tail = tail_of(name.base);
  if (!tail) return false;
  const bool is_latest = tail->piece == "latest";
  if (!is_latest && !(tail->separator == '@' && tail->piece == "default")) return false;
  name.base = tail->rest;
  name.latest = true;
  return true;
}

// -v1, -v1:0 and -v1:0:200k, which Bedrock puts behind the date.
bool take_vendor_version(VersionedName& name) {
  auto tail = tail_of(name.base);
  if (!tail || tail->separator != '-' || !tail->piece.starts_with('v')) return false;
  std::string_view piece = tail->piece.substr(1);
  const std::int32_t major = number(piece.substr(0, piece.find(':')));
  if (major < 0) return false;
  for (const char c : piece)
    if (!is_digit(c) && c != ':' && c != 'k') return false;
  name.base = tail->rest;
  name.order = major;
  return true;
}

std::string_view after_last(std::string_view name, std::string_view mark) {
  const auto at = name.rfind(mark);
  return at == std::string_view::npos ? name : name.substr(at + mark.size());
}

std::string_view without_prefix(std::string_view name, std::string_view prefix) {
  return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

// Bedrock's ARNs name the model last; those of profiles and deployments that a customer made name
// nothing we know.
std::string_view without_arn(std::string_view name) {
  if (!name.starts_with("arn:")) return name;
  for (const std::string_view kind : {":foundation-model/", ":inference-profile/"})
    if (name.find(kind) != std::string_view::npos) return after_last(name, kind);
  return name;
}

std::string_view without_geography(std::string_view name) {
  for (const std::string_view geography : {"us.", "us-gov.", "eu.", "apac.", "ap.", "jp.", "au.",
                                           "ca.", "sa.", "me.", "in.", "global."})
    if (name.starts_with(geography) && name.find('.', geography.size()) != std::string_view::npos)
      return name.substr(geography.size());
  return name;
}

std::string_view without_path(std::string_view provider, std::string_view name) {
  if (provider == "bedrock") {
    name = without_arn(name);
    for (const std::string_view route : {"converse/", "invoke/"})
      name = without_prefix(name, route);
    return name;
  }
  if (provider == "gemini") return without_prefix(name, "models/");
  if (provider == "vertex") {
    name = name.find("publishers/") == std::string_view::npos ? without_prefix(name, "models/")
                                                              : after_last(name, "/models/");
    return without_prefix(name, "google/");
  }
  if (name.starts_with("ft:")) {  // ft:model:organisation:suffix:id
    const auto second = name.find(':', 3);
    return name.substr(0, second);
  }
  return name;
}

struct ProviderName {
  std::string_view written;  // lower case, letters and digits only
  std::string_view ours;
};

constexpr ProviderName kProviderNames[] = {
    {"openai", "openai"},
    {"azure", "azure"},
    {"azureopenai", "azure"},
    {"azureai", "azure_ai"},
    {"azureaifoundry", "azure_ai"},
    {"azureaiinference", "azure_ai"},
    {"anthropic", "anthropic"},
    {"claude", "anthropic"},
    {"google", "gemini"},
    {"googleai", "gemini"},
    {"googleaistudio", "gemini"},
    {"googlegemini", "gemini"},
    {"gemini", "gemini"},
    {"vertex", "vertex"},
    {"vertexai", "vertex"},
    {"googlevertex", "vertex"},
    {"googlevertexai", "vertex"},
    {"bedrock", "bedrock"},
    {"bedrockconverse", "bedrock"},
    {"awsbedrock", "bedrock"},
    {"amazonbedrock", "bedrock"},
    {"groqcloud", "groq"},
    {"mistralai", "mistral"},
    {"xai", "xai"},
    {"grok", "xai"},
    {"togetherai", "together"},
    {"fireworksai", "fireworks"},
    {"cohereai", "cohere"},
    {"coherechat", "cohere"},
    {"voyageai", "voyage"},
    {"jina", "jina_ai"},
    {"jinaai", "jina_ai"},
    {"nvidia", "nvidia_nim"},
    {"nvidianim", "nvidia_nim"},
    {"perplexityai", "perplexity"},
    {"alibaba", "dashscope"},
    {"moonshotai", "moonshot"},
    {"zhipu", "zai"},
    {"zai", "zai"},
    {"amazonnova", "amazon_nova"},
    {"meta", "meta_llama"},
    {"metallama", "meta_llama"},
    {"workersai", "cloudflare"},
    {"cloudflareworkersai", "cloudflare"},
};

// Whether `name` reads as `written` when case and punctuation are left out.
bool reads_as(std::string_view name, std::string_view written) {
  std::size_t matched = 0;
  for (const char c : name) {
    if (c == '-' || c == '_' || c == ' ' || c == '.') continue;
    const auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (matched == written.size() || written[matched] != lower) return false;
    ++matched;
  }
  return matched == written.size();
}

}  // namespace

VersionedName split_version(std::string_view name, bool vendor_ids) {
  VersionedName result{.base = name};
  if (take_latest(result)) return result;
  if (vendor_ids && take_vendor_version(result)) {
    result.versioned = true;
    VersionedName dated{.base = result.base};
    if (!take_dashed_date(dated) && !take_digits(dated)) return result;
    dated.versioned = true;
    return dated;
  }
  result.versioned = take_dashed_date(result) || take_digits(result);
  return result;
}

Spellings spellings_of(std::string_view provider, std::string_view name) {
  Spellings result;
  const auto add = [&result](std::string_view spelling) {
    if (spelling.empty()) return;
    if (result.count > 0 && result.names[result.count - 1] == spelling) return;
    result.names[result.count++] = spelling;
  };
  add(name);
  const std::string_view bare = without_path(provider, name);
  add(bare);
  if (provider == "bedrock") {
    result.regionless_from = result.count;
    add(without_geography(bare));
  }
  return result;
}

std::string_view canonical_provider(std::string_view name) {
  for (const ProviderName& known : kProviderNames)
    if (reads_as(name, known.written)) return known.ours;
  return name;
}

}  // namespace omnillm::registry
