#pragma once
#include <string>
#include <string_view>

#include "base/http.h"
#include "base/secrets.h"

/// What stands between a browser and a handler.
namespace web {

/// False for GET and HEAD.
bool is_unsafe(http::Method method);

/// True unless the browser says that another site sent the request (Sec-Fetch-Site, Origin).
bool is_same_origin(const http::Request& request);

/// True over HTTPS; over plain http only from this machine and with the development setting.
bool is_trusted_channel(const http::Request& request, bool plain_http);

/// The CSRF token that belongs to a cookie's value.
std::string csrf_token(const base::Keyring& keyring, std::string_view cookie);

/// "__Host-sessao" over HTTPS, "sessao" over plain http (a development setting of the door, loopback only).
std::string session_cookie_name(bool secure);
/// The cookie that ties the log-in form to a browser before there is a session.
std::string visitor_cookie_name(bool secure);
/// A Set-Cookie value: HttpOnly, SameSite=Lax, Path=/, Secure over HTTPS. `max_age_s` 0 deletes; -1: until
/// the browser ends.
std::string cookie_header(const std::string& name, std::string_view value, bool secure, int max_age_s = -1);

/// Where a second factor is set up: the one page, with the way out, for who lacks it where it is demanded.
inline constexpr std::string_view k_second_factor_path = "/perfil/duas-etapas";

/// The headers of QUALITY on every response; no-store unless the handler chose otherwise.
void harden(http::Response& response, bool secure);

}  // namespace web
