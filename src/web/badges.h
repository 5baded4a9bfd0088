#pragma once
#include <string_view>

#include "storage/services.h"
#include "storage/sold_packages.h"
#include "web/context.h"
#include "web/list.h"

/// States as badges: never colour alone, with the reason and since when on hover.
namespace web {

Cell service_badge(const Context& context, const storage::Service& service);
/// What a sold package shows (D17).
Cell package_badge(const storage::SoldPackage& sold);
/// A D17 name: of a package or of an account.
Cell status_badge(std::string_view status, std::string_view message);

}  // namespace web
