/* Refusals: one table of codes, statuses and titles, and what each SQLSTATE of the database comes to. */
#ifndef CGI_PROBLEM_H
#define CGI_PROBLEM_H

#include "faults.h"
#include "response.h"

enum problem_code {
    PROBLEM_MALFORMED_JSON,
    PROBLEM_INVALID_PARAMETER,
    PROBLEM_UNAUTHENTICATED,
    PROBLEM_INVALID_CREDENTIALS,
    PROBLEM_TOKEN_EXPIRED,
    PROBLEM_OTHER_ACCOUNT,
    PROBLEM_FORBIDDEN,
    PROBLEM_REGISTRATION_CLOSED,
    PROBLEM_CROSS_SITE,
    PROBLEM_NOT_FOUND,
    PROBLEM_METHOD_NOT_ALLOWED,
    PROBLEM_ID_TAKEN,
    PROBLEM_CONTACT_NOT_SETTLED,
    PROBLEM_LINKED,
    PROBLEM_CANNOT_UNDO,
    PROBLEM_DIVERGED,
    PROBLEM_USERNAME_TAKEN,
    PROBLEM_VERSION_MISMATCH,
    PROBLEM_TOO_LARGE,
    PROBLEM_UNSUPPORTED_MEDIA_TYPE,
    PROBLEM_INVALID_FIELD,
    PROBLEM_SUM_TOO_LARGE,
    PROBLEM_IDEMPOTENCY_KEY_REUSED,
    PROBLEM_RATE_LIMITED,
    PROBLEM_INTERNAL_ERROR,
    PROBLEM_UNAVAILABLE,
    PROBLEM_COUNT,
};

struct problem_entry {
    int status;
    const char *code;   /* the word that programs look at */
    const char *title;  /* the same for every occurrence (RFC 9457 §3.1.3) */
    const char *detail; /* said where there is nothing more to say about this one */
};

/* Indexed by enum problem_code. */
extern const struct problem_entry problems[PROBLEM_COUNT];

/* What a SQLSTATE raised by a statement means to the client; PROBLEM_INTERNAL_ERROR for one that is not
 * expected. */
enum problem_code problem_of_sqlstate(const char *sqlstate);

/* Makes `response` an application/problem+json document (RFC 9457). `detail` is a sentence about this
 * occurrence, or NULL for that of the table; `members` the text of a JSON object whose members are added, or
 * NULL. */
void problem_respond(struct response *response, enum problem_code code, const char *detail,
                     const char *members);

/* The same with the faults as the member `errors`. */
void problem_respond_faults(struct response *response, enum problem_code code, const char *detail,
                            const struct faults *faults);

#endif
