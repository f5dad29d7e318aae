#include "service/config/secret.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <array>

namespace service {
namespace {

std::array<unsigned char, SHA256_DIGEST_LENGTH> digest(const std::string& text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> out{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), out.data());
  return out;
}

}  // namespace

bool Secret::matches(const std::string& candidate) const {
  // Digests have one length, so not even the secret's length shows in the time taken.
  const auto mine = digest(value_);
  const auto theirs = digest(candidate);
  return !value_.empty() && CRYPTO_memcmp(mine.data(), theirs.data(), mine.size()) == 0;
}

}  // namespace service
