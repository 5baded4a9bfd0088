#include "web/texts.h"

#include <algorithm>

#include "base/text.h"
#include "domain/status.h"
#include "operations/integration_callbacks.h"
#include "storage/paging.h"

namespace web {

std::string count_text(std::uint64_t count, std::string_view one, std::string_view many) {
  const auto number = count > storage::k_count_cap ? "mais de 10.000" : number_cell(count).text;
  return number + " " + std::string(count == 1 ? one : many);
}

std::string money_field(base::Cents cents) {
  const auto text = base::money_br(cents);
  return text.substr(text.find(' ') + 1);
}

std::string reply_text(int status, std::string_view content_type, std::string_view body) {
  auto text = "HTTP " + std::to_string(status) + " " + std::string(http::reason_phrase(status)) + "\n";
  if (!content_type.empty()) text += "Content-Type: " + base::printable(content_type) + "\n";
  return text + "\n" + (base::is_clean_text(body) ? std::string(body) : base::printable(body));
}

void fill_lines(View view, std::string_view text) {
  for (const auto line : base::split(text, '\n')) view.each("LINE").set("TEXT", line);
}

std::string latency_text(std::uint64_t microseconds) {
  const auto tenths = (microseconds + 50) / 100;
  return number_cell(tenths / 10).text + "," + std::to_string(tenths % 10) + " ms";
}

std::string duration_text(std::chrono::seconds time) {
  const auto seconds = time.count();
  if (seconds < 60) return std::to_string(seconds) + " s";
  const auto minutes = (seconds + 30) / 60;
  if (minutes < 60) return std::to_string(minutes) + " min";
  const auto hours = minutes / 60;
  if (hours < 48) return std::to_string(hours) + " h " + std::to_string(minutes % 60) + " min";
  return std::to_string(hours / 24) + " dias";
}

std::string age_text(const Context& context, base::Instant since) {
  const auto age = std::chrono::duration_cast<std::chrono::seconds>(context.house.clock.now() - since);
  return "há " + duration_text(std::max(age, std::chrono::seconds{0}));
}

std::string or_none(const std::optional<std::string>& text, std::string_view none) {
  return text && !text->empty() ? *text : std::string(none);
}

std::string callback_url(const Provider& provider, std::string_view token) {
  return operations::callback_url(provider.address, token);
}

Cell package_status_cell(domain::Transmission status, std::string_view message) {
  const auto words = domain::words_of(status);
  const auto tone = [&] {
    switch (words.turn) {
      case domain::Turn::us:
      case domain::Turn::service:
        return Cell::Tone::waiting;
      case domain::Turn::registry:
      case domain::Turn::person:
        return Cell::Tone::bad;
      case domain::Turn::nobody:
        break;
    }
    return status == domain::Transmission::active ? Cell::Tone::good : Cell::Tone::muted;
  };
  return {.text = std::string(words.label), .tone = tone(), .title = std::string(message)};
}

std::vector<Option> service_status_options() {
  std::vector<Option> options;
  for (const auto& status : domain::service_statuses())
    options.push_back({std::string(status.prefix), std::string(status.label)});
  return options;
}

std::string courtesy_text(const domain::Courtesy& courtesy) {
  return "liberado até " + base::to_br(domain::last_day_of(courtesy)) +
         (courtesy.free_of_charge ? ", sem cobrança" : "");
}

Cell service_status_cell(std::string_view prefix) {
  using enum domain::ServiceState;
  const auto* status = domain::find_status(prefix);
  if (status == nullptr) return {.text = std::string(prefix), .tone = Cell::Tone::muted};
  Cell cell{.text = std::string(status->label), .tone = Cell::Tone::muted};
  if (status->state == enabled) cell.tone = Cell::Tone::good;
  if (status->state == not_yet) cell.tone = Cell::Tone::waiting;
  if (status->state == suspended || status->state == partial) cell.tone = Cell::Tone::suspended;
  return cell;
}

}  // namespace web
