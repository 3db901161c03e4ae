// The fields of a multipart request, taken one after the other. The first complaint is kept, as
// object_reader.h does it for JSON.

#ifndef OMNILLM_CODEC_ENDPOINTS_FORM_FIELDS_H_
#define OMNILLM_CODEC_ENDPOINTS_FORM_FIELDS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/endpoints/object_reader.h"
#include "omnillm/json.h"
#include "omnillm/result.h"
#include "omnillm/transport_form.h"

namespace omnillm::codec {

// The fields of a request, decoded where nobody has done it. Errors: BadRequest, when the body is
// no multipart/form-data.
[[nodiscard]] Result<std::vector<MultipartField>> form_of(const TransportRequest& request);

// Lifetime: refers to the fields and to the reading. Thread safety: none.
class FormFields {
 public:
  FormFields(std::vector<MultipartField>& fields, Reading& in)
      : fields_(fields), taken_(fields.size()), in_(in) {}

  // Each leaves `into` alone when there is no such field. One that stands twice is a complaint.
  void string(std::string_view name, std::string& into);
  void number(std::string_view name, std::optional<double>& into);
  void boolean(std::string_view name, bool& into);
  void file(std::string_view name, Blob& into);
  // "name[]" as often as it stands, or "name".
  void strings(std::string_view name, std::vector<std::string>& into);

  // What nobody took: a text as a JSON string, several of one name as an array, a file as a
  // complaint.
  void keep_rest(VendorExtensions& into);

 private:
  MultipartField* take(std::string_view name);
  const std::string* take_text(std::string_view name);

  std::vector<MultipartField>& fields_;
  std::vector<bool> taken_;
  Reading& in_;
};

// Unknown members as fields, the way keep_rest() reads them.
void append_fields(const VendorExtensions& extensions, std::vector<MultipartField>& out);

}  // namespace omnillm::codec

#endif  // OMNILLM_CODEC_ENDPOINTS_FORM_FIELDS_H_
