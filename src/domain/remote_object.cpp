#include "domain/remote_object.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace domain {

namespace {

constexpr std::array k_kinds{CallKind::create, CallKind::update, CallKind::swap,     CallKind::suspend,
                             CallKind::enable, CallKind::remove, CallKind::activate, CallKind::adopt};

const RemoteObject* find(const std::vector<RemoteObject>& objects, const std::string& key) {
  const auto found = std::ranges::find(objects, key, &RemoteObject::key);
  return found == objects.end() ? nullptr : &*found;
}

const KnownObject* find(const std::vector<KnownObject>& objects, const std::string& key) {
  const auto found = std::ranges::find_if(objects, [&](const auto& each) { return each.object.key == key; });
  return found == objects.end() ? nullptr : &*found;
}

/// Pairs what leaves with what comes, as long as there are both.
class Comparison {
 public:
  Comparison(const Difference& difference, const ChangeRules& rules)
      : difference_(difference), rules_(rules) {
    for (const auto& known : difference.known)
      if (find(difference.wanted, known.object.key) == nullptr && !waits(known.object.key))
        leaving_.push_back(&known);
    for (const auto& wanted : difference.wanted)
      if (find(difference.known, wanted.key) == nullptr && !wanted.suspended) coming_.push_back(&wanted);
  }

  std::vector<Change> run() {
    if (rules_.swaps) swap();
    for (const auto* known : leaving_)
      changes_.push_back({CallKind::remove, known->object.key, known->object, {}, known->platform_id});
    std::ranges::stable_sort(changes_, std::ranges::greater{},
                             [](const Change& change) { return change.kind == CallKind::remove; });
    for (const auto* wanted : coming_) changes_.push_back({CallKind::create, wanted->key, {}, *wanted, {}});
    for (const auto& known : difference_.known)
      if (const auto* wanted = find(difference_.wanted, known.object.key);
          wanted != nullptr && !waits(wanted->key))
        alter(known, *wanted);
    return std::move(changes_);
  }

 private:
  bool waits(const std::string& key) const {
    return std::ranges::find(difference_.waiting, key) != difference_.waiting.end();
  }

  void swap() {
    const auto pairs = std::min(leaving_.size(), coming_.size());
    for (std::size_t i = 0; i < pairs; ++i) {
      auto after = *coming_[i];
      after.suspended = leaving_[i]->object.suspended;  // its state is another call
      changes_.push_back(
          {CallKind::swap, leaving_[i]->object.key, leaving_[i]->object, after, leaving_[i]->platform_id});
      const KnownObject moved{.object = after, .platform_id = leaving_[i]->platform_id};
      alter(moved, *coming_[i]);
    }
    const auto count = static_cast<std::ptrdiff_t>(pairs);
    leaving_.erase(leaving_.begin(), leaving_.begin() + count);
    coming_.erase(coming_.begin(), coming_.begin() + count);
  }

  void alter(const KnownObject& known, const RemoteObject& wanted) {
    auto now = known.object;
    if (now.attributes != wanted.attributes) {
      auto after = now;
      after.attributes = wanted.attributes;
      changes_.push_back({CallKind::update, now.key, now, after, known.platform_id});
      now = after;
    }
    if (!rules_.suspends || now.suspended == wanted.suspended) return;
    changes_.push_back(
        {wanted.suspended ? CallKind::suspend : CallKind::enable, now.key, now, wanted, known.platform_id});
  }

  const Difference& difference_;
  const ChangeRules& rules_;
  std::vector<const KnownObject*> leaving_ = {};
  std::vector<const RemoteObject*> coming_ = {};
  std::vector<Change> changes_ = {};
};

}  // namespace

CallWords words_of(CallKind kind) {
  switch (kind) {
    case CallKind::create:
      return {"criar", "Cadastrar"};
    case CallKind::update:
      return {"alterar", "Alterar"};
    case CallKind::swap:
      return {"trocar", "Trocar produto"};
    case CallKind::suspend:
      return {"suspender", "Suspender"};
    case CallKind::enable:
      return {"habilitar", "Habilitar"};
    case CallKind::remove:
      return {"remover", "Remover"};
    case CallKind::activate:
      return {"ativacao", "Reenviar ativação"};
    case CallKind::adopt:
      return {"adotar", "Adotar"};
  }
  throw std::logic_error("no such call");
}

CallKind call_kind_at(std::string_view name) {
  const auto* const found =
      std::ranges::find_if(k_kinds, [&](CallKind kind) { return words_of(kind).name == name; });
  if (found == k_kinds.end()) throw std::logic_error("no call named " + std::string(name));
  return *found;
}

std::vector<Change> changes_of(const Difference& difference, const ChangeRules& rules) {
  return Comparison(difference, rules).run();
}

}  // namespace domain
