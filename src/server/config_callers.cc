// Who calls, and which budgets pay.

#include <array>
#include <utility>

#include "server/config_sections.h"

namespace omnillm::server {
namespace {

using Kind = Shape::Kind;

constexpr std::array<std::string_view, 5> kPeriods{"total", "hour", "day", "week", "month"};
static_assert(static_cast<std::size_t>(Period::Month) + 1 == kPeriods.size());

constexpr MemberRow<CallerLimits> kLimitRows[] = {
    {{"rpm", "requests a minute", count(1)},
     [](const Place& at, CallerLimits& to) { at.read(to.requests_per_minute); }},
    {{"tpm", "tokens a minute, of prompts and answers", count(1)},
     [](const Place& at, CallerLimits& to) { at.read(to.tokens_per_minute); }},
    {{"concurrency", "calls at once", count(1, 1'000'000)},
     [](const Place& at, CallerLimits& to) { at.read(to.at_once); }},
};

constexpr MemberRow<Budget> kBudgetRows[] = {
    {{"limit", "dollars, like 50 or \"12.50\"", shape(Kind::Money), true},
     [](const Place& at, Budget& to) { at.read(to.limit); }},
    {{"period", "how long it lasts before it starts anew", choice(kPeriods)},
     [](const Place& at, Budget& to) { at.read(to.period); }},
    {{"time_zone", "whose calendar decides when, like Europe/Berlin; UTC if not said",
      shape(Kind::Text)},
     [](const Place& at, Budget& to) { at.read(to.time_zone); }},
    {{"hard", "whether calls beyond it are refused; true if not said", shape(Kind::Flag)},
     [](const Place& at, Budget& to) {
       bool is_hard = true;
       at.read(is_hard);
       to.hardness = is_hard ? Hardness::Hard : Hardness::Soft;
     }},
    {{"alerts", "percentages of the limit at which to warn, like [50, 80, 100]",
      shape(Kind::Percents)},
     [](const Place& at, Budget& to) { at.read(to.alert_percent); }},
};

constexpr MemberRow<OrganisationConfig> kOrganisationRows[] = {
    {{"name", "what projects call it by", shape(Kind::Text)},
     [](const Place& at, OrganisationConfig& to) { at.read(to.name); }},
    {{"budget", "what all of its projects may spend together", section(budget_view, Kind::Money)},
     [](const Place& at, OrganisationConfig& to) { read_budget(at, to.budget); }},
};

void mention(const Place& at, const std::string& name, std::vector<Mention>& to) {
  if (!name.empty()) to.push_back({at.node().Mark(), at.path(), name});
}

constexpr MemberRow<ProjectConfig> kProjectRows[] = {
    {{"name", "what keys call it by", shape(Kind::Text)},
     [](const Place& at, ProjectConfig& to) { at.read(to.name); }},
    {{"organisation", "the organisation that pays as well", shape(Kind::Text)},
     [](const Place& at, ProjectConfig& to) {
       at.read(to.organisation);
       mention(at, to.organisation, at.reading.organisations);
     }},
    {{"budget", "what all of its keys may spend together", section(budget_view, Kind::Money)},
     [](const Place& at, ProjectConfig& to) { read_budget(at, to.budget); }},
};

constexpr MemberRow<VirtualKeyConfig> kKeyRows[] = {
    {{"label", "what it is called in records, never the key itself", shape(Kind::Text)},
     [](const Place& at, VirtualKeyConfig& to) { at.read(to.label); }},
    {{"key", "what callers show, as env:NAME or file:/path", shape(Kind::Secret), true},
     [](const Place& at, VirtualKeyConfig& to) { at.read(to.key); }},
    {{"project", "the project that it belongs to, and that pays as well", shape(Kind::Text)},
     [](const Place& at, VirtualKeyConfig& to) {
       at.read(to.project);
       mention(at, to.project, at.reading.projects);
     }},
    {{"models", "the models it may ask for, as patterns with *; all if not said",
      shape(Kind::Texts)},
     [](const Place& at, VirtualKeyConfig& to) { at.read(to.models); }},
    {{"routes", "the routes it may name; all if not said", shape(Kind::Texts)},
     [](const Place& at, VirtualKeyConfig& to) {
       at.read(to.routes);
       for (const std::string& name : to.routes) mention(at, name, at.reading.routes);
     }},
    {{"expires", "when it stops to be good, like 2027-01-31T23:59:59Z", shape(Kind::Time)},
     [](const Place& at, VirtualKeyConfig& to) { at.read(to.expires); }},
    {{"budget", "what it may spend", section(budget_view, Kind::Money)},
     [](const Place& at, VirtualKeyConfig& to) { read_budget(at, to.budget); }},
    {{"tags", "names and texts that stand in the records of its calls", shape(Kind::TextMap)},
     [](const Place& at, VirtualKeyConfig& to) { at.read(to.tags); }},
};

// Whether the ledger takes it: the names of time zones are known there.
void check_budget(const Place& place, const Budget& budget) {
  const auto opened = Ledger().open("budget", budget);
  if (!opened) place.complain(opened.error().message());
}

}  // namespace

void read_budget(const Place& place, std::optional<Budget>& to) {
  if (!place.is_there()) return;
  const Budget fresh;
  Budget budget;
  if (place.node().IsScalar())
    place.read(budget.limit);
  else
    read_section<Budget>(place, "a budget", kBudgetRows, budget);
  if (budget.limit != fresh.limit) check_budget(place, budget);
  to = std::move(budget);
}

void read_organisations(const Place& place, std::vector<OrganisationConfig>& to) {
  for (const NamedNode& at : named_nodes(place)) {
    OrganisationConfig one{.name = at.name};
    if (!at.node.IsNull() || at.name.empty()) {
      yaml::Fields fields(at.node, "an organisation", at.path, place.reading.problems);
      read_rows<OrganisationConfig>(place.reading, fields, kOrganisationRows, one);
      fields.done();
    }
    if (one.name.empty()) place.reading.complain(at.node.Mark(), at.path, "it needs a 'name'");
    if (is_new(place, at, to, one.name, [](const auto& other) { return other.name; }))
      to.push_back(std::move(one));
  }
}

void read_projects(const Place& place, std::vector<ProjectConfig>& to) {
  for (const NamedNode& at : named_nodes(place)) {
    ProjectConfig one{.name = at.name};
    yaml::Fields fields(at.node, "a project", at.path, place.reading.problems);
    read_rows<ProjectConfig>(place.reading, fields, kProjectRows, one);
    read_rows<CallerLimits>(place.reading, fields, kLimitRows, one.limits);
    fields.done();
    if (one.name.empty()) fields.complain("it needs a 'name'");
    if (is_new(place, at, to, one.name, [](const auto& other) { return other.name; }))
      to.push_back(std::move(one));
  }
}

void read_virtual_keys(const Place& place, std::vector<VirtualKeyConfig>& to) {
  for (const NamedNode& at : named_nodes(place)) {
    VirtualKeyConfig one{.label = at.name};
    if (at.node.IsScalar()) {
      std::string label;
      if (auto key = place.reading.secret(at.node, at.path, &label)) one.key = *std::move(key);
      if (one.label.empty()) one.label = label;
    } else {
      yaml::Fields fields(at.node, "a key", at.path, place.reading.problems);
      read_rows<VirtualKeyConfig>(place.reading, fields, kKeyRows, one);
      read_rows<CallerLimits>(place.reading, fields, kLimitRows, one.limits);
      fields.done();
      if (one.label.empty()) fields.complain("it needs a 'label'");
    }
    const bool is_first =
        one.label.empty() ||
        is_new(place, at, to, one.label, [](const auto& other) { return other.label; });
    if (is_first) to.push_back(std::move(one));
  }
}

SectionView budget_view() {
  SectionView view{"a budget"};
  append_views<Budget>(kBudgetRows, view.members);
  return view;
}

SectionView organisation_view() {
  SectionView view{"an organisation"};
  append_views<OrganisationConfig>(kOrganisationRows, view.members);
  return view;
}

SectionView project_view() {
  SectionView view{"a project"};
  append_views<ProjectConfig>(kProjectRows, view.members);
  append_views<CallerLimits>(kLimitRows, view.members);
  return view;
}

SectionView virtual_key_view() {
  SectionView view{"a key"};
  append_views<VirtualKeyConfig>(kKeyRows, view.members);
  append_views<CallerLimits>(kLimitRows, view.members);
  return view;
}

}  // namespace omnillm::server
