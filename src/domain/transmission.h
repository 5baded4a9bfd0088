#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/attempt.h"
#include "domain/entitlement.h"
#include "domain/status.h"

namespace domain {

/// Where a package on a service, or an account, stands with its platform (D17). In the order in which the
/// first that fits is shown, and in which an account takes the first of its packages' (D55).
enum class Transmission : std::uint8_t {
  conflict,  ///< the platform has the customer under another key; goes on once somebody adopts it or lets it
             ///< be
  failed,    ///< the platform refused; goes on once a field it named has changed, or somebody asks again
  held,      ///< one of too many that lose something at once (D70); goes on once somebody lets them, or its
             ///< causes are as they were
  incomplete,           ///< the registry lacks what the platform needs; goes on once it is there
  awaiting_enabling,    ///< its service was never enabled, or the platform has yet to hear that it is again
  active,               ///< as it should be; goes on with the next change of a cause
  suspended,            ///< suspended as its service is; goes on with the service
  awaiting_creation,    ///< the platform has yet to hear of it; goes on when it has taken it
  awaiting_suspension,  ///< the platform has yet to hear of the suspension; goes on when it has
  awaiting_removal,     ///< the platform still has what is no longer wanted; goes on when it has let go
  removed,              ///< nothing is wanted and nothing is there; goes on when it is restored
};

/// Who has to do something before it goes on.
enum class Turn : std::uint8_t { nobody, us, service, registry, person };

/// What there is to say of a value.
struct TransmissionWords {
  std::string_view name;   ///< on the wire
  std::string_view label;  ///< on screens, pt-BR
  bool live;               ///< the customer has it, or its platform still does
  Turn turn;
};
TransmissionWords words_of(Transmission transmission);
/// Every value, in order.
const std::vector<Transmission>& transmissions();

/// True when a service in this state is suspended at an integration's platform (D1, Habilitar/Suspender).
bool is_suspended_there(ServiceState state, bool suspends, bool partial_suspends);

/// What a package's transmission follows from.
struct TransmissionFacts {
  bool told =
      false;  ///< its platform is told by us; false for passive platforms and packages without integration
  bool on_service = true;  ///< neither removed nor past its limit
  ServiceState service = ServiceState::not_yet;
  bool activated = false;
  bool suspends = true;          ///< Habilitar/Suspender of the integration
  bool partial_suspends = true;  ///< suspenso_parcialmente suspends there
  bool complete = true;          ///< the registry has what the platform needs
  ToldPackage at_platform = {};  ///< of a platform that is told by us
};
Transmission transmission_of(const TransmissionFacts& facts);
/// An account's, of those of its packages: the first in the order above; `removed` without any.
Transmission transmission_of(const std::vector<Transmission>& packages);

}  // namespace domain
