/* What is wrong with a request, field by field: the `errors` member of a problem. All of them are told at
 * once, up to FAULTS_MAX. */
#ifndef CGI_FAULTS_H
#define CGI_FAULTS_H

#include "buffer.h"

enum { FAULTS_MAX = 100, FAULT_PREFIX_BYTES = 32 };

struct faults {
    struct buffer json; /* the elements of the array, with commas between */
    size_t count;
    char prefix[FAULT_PREFIX_BYTES]; /* put before each field's name; "" at first */
};

void faults_init(struct faults *faults, struct arena *arena);

/* Sets what is put before each further field's name, like "events[7]."; and sets it back to nothing. */
__attribute__((format(printf, 2, 3))) void faults_prefix(struct faults *faults, const char *format, ...);

void faults_no_prefix(struct faults *faults);

/* Adds one. `field` is the name of a field, parameter or header; `code` a word for programs; the format makes
 * a sentence for people. */
__attribute__((format(printf, 4, 5))) void faults_add(struct faults *faults, const char *field,
                                                      const char *code, const char *format, ...);

#endif
