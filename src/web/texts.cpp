#include "web/texts.h"

#include "domain/package_status.h"
#include "domain/status.h"
#include "storage/paging.h"

namespace web {

std::string count_text(std::uint64_t count, std::string_view one, std::string_view many) {
  const auto number = count > storage::k_count_cap ? "mais de 10.000" : number_cell(count).text;
  return number + " " + std::string(count == 1 ? one : many);
}

std::string kbps_text(std::uint32_t kbps) { return number_cell(kbps).text + " kbps"; }

std::string money_field(base::Cents cents) {
  const auto text = base::money_br(cents);
  return text.substr(text.find(' ') + 1);
}

std::string or_none(const std::optional<std::string>& text, std::string_view none) {
  return text && !text->empty() ? *text : std::string(none);
}

std::string callback_url(const Context& context, std::string_view token) {
  return (context.request.secure ? "https://" : "http://") + context.request.host_with_port + "/callback/" +
         std::string(token);
}

Cell package_status_cell(std::string_view status, std::string_view message) {
  using enum Cell::Tone;
  const auto tone = status == "ativo"                              ? good
                    : status.starts_with("aguardando_")            ? waiting
                    : status == "suspenso" || status == "removido" ? muted
                                                                   : bad;
  return {
      .text = std::string(domain::package_status_label(status)), .tone = tone, .title = std::string(message)};
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
