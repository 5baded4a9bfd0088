#include "web/guard.h"

#include <algorithm>

namespace web {

namespace {

constexpr std::string_view k_content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

bool has_header(const http::Response& response, std::string_view name) {
  const auto same = [&](const auto& header) {
    return !http::NoCase{}(header.first, name) && !http::NoCase{}(name, header.first);
  };
  return std::any_of(response.headers.begin(), response.headers.end(), same);
}

void set_once(http::Response& response, std::string_view name, std::string_view value) {
  if (!has_header(response, name)) response.with(std::string(name), std::string(value));
}

bool is_loopback(std::string_view address) {
  return address.empty() || address == "::1" || address.starts_with("127.") || address.starts_with("unix:");
}

}  // namespace

bool is_trusted_channel(const http::Request& request, bool plain_http) {
  return request.secure || (plain_http && is_loopback(request.remote_address));
}

bool is_unsafe(http::Method method) { return method != http::Method::get && method != http::Method::head; }

bool is_same_origin(const http::Request& request) {
  const auto site = request.header("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin") return false;
  const auto origin = request.header("Origin");
  return origin.empty() || origin == (request.secure ? "https://" : "http://") + request.host_with_port;
}

std::string csrf_token(const base::Keyring& keyring, std::string_view cookie) {
  return base::base64url(keyring.mac("csrf", cookie));
}

std::string session_cookie_name(bool secure) { return secure ? "__Host-sessao" : "sessao"; }
std::string visitor_cookie_name(bool secure) { return secure ? "__Host-visita" : "visita"; }

std::string cookie_header(const std::string& name, std::string_view value, bool secure, int max_age_s) {
  auto text = name + "=" + std::string(value) + "; Path=/; HttpOnly; SameSite=Lax";
  if (secure) text += "; Secure";
  if (max_age_s >= 0) text += "; Max-Age=" + std::to_string(max_age_s);
  return text;
}

void harden(http::Response& response, bool secure) {
  set_once(response, "Content-Security-Policy", k_content_security_policy);
  set_once(response, "X-Content-Type-Options", "nosniff");
  set_once(response, "Referrer-Policy", "same-origin");
  set_once(response, "Cross-Origin-Opener-Policy", "same-origin");
  set_once(response, "Cross-Origin-Resource-Policy", "same-origin");
  set_once(response, "Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  set_once(response, "Cache-Control", "no-store");
  if (secure) set_once(response, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
}

}  // namespace web
