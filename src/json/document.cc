#include "json/document.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "json/document_builder.h"

namespace omnillm::json {
namespace {

// A node for every sixteen bytes is what requests come to; long strings have fewer.
std::size_t likely_nodes(std::size_t bytes) { return std::min<std::size_t>(bytes / 16 + 8, 4096); }

}  // namespace

Result<void> Document::parse(std::string text, std::size_t max_depth) {
  return parse(std::make_shared<const std::string>(std::move(text)), max_depth);
}

Result<void> Document::parse(std::shared_ptr<const std::string> text, std::size_t max_depth) {
  text_ = std::move(text);
  nodes_.clear();
  unescaped_names_.clear();
  if (text_ == nullptr) return fail(ErrorKind::Protocol, "not JSON: there is no text");
  Result<void> done;
  if (text_->size() >= std::numeric_limits<std::uint32_t>::max()) {
    done = fail(ErrorKind::Protocol, "not read: 4 GiB of JSON or more");
  } else {
    nodes_.reserve(likely_nodes(text_->size()));
    done = DocumentBuilder(*this, max_depth).build();
  }
  if (!done) {
    nodes_.clear();
    unescaped_names_.clear();
    text_.reset();
  }
  return done;
}

Value Document::root() const { return nodes_.empty() ? Value() : Value(this, 0); }

std::string_view Document::raw_at(std::uint32_t node) const {
  const Node& at = nodes_[node];
  return {text_->data() + at.begin, at.end - at.begin};
}

std::string_view Document::name_at(std::uint32_t node) const {
  if (nodes_[node].has_escapes) return unescaped_names_[nodes_[node].next];
  const std::string_view quoted = raw_at(node);
  return quoted.substr(1, quoted.size() - 2);
}

Member MemberIterator::operator*() const {
  return {document_->name_at(node_), Value(document_, node_ + 1)};
}

MemberIterator& MemberIterator::operator++() {
  node_ = document_->nodes_[node_ + 1].next;
  return *this;
}

ElementIterator& ElementIterator::operator++() {
  node_ = document_->nodes_[node_].next;
  return *this;
}

}  // namespace omnillm::json
