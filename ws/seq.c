#include "seq.h"

bool seq_parse(const char *text, size_t bytes, int64_t *seq) {
    int64_t number = 0;
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        const int64_t digit = text[i] - '0';
        number = number > (INT64_MAX - digit) / 10 ? INT64_MAX : number * 10 + digit;
    }
    if (bytes > 0) {
        *seq = number;
    }
    return bytes > 0;
}
