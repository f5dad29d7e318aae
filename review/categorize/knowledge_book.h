#pragma once
// Makes the categorizer's knowledge of the policy's files: concepts.toml, modifiers.toml, words.toml and
// model.txt.

#include "review/categorize/knowledge.h"
#include "review/categorize/model.h"
#include "review/policy.h"
#include "review/text/phrase_book.h"

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace review {

struct Concept {
  std::string name;
  Category category = Category::interaction;
  bool may_be_a_number = false;
  std::string why;
  std::string rests_on;                     ///< the policy's sentence
  std::vector<std::string> speaks_for;      ///< measurements of its category
  std::vector<std::string> speaks_against;  ///< measurements that have its words and are of another one
};

struct Modifier {
  std::string name;
  std::string rests_on;                ///< the policy's sentence
  std::vector<std::string> reduced;    ///< measurements of category 1 or 2 because of it
  std::vector<std::string> collected;  ///< measurements of 3 or 4 in spite of its words
};

class KnowledgeBook {
 public:
  /// The error names the line. An empty model.txt, or none, leaves technical and interaction data to the
  /// concepts.
  [[nodiscard]] static std::expected<std::unique_ptr<const KnowledgeBook>, PolicyError> read(
      const ConfigFiles& files);

  KnowledgeBook(const KnowledgeBook&) = delete;
  KnowledgeBook& operator=(const KnowledgeBook&) = delete;

  /// Valid as long as the book is.
  [[nodiscard]] const Knowledge& knowledge() const { return knowledge_; }
  /// With their examples, which only tests and training need.
  [[nodiscard]] const std::vector<Concept>& concepts() const { return concepts_; }
  [[nodiscard]] const std::vector<Modifier>& modifiers() const { return modifiers_; }

 private:
  using Read = std::expected<void, PolicyError>;

  KnowledgeBook();

  [[nodiscard]] PhraseBook& book(PhraseList list) { return phrases_.at(static_cast<std::size_t>(list)); }
  [[nodiscard]] Read read_concepts(const ConfigFiles& files);
  [[nodiscard]] Read read_modifiers(const ConfigFiles& files);
  [[nodiscard]] Read read_words(const ConfigFiles& files);
  [[nodiscard]] Read read_model(const ConfigFiles& files);
  /// Nothing may be added to the lexicon any more.
  [[nodiscard]] Read finish();

  LexiconBook lexicon_;
  std::vector<PhraseBook> phrases_;  ///< by PhraseList
  std::vector<Concept> concepts_;
  std::vector<Modifier> modifiers_;
  std::optional<Model> model_;
  std::vector<KnownConcept> known_;
  std::vector<WordWeights> word_weights_;
  std::vector<TypeWeight> type_weights_;
  Knowledge knowledge_;
};

}  // namespace review
