#include "service/store/sql/libpq.h"

#include "service/store/sql/connection.h"

#include <dlfcn.h>

namespace service::sql {
namespace {

/// The interface's number is part of the name, so that what the header declares is what is called.
constexpr const char* library_name = "libpq.so.5";

[[noreturn]] void refuse() {
  const char* why = dlerror();
  throw NotInstalled("PostgreSQL's client library cannot be loaded (" +
                     std::string(why == nullptr ? "no reason is given" : why) +
                     "); install it: the package is libpq5 in Debian and Ubuntu");
}

template <typename Function>
void find(void* library, const char* name, Function& out) {
  void* found = dlsym(library, name);
  if (found == nullptr) refuse();
  out = reinterpret_cast<Function>(found);
}

}  // namespace

Libpq::Libpq(const std::string& library) {
  // Never closed: libraries that it brings along do not survive that.
  void* const loaded = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (loaded == nullptr) refuse();
  find(loaded, "PQclear", PQclear);
  find(loaded, "PQcmdTuples", PQcmdTuples);
  find(loaded, "PQconnectdbParams", PQconnectdbParams);
  find(loaded, "PQerrorMessage", PQerrorMessage);
  find(loaded, "PQexec", PQexec);
  find(loaded, "PQexecParams", PQexecParams);
  find(loaded, "PQfinish", PQfinish);
  find(loaded, "PQftype", PQftype);
  find(loaded, "PQgetisnull", PQgetisnull);
  find(loaded, "PQgetlength", PQgetlength);
  find(loaded, "PQgetvalue", PQgetvalue);
  find(loaded, "PQnfields", PQnfields);
  find(loaded, "PQntuples", PQntuples);
  find(loaded, "PQresultErrorMessage", PQresultErrorMessage);
  find(loaded, "PQresultStatus", PQresultStatus);
  find(loaded, "PQsetNoticeProcessor", PQsetNoticeProcessor);
  find(loaded, "PQstatus", PQstatus);
}

const Libpq& libpq() {
  static const Libpq one(library_name);
  return one;
}

}  // namespace service::sql
