#pragma once
// Every limit of the review room.

#include <cstddef>

namespace review::limits {

/// Bugzilla attaches up to 4 MiB; what is larger is not fetched.
inline constexpr std::size_t document_bytes = 4 * 1024 * 1024;
/// The longest real form seen has 9 kB; what stands behind this is not read, and the requester is told.
inline constexpr std::size_t text_bytes = 256 * 1024;
/// Real forms have about 100 lines; more than this many are not read.
inline constexpr std::size_t document_lines = 20'000;
/// Clauses of one text that are read for what they say; a real answer has a few, a long table some hundred.
inline constexpr std::size_t clauses = 2'000;
/// Lines under "List all proposed measurements"; what stands behind them is not taken for measurements.
inline constexpr std::size_t answer_lines = 3'000;
/// A real request had 300 measurements.
inline constexpr std::size_t measurements = 2'000;
/// The words of one answer that are kept in an assessment.
inline constexpr std::size_t answer_bytes = 16 * 1024;
/// A quote inside a finding, in code points.
inline constexpr std::size_t quote_characters = 160;
/// Bugzilla refuses comments over 65,535 characters (code 114); nobody reads more than a page.
inline constexpr std::size_t comment_characters = 16'000;
/// The confidence of what the words say outright.
inline constexpr double said_outright = 0.67;
/// A category above the stated one is asked about from this confidence on.
inline constexpr double worth_asking = 0.6;
/// Between categories 1 and 2 the text outweighs what is stated from this confidence on.
inline constexpr double sure_enough = 0.8;

}  // namespace review::limits
