#include "json/document.h"

#include <limits>
#include <utility>

#include "json/document_builder.h"

namespace omnillm::json {

Result<void> Document::parse(std::string text, std::size_t max_depth) {
  return parse(std::make_shared<const std::string>(std::move(text)), max_depth);
}

Result<void> Document::parse(std::shared_ptr<const std::string> text, std::size_t max_depth) {
  node_count_ = 0;
  unescaped_names_.clear();
  text_ = std::move(text);
  if (text_ == nullptr) return fail(ErrorKind::Protocol, "not JSON: there is no text");
  if (text_->size() >= std::numeric_limits<std::uint32_t>::max()) {
    text_.reset();
    return fail(ErrorKind::Protocol, "not read: 4 GiB of JSON or more");
  }
  DocumentBuilder builder(*this, max_depth);
  if (builder.build()) return {};
  auto refusal = tl::unexpected(builder.error());
  unescaped_names_.clear();
  text_.reset();
  return refusal;
}

Value Document::root() const { return node_count_ == 0 ? Value() : Value(this, 0); }

std::string_view Document::raw_at(std::uint32_t node) const {
  const Node& at = nodes_[node];
  return {text_->data() + at.begin, at.end - at.begin};
}

std::string_view Document::name_at(std::uint32_t node) const {
  if (nodes_[node].has_escapes) return unescaped_names_[nodes_[node].span];
  const std::string_view quoted = raw_at(node);
  return quoted.substr(1, quoted.size() - 2);
}

Member MemberIterator::operator*() const {
  return {document_->name_at(node_), Value(document_, node_ + 1)};
}

MemberIterator& MemberIterator::operator++() {
  ++node_;  // from the name to its value
  node_ += document_->nodes_[node_].span;
  return *this;
}

ElementIterator& ElementIterator::operator++() {
  node_ += document_->nodes_[node_].span;
  return *this;
}

}  // namespace omnillm::json
