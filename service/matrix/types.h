#pragma once
// What the homeserver tells, as far as the bot listens.

#include "service/clock.h"

#include <map>
#include <string>
#include <vector>

namespace service::matrix {

struct Identity {
  std::string user;    ///< "@bot:example.org"
  std::string device;  ///< transaction ids count per device; empty: an application service without one
};

struct Tokens {
  std::string access;
  std::string refresh;  ///< empty: the access token does not expire, or cannot be refreshed
};

struct Event {
  std::string id;
  std::string type;  ///< "m.room.message"
  std::string sender;
  Time sent_at;
  std::string message_type;  ///< "m.text"; empty: no message, or redacted
  std::string body;
  std::string relation;  ///< "m.replace", "m.thread"; empty: none, or a plain reply
  std::string thread;    ///< the thread's first event; empty: it is in none
  std::string own_id;    ///< the id that this program puts into its messages; anybody can copy it
};

/// News of a joined room.
struct RoomNews {
  std::vector<Event> events;  ///< oldest first
  bool is_limited = false;    ///< there was more between `since` and these
  std::string gap;            ///< from here backwards
};

struct Invitation {
  std::string room;
  std::string from;
  bool is_direct = false;
  bool is_encrypted = false;
};

struct News {
  std::string next;  ///< where the next sync goes on
  std::map<std::string, RoomNews> rooms;
  std::vector<Invitation> invitations;
  std::vector<std::string> left;  ///< rooms that the bot was put out of
};

/// A page of a room's past, newest first.
struct Page {
  std::vector<Event> events;
  std::string end;  ///< from where the next page goes on; empty: there is no more
};

}  // namespace service::matrix
