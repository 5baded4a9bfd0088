#include "osm/domain/subscriber.h"

#include <stdexcept>

#include "base/documents.h"

namespace osm {

std::string_view name_of(Status status) {
  switch (status) {
    case Status::active:
      return "ativo";
    case Status::suspended:
      return "suspenso";
  }
  throw std::logic_error("no such status of a subscriber");
}

std::string_view label_of(Status status) {
  switch (status) {
    case Status::active:
      return "Ativo";
    case Status::suspended:
      return "Suspenso";
  }
  throw std::logic_error("no such status of a subscriber");
}

std::optional<Status> status_from(std::string_view name) {
  for (const auto status : {Status::active, Status::suspended})
    if (name_of(status) == name) return status;
  return std::nullopt;
}

bool is_suspect(const std::optional<std::string>& document) {
  return document && !base::is_cpf(*document) && !base::is_cnpj(*document);
}

bool is_on(const Settings& settings, std::string_view name) {
  const auto row = settings.find(name);
  return row == settings.end() || row->second != "false";
}

std::optional<std::string> email_of(const WholeSubscriber& whole) {
  return whole.credentials.empty() ? std::nullopt : whole.credentials.front().email;
}

}  // namespace osm
