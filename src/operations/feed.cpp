#include "operations/feed.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace operations {

std::string FeedCodec<std::string>::words(const std::string& text, const Voice& /*voice*/) { return text; }

std::string FeedCodec<bool>::words(const std::string& text, const Voice& /*voice*/) {
  return value(text) ? "sim" : "não";
}

std::string FeedCodec<std::uint32_t>::words(const std::string& text, const Voice& /*voice*/) { return text; }

std::string FeedCodec<base::Cents>::words(const std::string& text, const Voice& voice) {
  return voice.wire ? base::money_plain(value(text)) : base::money_br(value(text));
}

std::string FeedCodec<base::Date>::words(const std::string& text, const Voice& voice) {
  return voice.wire ? text : base::to_br(value(text));
}

std::string FeedCodec<base::Instant>::words(const std::string& text, const Voice& voice) {
  return voice.wire ? voice.zone.rfc3339(value(text)) : voice.zone.second_br(value(text));
}

std::string FeedCodec<std::vector<std::string>>::text(std::vector<std::string> codes) {
  std::ranges::sort(codes);
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return nlohmann::json(codes).dump();
}

std::vector<std::string> FeedCodec<std::vector<std::string>>::value(const std::string& text) {
  return nlohmann::json::parse(text).get<std::vector<std::string>>();
}

std::string FeedCodec<std::vector<std::string>>::words(const std::string& text, const Voice& /*voice*/) {
  std::string out;
  for (const auto& code : value(text)) out += (out.empty() ? "" : ", ") + code;
  return out;
}

}  // namespace operations
