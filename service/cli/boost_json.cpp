// Boost.JSON, which comes as headers in Debian's package of all Boost headers, compiled once.

#include <boost/json/src.hpp>
