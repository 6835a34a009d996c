#include "faults.h"

#include "site/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    MESSAGE_BYTES = 256,
    FIELD_CHARACTERS_MAX = 100, /* a name comes from the client and may be of any length */
};

void faults_init(struct faults *faults, struct arena *arena) {
    faults->count = 0;
    faults->prefix[0] = '\0';
    buffer_init(&faults->json, arena);
}

void faults_prefix(struct faults *faults, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(faults->prefix, sizeof faults->prefix, format, arguments);
    va_end(arguments);
}

void faults_no_prefix(struct faults *faults) {
    faults->prefix[0] = '\0';
}

void faults_add(struct faults *faults, const char *field, const char *code, const char *format, ...) {
    if (faults->count++ >= FAULTS_MAX) {
        return;
    }
    char message[MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    struct buffer *json = &faults->json;
    buffer_text(json, faults->count > 1 ? ",{\"field\":" : "{\"field\":");
    char name[FAULT_PREFIX_BYTES + 4 * FIELD_CHARACTERS_MAX];
    (void)snprintf(name, sizeof name, "%s%.*s", faults->prefix,
                   (int)utf8_prefix_bytes(field, strlen(field), FIELD_CHARACTERS_MAX), field);
    buffer_json_string(json, name, strlen(name));
    buffer_text(json, ",\"code\":");
    buffer_json_string(json, code, strlen(code));
    buffer_text(json, ",\"message\":");
    buffer_json_string(json, message, strlen(message));
    buffer_text(json, "}");
}
