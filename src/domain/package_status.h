#pragma once
#include <string>
#include <string_view>

#include "domain/entitlement.h"
#include "domain/status.h"

namespace domain {

/// What decides the status that a service package shows (D17).
struct PackageStatusFacts {
  bool transmitted =
      false;  ///< its platform is told by us; false for passive platforms and packages without integration
  std::string transmission = {};  ///< the transmission's last status, for a transmitted one
  ServiceState service = ServiceState::not_yet;
  bool activated = false;
  RemovedBy removed_by = RemovedBy::nobody;
  bool suspends = true;  ///< Habilitar/Suspender of the integration
  bool partial_suspends = true;
  std::string missing = {};  ///< registry fields the platform needs and the customer lacks; empty: none
};

/// One of the D17 names.
std::string shown_package_status(const PackageStatusFacts& facts);
/// The words of a D17 name: "Aguardando Habilitação".
std::string_view package_status_label(std::string_view status);

}  // namespace domain
