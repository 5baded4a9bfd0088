#include "web/badges.h"

#include "domain/package_status.h"
#include "domain/status.h"
#include "operations/service_packages.h"

namespace web {

namespace {

using Tone = Cell::Tone;

Tone tone_of(domain::ServiceState state) {
  switch (state) {
    case domain::ServiceState::enabled:
      return Tone::good;
    case domain::ServiceState::not_yet:
      return Tone::waiting;
    case domain::ServiceState::partial:
    case domain::ServiceState::suspended:
      return Tone::suspended;
    case domain::ServiceState::over:
      return Tone::muted;
  }
  return Tone::muted;
}

Tone tone_of(std::string_view status) {
  if (status == "ativo") return Tone::good;
  if (status == "erro" || status == "conflito") return Tone::bad;
  if (status == "suspenso") return Tone::suspended;
  if (status == "removido") return Tone::muted;
  return Tone::waiting;
}

}  // namespace

Cell service_badge(const Context& context, const storage::Service& service) {
  const auto* status = domain::find_status(service.status_prefix);
  return {.text = status == nullptr ? service.status_prefix : std::string(status->label),
          .tone = tone_of(service.state),
          .title = "Desde " + context.provider.zone.minute_br(service.status_at)};
}

Cell status_badge(std::string_view status, std::string_view message) {
  return {.text = std::string(domain::package_status_label(status)),
          .tone = tone_of(status),
          .title = std::string(message)};
}

Cell package_badge(const storage::SoldPackage& sold) {
  const auto shown = operations::shown_status(sold);
  return status_badge(shown.status, shown.message);
}

}  // namespace web
