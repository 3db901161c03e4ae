// The tables of our database, as the steps that make them.
//
// Amounts are whole nano-dollars and times whole nanoseconds since 1970, as they are in memory;
// STRICT sees to it that no column ever holds a floating-point number. What is not known is NULL.

#include <array>

#include "store/migrations.h"

namespace omnillm::store {

namespace {

// Ledger. A reservation's `scopes` are what it is charged to: for each budget its id and the begin
// of its window, eight bytes each, little endian. `state`: see ledger_journal.cc. The totals are
// what all resolved reservations come to, those that are forgotten among them.
constexpr const char* kFirst = R"sql(
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE budgets (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE budget_totals (
  budget INTEGER NOT NULL REFERENCES budgets (id),
  window_begins INTEGER NOT NULL,
  settled INTEGER NOT NULL CHECK (settled >= 0),
  estimated INTEGER NOT NULL CHECK (estimated >= 0),
  PRIMARY KEY (budget, window_begins)
) STRICT, WITHOUT ROWID;

CREATE TABLE reservations (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  run INTEGER NOT NULL,
  bound INTEGER NOT NULL CHECK (bound >= 0),
  reserved_at INTEGER NOT NULL,
  scopes BLOB NOT NULL,
  state INTEGER NOT NULL,
  charged INTEGER NOT NULL CHECK (charged >= 0)
) STRICT;
CREATE INDEX reservations_open ON reservations (run) WHERE state = 0;

CREATE TABLE usage (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  started INTEGER NOT NULL,
  endpoint TEXT NOT NULL,
  streamed INTEGER NOT NULL,
  requested_model TEXT NOT NULL,
  project TEXT NOT NULL,
  caller TEXT NOT NULL,
  user TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  key_label TEXT NOT NULL,
  status INTEGER NOT NULL,
  error TEXT NOT NULL,
  prompt_tokens INTEGER,
  completion_tokens INTEGER,
  cache_read_tokens INTEGER,
  cache_write_tokens INTEGER,
  reasoning_tokens INTEGER,
  audio_tokens INTEGER,
  image_tokens INTEGER,
  cost INTEGER NOT NULL,
  cost_estimated INTEGER NOT NULL,
  reserved INTEGER NOT NULL,
  latency INTEGER NOT NULL,
  first_token INTEGER,
  attempts TEXT NOT NULL,
  tags TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX usage_by_time ON usage (started, id);
CREATE INDEX usage_by_project ON usage (project, started);
CREATE INDEX usage_by_caller ON usage (caller, started);

CREATE TABLE credentials (
  provider TEXT NOT NULL,
  label TEXT NOT NULL,
  key_id BLOB NOT NULL,
  nonce BLOB NOT NULL,
  sealed BLOB NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (provider, label)
) STRICT, WITHOUT ROWID;

CREATE TABLE organisations (
  name TEXT PRIMARY KEY,
  budget TEXT,
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE projects (
  name TEXT PRIMARY KEY,
  organisation TEXT REFERENCES organisations (name),
  budget TEXT,
  requests_per_minute INTEGER,
  tokens_per_minute INTEGER,
  at_once INTEGER,
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE virtual_keys (
  label TEXT PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
  project TEXT REFERENCES projects (name),
  models TEXT NOT NULL,
  routes TEXT NOT NULL,
  tags TEXT NOT NULL,
  budget TEXT,
  requests_per_minute INTEGER,
  tokens_per_minute INTEGER,
  at_once INTEGER,
  created INTEGER NOT NULL,
  expires INTEGER,
  revoked INTEGER
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::array kSteps{Migration{1, kFirst}};

}  // namespace

std::span<const Migration> store_migrations() { return kSteps; }

}  // namespace omnillm::store
