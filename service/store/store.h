#pragma once
// What the bot remembers, behind an interface: SQLite is the embedded default. Calls block and belong on the
// store's own thread (store_thread.h). They throw std::exception when the disk or the file fails; callers
// catch it at the edge of their task and try again.

#include "service/clock.h"
#include "service/plan/request.h"

#include <optional>
#include <string>
#include <vector>

namespace service {

/// A bug that is to be looked at.
struct Look {
  bugzilla::BugId bug = 0;
  Time due;
  int attempts = 0;           ///< failed so far
  bool follow_up = false;     ///< look once more a little later: reads may lag behind the event
  std::int64_t revision = 0;  ///< grows with each new wish; a look that was wished for again is not done
};

/// An effect on its way out.
struct Outgoing {
  std::int64_t id = 0;
  Effect effect;
  int attempts = 0;
};

/// An effect that could not be carried out.
struct DeadLetter {
  std::int64_t id = 0;
  bugzilla::BugId bug = 0;
  bugzilla::AttachmentId attachment = 0;
  std::string trouble;
};

struct Counts {
  std::int64_t looks = 0;
  std::int64_t pending_effects = 0;
  std::int64_t dead_effects = 0;
  std::int64_t open_requests = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  /// Durable when it returns. A bug that is waited for already keeps its earlier time.
  virtual void want_look(bugzilla::BugId bug, Time due, bool follow_up) = 0;
  virtual std::vector<Look> due_looks(Time now, int limit) = 0;
  /// Forgets the look, or plans its follow-up; leaves it when it was wished for again meanwhile.
  virtual void look_done(const Look& look, Time follow_up_at) = 0;
  virtual void look_failed(const Look& look, Time again, const std::string& why) = 0;

  virtual std::vector<Request> requests_of(bugzilla::BugId bug) = 0;
  virtual std::vector<Request> open_requests() = 0;
  virtual std::optional<Request> request(bugzilla::AttachmentId attachment) = 0;
  /// Writes requests and new effects in one transaction. An effect whose key is known is not added again; a
  /// pending effect of a request that is no longer pending is dropped.
  virtual void apply(const std::vector<Request>& requests, const std::vector<Effect>& effects, Time now) = 0;

  virtual std::vector<Outgoing> due_effects(Time now, int limit) = 0;
  virtual void effect_done(const Outgoing& outgoing) = 0;
  virtual void effect_later(const Outgoing& outgoing, Time due, const std::string& why) = 0;
  /// Parks it as a dead letter.
  virtual void effect_dead(const Outgoing& outgoing, const std::string& why) = 0;

  virtual std::vector<DeadLetter> dead_letters() = 0;
  /// False where there is no such dead letter.
  virtual bool replay_dead_letter(std::int64_t id, Time now) = 0;
  virtual bool drop_dead_letter(std::int64_t id) = 0;

  virtual std::optional<std::string> note(const std::string& key) = 0;
  virtual void set_note(const std::string& key, const std::string& value) = 0;
  virtual Counts counts() = 0;
  /// Empty when the file is sound, else what is wrong.
  virtual std::string check() = 0;
  /// A consistent copy while the store is in use.
  virtual void backup(const std::string& path) = 0;
};

}  // namespace service
