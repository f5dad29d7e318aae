#include "review/categorize/knowledge_book.h"

#include "review/policy_file.h"

#include <array>
#include <utility>

namespace review {
namespace {

/// Of which place a feature's name tells the weight: "d:click".
float WordWeights::*place_of(char mark) {
  switch (mark) {
    case 'd':
      return &WordWeights::description;
    case 'n':
      return &WordWeights::name;
    case 'e':
      return &WordWeights::extra_key;
    default:
      return nullptr;
  }
}

}  // namespace

KnowledgeBook::KnowledgeBook() {
  static_assert(phrase_lists <= LexiconBook::most_lists);
  for (unsigned list = 0; list < phrase_lists; ++list) phrases_.emplace_back(lexicon_, list);
}

std::expected<std::unique_ptr<const KnowledgeBook>, PolicyError> KnowledgeBook::read(
    const ConfigFiles& files) {
  std::unique_ptr<KnowledgeBook> out(new KnowledgeBook);
  for (const auto& part : {&KnowledgeBook::read_concepts, &KnowledgeBook::read_modifiers,
                           &KnowledgeBook::read_words, &KnowledgeBook::read_model}) {
    if (auto read = (*out.*part)(files); !read) return std::unexpected(read.error());
  }
  if (auto finished = out->finish(); !finished) return std::unexpected(finished.error());
  return out;
}

std::expected<void, PolicyError> KnowledgeBook::read_words(const ConfigFiles& files) {
  constexpr std::array<std::pair<std::string_view, PhraseList>, 3> lists = {
      {{"identifying", PhraseList::identifying},
       {"own_identifiers", PhraseList::own_identifiers},
       {"small_words", PhraseList::small_words}}};
  const std::string file = "policy/words.toml";
  const auto table = read_policy_file(files, file);
  if (!table) return std::unexpected(table.error());
  for (const auto& [name, list] : lists) {
    const toml::node* node = table->get(name);
    if (node == nullptr)
      return std::unexpected(PolicyError{file, 0, 0, "the list " + std::string(name) + " is missing"});
    const auto patterns = read_strings(file, *node);
    if (!patterns) return std::unexpected(patterns.error());
    if (auto added = add_phrases(book(list), *patterns, 0, file, *node); !added) return added;
  }
  for (const auto& [name, node] : *table) {
    if (std::ranges::find(lists, name.str(), &std::pair<std::string_view, PhraseList>::first) == lists.end())
      return std::unexpected(
          policy_error(file, node, "expected identifying, own_identifiers or small_words"));
  }
  return {};
}

std::expected<void, PolicyError> KnowledgeBook::read_model(const ConfigFiles& files) {
  const std::string file = "policy/model.txt";
  const auto found = files.find(file);
  if (found == files.end() || found->second.empty()) return {};
  auto model = Model::parse(found->second);
  if (!model) return std::unexpected(PolicyError{file, 0, 0, model.error()});
  for (const auto& [feature, weight] : model->weights()) {
    if (place_of(feature.front()) == nullptr) continue;
    if (const auto added = lexicon_.add(std::string_view(feature).substr(2)); !added)
      return std::unexpected(PolicyError{file, 0, 0, added.error()});
  }
  model_ = std::move(*model);
  return {};
}

std::expected<void, PolicyError> KnowledgeBook::finish() {
  const Lexicon lexicon = lexicon_.lexicon();
  knowledge_.lexicon = lexicon;
  for (std::size_t i = 0; i < phrase_lists; ++i) {
    auto phrases = phrases_[i].phrases(lexicon);
    if (!phrases) return std::unexpected(PolicyError{"policy/concepts.toml", 0, 0, phrases.error()});
    knowledge_.phrases.at(i) = *phrases;
  }
  for (const Concept& one : concepts_) {
    known_.push_back({.name = one.name,
                      .why = one.why,
                      .category = one.category,
                      .may_be_a_number = one.may_be_a_number,
                      .weight = model_ ? model_->weight("c:" + one.name) : 0});
  }
  knowledge_.concepts = known_;
  knowledge_.is_trained = model_.has_value();
  word_weights_.resize(lexicon.entries().size());
  if (!model_) return {};
  for (const auto& [feature, weight] : model_->weights()) {
    const std::string_view name = std::string_view(feature).substr(2);
    if (float WordWeights::*place = place_of(feature.front()))
      word_weights_[lexicon_.add(name).value()].*place = weight;  // as it was added before
    else if (feature.front() == 't')
      type_weights_.push_back({name, weight});
  }
  knowledge_.weights = {.bias = model_->bias(),
                        .scale = model_->scale(),
                        .sensitive = model_->weight("c:sensitive"),
                        .words = word_weights_,
                        .types = type_weights_};
  return {};
}

}  // namespace review
