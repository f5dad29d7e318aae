#pragma once
// What the bot remembers. One class for every database: its statements are written once, over
// sql::Connection. Each chapter of it has a source of its own (looks.cpp, requests.cpp, outbox.cpp ...) next
// to which its columns stand.
//
// Calls block and belong on the store's own thread (store_thread.h). They throw std::exception when the disk
// or the database fails; callers catch it at the edge of their task and try again.
//
// Several replicas may share one PostgreSQL. What is to be done is therefore taken with a lease: until it
// ends nobody else takes the same job, and when the taker dies the job comes back by itself.

#include "service/clock.h"
#include "service/matrix/message.h"
#include "service/plan/request.h"
#include "service/remind/desk.h"
#include "service/remind/sent_step.h"
#include "service/store/sql/connection.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace service {

/// The wish that a bug is looked at.
struct Wish {
  bugzilla::BugId bug = 0;
  Time due;
  bool follow_up = false;  ///< look once more a little later: reads may lag behind the event
};

/// A bug that is to be looked at now.
struct Look {
  bugzilla::BugId bug = 0;
  Time due;
  int attempts = 0;  ///< failed so far
  bool follow_up = false;
  std::int64_t revision = 0;  ///< grows with each new wish; a look that was wished for again is not done
  std::int64_t lease = 0;     ///< grows with each taking: tells whether it is still the taker's
  std::vector<Request> remembered;  ///< of the bug, when it was taken
};

/// An effect on its way out. What it says is planned anew right before it is said, and not kept.
struct Outgoing {
  std::int64_t id = 0;
  int attempts = 0;  ///< failed so far
  int unclear = 0;   ///< of these, those of which nobody knows whether they went through
  std::int64_t lease = 0;
  std::string key;  ///< the effect's
  bugzilla::BugId bug = 0;
  bugzilla::AttachmentId attachment = 0;
  std::vector<Request> remembered;  ///< of the bug, when it was taken
};

/// What could not be done and waits for a person.
struct DeadLetter {
  std::string id;                         ///< "comment-12", "delivery-3", "message-4": how a person names it
  bugzilla::BugId bug = 0;                ///< 0: not known
  bugzilla::AttachmentId attachment = 0;  ///< 0: none
  std::string trouble;

  bool operator==(const DeadLetter&) const = default;
};

struct Counts {
  std::int64_t looks = 0;
  std::int64_t pending_effects = 0;
  std::int64_t waiting_messages = 0;
  std::int64_t dead_letters = 0;
  std::int64_t open_requests = 0;
};

/// How long an event is remembered as heard.
inline constexpr std::chrono::days heard_life{30};

/// What is done with a database that an older program wrote.
enum class OldSchema {
  migrate,  ///< it is brought to the newest schema; throws when that fails
  refuse,   ///< throws: a daemon of that program may be at work
};

class Store {
 public:
  /// What is taken is the taker's for `lease`, which must be longer than any job takes. Throws when a newer
  /// program wrote the database.
  Store(std::unique_ptr<sql::Connection> connection, std::chrono::seconds lease,
        OldSchema old = OldSchema::migrate);

  /// Runs `work` as one transaction, on disk when this returns; part of the transaction that is under way, if
  /// there is one. What `work` throws undoes it all and is thrown on.
  void atomically(const std::function<void()>& work);

  // Looks (looks.cpp).
  /// A bug that is waited for already keeps its earlier time.
  void want_looks(const std::vector<Wish>& wishes);
  void want_look(bugzilla::BugId bug, Time due, bool follow_up) { want_looks({{bug, due, follow_up}}); }
  /// Those that were due first, at most `limit`; none of a bug on which a comment is under way.
  std::vector<Look> take_looks(Time now, int limit);
  /// Forgets the look, or plans its follow-up; it stays due when it was wished for again meanwhile. False
  /// where the lease was lost: then nothing is changed, and what the look found is for the other to tell.
  bool look_done(const Look& look, Time follow_up_at);
  void look_failed(const Look& look, Time again, const std::string& why);

  // Requests (requests.cpp).
  std::vector<Request> requests_of(bugzilla::BugId bug);
  std::vector<Request> open_requests();
  std::optional<Request> request(bugzilla::AttachmentId attachment);
  /// The bugs with open requests, each with its last_change_time at the last look, where that is known.
  std::map<bugzilla::BugId, std::optional<Time>> open_bugs();
  /// Writes requests and effects in one transaction. `effects` is all that is owed to these requests: one
  /// whose key is known is not added again, and a pending one that is not among them is dropped. Of what is
  /// private no text is kept.
  void apply(const std::vector<Request>& requests, const std::vector<Effect>& effects, Time now);

  // Outbox (outbox.cpp).
  /// Those that were due first, at most `limit`; none of a bug that is being looked at.
  std::vector<Outgoing> take_effects(Time now, int limit);
  /// Takes the effect for another lease, where not half of this one is left. False where it is another's by
  /// now, done, or no longer owed: then it is not to be carried out.
  bool keep(const Outgoing& outgoing, Time now);
  void effect_done(const Outgoing& outgoing, Time now);
  /// `is_unclear`: it may have been carried out all the same.
  void effect_later(const Outgoing& outgoing, Time due, const std::string& why, bool is_unclear);
  /// How many bugs were commented on since then or wait for it; `most` + 1 where there are more.
  std::int64_t bugs_commented_on(Time since, std::int64_t most);
  /// Makes it a dead letter.
  void effect_dead(const Outgoing& outgoing, const std::string& why);

  // Matrix messages (matrix_outbox.cpp). Their sender leads in its role, so they have no lease.
  /// To be called in the transaction of whatever the message is about. One whose key is known is not added
  /// again. `bugs` are those of which it tells: when one of them turns private the message is forgotten.
  void owe_message(const FrozenMessage& message, const std::set<bugzilla::BugId>& bugs, Time now);
  /// The oldest waiting message of each room where that one is due: within a room the order is kept.
  std::vector<OutgoingMessage> due_messages(Time now, int limit);
  /// Keeps everything of it but key and room. False where it was taken back meanwhile: then it is not to be
  /// sent. A text that was taken from a waiting message stays gone.
  bool save_message(const OutgoingMessage& message);
  /// True the first time within `heard_life`. After a kick and a return a homeserver tells what was told
  /// before.
  bool hear_once(const std::string& event_id, Time now);
  /// What became of the message with that key; once sent it has its event's id, to be edited or answered.
  std::optional<OutgoingMessage> message(const std::string& key);
  /// Forgets a message and that it told any step, as if it had never been owed. One that was sent, or may
  /// have been, stays.
  void take_back_message(const std::string& key);

  // Dead letters (dead_letters.cpp).
  /// Keeps an authentic delivery that cannot be read: its first 64 KiB, and of all those the latest 1,000.
  void park_delivery(const std::string& body, const std::string& why, Time now);
  std::vector<DeadLetter> dead_letters();
  /// The comment or message is owed again. False where there is no such letter or it is neither.
  bool replay_dead_letter(const std::string& id, Time now);
  /// It is never owed again, however often a look plans it. False where there is no such letter.
  bool drop_dead_letter(const std::string& id);
  /// The body of a parked delivery.
  std::optional<std::string> parked_delivery(const std::string& id);

  // What stewards told the bot, and what it told them (desk.cpp).
  Desk desk();
  void change_desk(const DeskChange& change);
  /// Every step of the requests that are open, and whatever was sent at `since` or later.
  std::vector<SentStep> sent_steps(Time since);
  /// Throws where one of them was sent before, and then none is kept: to be called in the transaction of the
  /// message that tells them.
  void remember_sent(const std::vector<SentStep>& steps);
  /// Messages that told of requests none of which waits any more as it did then, each until it is settled.
  std::vector<std::string> overtaken_messages();
  /// Messages that told steps before then, wait, and were not tried: what they say may no longer be so. One
  /// that the homeserver keeps refusing is on its way to the dead letters and not among them.
  std::vector<std::string> late_messages(Time before);
  std::vector<Request> requests_told_by(const std::string& message);
  void settle(const std::string& message);

  // The rest (store.cpp).
  std::optional<std::string> note(const std::string& key);
  void set_note(const std::string& key, const std::string& value);
  Counts counts();
  /// Whether anything is due at `now`, be it taken or not.
  bool has_work(Time now);
  /// Whether a bug is to be looked at now, or is being looked at.
  bool has_looks(Time now);
  /// Whether this replica is the one that does what only one may do ("poller"); always in SQLite.
  bool try_lead(const std::string& role) { return connection_->try_lead(role); }
  /// Empty when the store is sound, else what is wrong.
  std::string check() { return connection_->check(); }
  /// A consistent copy in a new file while the store is in use.
  void backup(const std::string& path) { connection_->backup(path); }

 private:
  sql::Result run(const std::string& statement, const std::vector<sql::Value>& parameters = {}) {
    return connection_->run(statement, parameters);
  }
  void owe(const Effect& effect, Time now);
  /// What became of the comment with that key, where it is of the version that the request has by now.
  void note_comment(bugzilla::AttachmentId attachment, const std::string& key, CommentState state);
  bool drop_comment(std::int64_t id);
  void drop_what_is_not_owed(const Request& request, const std::vector<Effect>& effects);
  /// Claims and snoozes of the bug, unless a request of it is open still.
  void end_claims(bugzilla::BugId bug);
  /// The bug has turned private: what waits to be said of it on Matrix is taken back, and what may have been
  /// said loses its text here.
  void forget_messages_about(bugzilla::BugId bug);
  std::int64_t count(const std::string& from, const std::vector<sql::Value>& parameters = {});

  std::unique_ptr<sql::Connection> connection_;
  std::chrono::seconds lease_;
  bool in_transaction_ = false;
};

}  // namespace service
