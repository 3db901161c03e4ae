#include "codec/gemini/answer_parser.h"

#include <charconv>
#include <cstdint>

#include "codec/gemini/names.h"

namespace omnillm::codec::gemini {

namespace {

constexpr std::string_view kCandidates = "candidates/";

// FNV-1a: the same call gets the same name wherever it is read.
std::uint64_t hash_of(std::string_view text, std::uint64_t hash) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

}  // namespace

std::string candidate_member(std::size_t candidate, std::string_view name) {
  std::string extension(kCandidates);
  extension += std::to_string(candidate);
  return extension.append("/").append(name);
}

std::optional<CandidateMember> candidate_member_of(std::string_view extension) {
  if (!extension.starts_with(kCandidates)) return std::nullopt;
  extension.remove_prefix(kCandidates.size());
  CandidateMember member;
  const char* end = extension.data() + extension.size();
  const auto [stopped, error] = std::from_chars(extension.data(), end, member.candidate);
  if (error != std::errc() || stopped == end || *stopped != '/') return std::nullopt;
  member.name = {stopped + 1, static_cast<std::size_t>(end - stopped - 1)};
  return member;
}

void CallNamer::name(ToolCallPart& call) {
  const std::size_t number = number_++;
  if (!call.call_id.empty()) return;
  if (!response_id_.empty()) {
    call.call_id = invented_call_id(response_id_, number);
    return;
  }
  const std::uint64_t hash =
      hash_of(call.arguments.text(), hash_of(call.name, 0xcbf29ce484222325U));
  call.call_id = invented_call_id(std::to_string(hash), number);
}

}  // namespace omnillm::codec::gemini
