#include "domain/loss.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string>

namespace domain {

namespace {

std::set<std::string_view> words_in(const RemoteObject& object, std::string_view list) {
  std::set<std::string_view> words;
  const auto found = object.attributes.find(std::string(list));
  if (found == object.attributes.end()) return words;
  std::string_view text = found->second;
  while (!text.empty()) {
    const auto blank = std::min(text.find(' '), text.size());
    if (blank > 0) words.insert(text.substr(0, blank));
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return words;
}

/// How many of the first are not in the second.
int missing_of(const std::set<std::string_view>& words, const std::set<std::string_view>& in) {
  return static_cast<int>(
      std::ranges::count_if(words, [&](std::string_view word) { return !in.contains(word); }));
}

struct Balance {
  int taken = 0;
  int given = 0;
};

Balance balance_of(const Change& change, std::string_view list) {
  switch (change.kind) {
    case CallKind::suspend:
    case CallKind::remove:
      return {.taken = 1};
    case CallKind::create:
    case CallKind::enable:
      return {.given = 1};
    case CallKind::update:
    case CallKind::swap:
    case CallKind::activate:
    case CallKind::adopt:
      break;
  }
  if (list.empty()) return {};
  const auto before = words_in(change.before, list);
  const auto after = words_in(change.after, list);
  return {.taken = missing_of(before, after), .given = missing_of(after, before)};
}

}  // namespace

LossCauseWords words_of(LossCause cause) {
  switch (cause) {
    case LossCause::suspended_by_feed:
      return {"suspensa_pelo_erp", "Suspensas pelo ERP", true};
    case LossCause::suspended_by_staff:
      return {"suspensa_por_pessoa", "Suspensas por pessoas do provedor", true};
    case LossCause::removed_by_feed:
      return {"removida_pelo_erp", "Removidas ou encerradas pelo ERP", false};
    case LossCause::removed_by_staff:
      return {"removida_por_pessoa", "Removidas ou encerradas por pessoas do provedor", false};
    case LossCause::limit:
      return {"prazo", "Degustação ou data limite que terminou", false};
    case LossCause::other:
      return {"outra", "Outra mudança: produtos de um pacote ou ajustes da integração", false};
  }
  throw std::logic_error("no such cause of a loss");
}

std::optional<LossCause> loss_cause_from(std::string_view name) {
  const auto* const found =
      std::ranges::find_if(k_loss_causes, [&](LossCause cause) { return words_of(cause).name == name; });
  return found == k_loss_causes.end() ? std::nullopt : std::optional(*found);
}

LossCause cause_of(const LossFacts& facts) {
  if (facts.wanted) return facts.by_staff ? LossCause::suspended_by_staff : LossCause::suspended_by_feed;
  const bool ended = facts.service_over || facts.removed_by == RemovedBy::service;
  if (!ended && facts.removed_by != RemovedBy::person) return LossCause::limit;
  return facts.by_staff ? LossCause::removed_by_staff : LossCause::removed_by_feed;
}

bool takes_away(const Change& change, std::string_view list) { return balance_of(change, list).taken > 0; }

bool is_loss(const std::vector<Change>& changes, std::string_view list) {
  Balance all;
  for (const auto& change : changes) {
    const auto one = balance_of(change, list);
    all.taken += one.taken;
    all.given += one.given;
  }
  return all.taken > all.given;
}

std::uint32_t loss_limit(const LossCount& count) {
  const auto share = static_cast<std::uint64_t>(count.live) * count.percent / 100;
  return static_cast<std::uint32_t>(std::max<std::uint64_t>(count.least, share));
}

std::uint32_t few_losses(const LossCount& count) {
  return std::clamp<std::uint32_t>(loss_limit(count) / 10, 1, k_few);
}

LossStand judge(const LossCount& count) {
  const auto limit = loss_limit(count);
  if (count.shut || count.known > limit) return LossStand::held;
  const bool can_pass = limit < count.live;  // fewer live ones than the limit can never pass it
  const bool few = count.fresh + count.unseen <= few_losses(count);
  return !can_pass || few || count.waited >= k_longest_wait ? LossStand::passed : LossStand::waiting;
}

}  // namespace domain
