/* What may be chosen on the settings page of a ledger. */
#ifndef CGI_SETTINGS_FIELDS_H
#define CGI_SETTINGS_FIELDS_H

#include "fields.h"

extern const struct field settings_fields[];

#endif
