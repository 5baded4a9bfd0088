#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace ctemplate {
class TemplateCache;
class TemplateDictionary;
}  // namespace ctemplate

namespace web {

/// The values of a template, of one of its sections, or of a template it includes. A cheap handle into a
/// Document.
class View {
 public:
  explicit View(ctemplate::TemplateDictionary& values) : values_(&values) {}
  View& set(std::string_view name, std::string_view text);
  View& set(std::string_view name, std::uint64_t number);
  /// Shows a section once, with the values around it.
  View& show(std::string_view section);
  /// `show` when `wanted`.
  View& show_if(bool wanted, std::string_view section);
  /// Sets the value and shows the section of the same name unless the text is empty.
  View& set_or_hide(std::string_view name, std::string_view text);
  /// One more repetition of a section, with values of its own.
  View each(std::string_view section);
  /// One more inclusion of a template at {{>marker}}. It sees its own values and the global ones only.
  View include(std::string_view marker, std::string_view file);
  /// A value for this template and everything in it.
  View& set_global(std::string_view name, std::string_view text);

 private:
  ctemplate::TemplateDictionary* values_;
};

/// What a template is filled with.
class Document {
 public:
  explicit Document(std::string file);
  ~Document();
  View view() const { return View(*values_); }
  const std::string& file() const { return file_; }
  const ctemplate::TemplateDictionary& values() const { return *values_; }

 private:
  std::string file_;
  std::unique_ptr<ctemplate::TemplateDictionary> values_;
};

/// The page templates, read once at start, and where the assets stand. Any thread.
class Templates {
 public:
  /// Reads every .html below `pages` and the names in `manifest` (JSON: name -> hashed name; a missing file:
  /// names as they are). Throws std::runtime_error for a template that does not switch AUTOESCAPE on, that
  /// switches an escape off, or that is no template.
  Templates(const std::filesystem::path& pages, const std::filesystem::path& manifest);
  ~Templates();

  std::string render(const Document& document) const;
  /// "/assets/catraca.3f2a.css".
  std::string asset(std::string_view name) const;

 private:
  void load(const std::filesystem::path& file, const std::string& name);

  std::unique_ptr<ctemplate::TemplateCache> cache_;
  std::map<std::string, std::string, std::less<>> assets_;
};

}  // namespace web
