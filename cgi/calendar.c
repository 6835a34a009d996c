#include "calendar.h"

enum {
    DAY_CHARACTERS = 10,   /* YYYY-MM-DD */
    CLOCK_CHARACTERS = 9,  /* Thh:mm:ss */
    OFFSET_CHARACTERS = 6, /* +hh:mm */
    FRACTION_DIGITS_MAX = 9,
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* The number that text[0..digits) is; -1 if it is none. */
static int read_number(const char *text, int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
        if (!is_digit(text[i])) {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static int days_in_month(int year, int month) {
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool calendar_is_day(const char *text, size_t bytes) {
    if (bytes != DAY_CHARACTERS || text[4] != '-' || text[7] != '-') {
        return false;
    }
    const int year = read_number(text, 4);
    const int month = read_number(text + 5, 2);
    const int day = read_number(text + 8, 2);
    return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

static bool is_clock(const char *text, char separator) {
    const int hours = read_number(text, 2);
    const int minutes = read_number(text + 3, 2);
    return text[2] == separator && hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59;
}

/* "Z" or an offset from UTC. */
static bool is_zone(const char *text, size_t bytes) {
    if (bytes == 1) {
        return *text == 'Z' || *text == 'z';
    }
    return bytes == OFFSET_CHARACTERS && (*text == '+' || *text == '-') && is_clock(text + 1, ':');
}

bool calendar_is_instant(const char *text, size_t bytes) {
    if (bytes <= DAY_CHARACTERS + CLOCK_CHARACTERS || !calendar_is_day(text, DAY_CHARACTERS)) {
        return false;
    }
    const char *clock = text + DAY_CHARACTERS;
    const int seconds = read_number(clock + 7, 2);
    if ((clock[0] != 'T' && clock[0] != 't') || !is_clock(clock + 1, ':') || clock[6] != ':' || seconds < 0 ||
        seconds > 59) {
        return false;
    }
    size_t place = DAY_CHARACTERS + CLOCK_CHARACTERS;
    if (text[place] == '.') {
        const size_t from = ++place;
        while (place < bytes && is_digit(text[place])) {
            place++;
        }
        if (place == from || place - from > FRACTION_DIGITS_MAX) {
            return false;
        }
    }
    return is_zone(text + place, bytes - place);
}
