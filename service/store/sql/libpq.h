#pragma once
// PostgreSQL's client library, loaded when a store in PostgreSQL is opened and not when the program starts:
// with what it brings along (Kerberos, LDAP, GnuTLS) it is half of the libraries that every command would
// wait for.

#include <libpq-fe.h>
#include <string>

namespace service::sql {

/// The functions of libpq that are used here, under their own names.
struct Libpq {
  /// Throws NotInstalled where there is no such library.
  explicit Libpq(const std::string& library);

  decltype(&::PQclear) PQclear;
  decltype(&::PQcmdTuples) PQcmdTuples;
  decltype(&::PQconnectdbParams) PQconnectdbParams;
  decltype(&::PQerrorMessage) PQerrorMessage;
  decltype(&::PQexec) PQexec;
  decltype(&::PQexecParams) PQexecParams;
  decltype(&::PQfinish) PQfinish;
  decltype(&::PQftype) PQftype;
  decltype(&::PQgetisnull) PQgetisnull;
  decltype(&::PQgetlength) PQgetlength;
  decltype(&::PQgetvalue) PQgetvalue;
  decltype(&::PQnfields) PQnfields;
  decltype(&::PQntuples) PQntuples;
  decltype(&::PQresultErrorMessage) PQresultErrorMessage;
  decltype(&::PQresultStatus) PQresultStatus;
  decltype(&::PQsetNoticeProcessor) PQsetNoticeProcessor;
  decltype(&::PQstatus) PQstatus;
};

/// Loads it at the first call, from any thread, and keeps it until the process ends. Throws NotInstalled.
[[nodiscard]] const Libpq& libpq();

}  // namespace service::sql
