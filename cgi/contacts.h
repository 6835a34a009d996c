/* What may be said of a contact, in a request and in an event. */
#ifndef CGI_CONTACTS_H
#define CGI_CONTACTS_H

#include "fields.h"

/* The data of CONTACT_CREATED and of CONTACT_UPDATED. */
extern const struct field *const contact_created_fields;
extern const struct field *const contact_updated_fields;

/* The data of CONTACT_DELETED. */
extern const struct field contact_deleted_fields[];

#endif
