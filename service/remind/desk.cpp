#include "service/remind/desk.h"

#include <algorithm>

namespace service {
namespace {

template <class Item, class Key>
const Item* find(const std::vector<Item>& items, const Key& key, Key Item::* member) {
  const auto at = std::ranges::find(items, key, member);
  return at == items.end() ? nullptr : &*at;
}

template <class Item, class Key>
void put(std::vector<Item>& items, const Item& item, Key Item::* member) {
  std::erase_if(items, [&](const Item& each) { return each.*member == item.*member; });
  items.push_back(item);
}

struct Change {
  Desk& desk;

  void operator()(const Claim& claim) const { put(desk.claims, claim, &Claim::bug); }
  void operator()(const ClaimEnded& ended) const {
    std::erase_if(desk.claims, [&](const Claim& each) { return each.bug == ended.bug; });
  }
  void operator()(const Snooze& snooze) const { put(desk.snoozes, snooze, &Snooze::bug); }
  void operator()(const Absence& absence) const { put(desk.absences, absence, &Absence::login); }
  void operator()(const AbsenceEnded& ended) const {
    std::erase_if(desk.absences, [&](const Absence& each) { return each.login == ended.login; });
  }
};

}  // namespace

const Claim* Desk::claim(bugzilla::BugId bug) const {
  return find(claims, bug, &Claim::bug);
}

const Snooze* Desk::snooze(bugzilla::BugId bug, Time now) const {
  const Snooze* found = find(snoozes, bug, &Snooze::bug);
  return found != nullptr && now < found->until ? found : nullptr;
}

const Absence* Desk::absence(std::string_view login, Time now) const {
  const Absence* found = find(absences, std::string(login), &Absence::login);
  return found != nullptr && now < found->until ? found : nullptr;
}

void apply(Desk& desk, const DeskChange& change) {
  std::visit(Change{desk}, change);
}

const Steward* steward_by_login(const std::vector<Steward>& stewards, std::string_view login) {
  return find(stewards, std::string(login), &Steward::login);
}

const Steward* steward_by_matrix_id(const std::vector<Steward>& stewards, std::string_view id) {
  return find(stewards, std::string(id), &Steward::matrix_id);
}

}  // namespace service
