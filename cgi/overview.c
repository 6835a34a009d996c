#include "routes.h"
#include "settings_fields.h"

static const char *const intervals[] = { "day", "week", "month", NULL };

static const struct parameter summary_parameters[] = {
    { .name = "at", .type = PARAMETER_MOMENT },
    { .name = "on", .type = PARAMETER_DATE },
    { .name = NULL },
};

static const struct parameter history_parameters[] = {
    { .name = "currency", .type = PARAMETER_CURRENCY },
    { .name = "interval", .type = PARAMETER_CHOICE, .choices = intervals },
    { .name = "from", .type = PARAMETER_DATE },
    { .name = "to", .type = PARAMETER_DATE },
    { .name = NULL },
};

/* Sums are never made across currencies. */
static void check_currency(const struct parameters *parameters, struct faults *faults) {
    if (parameters_value(parameters, "currency") == NULL) {
        faults_add(faults, "currency", "required", "Must be given.");
    }
}

static const char *const locales[] = { "en", "de", "es", "fr", "ar", "ja", NULL };
static const char *const themes[] = { "system", "light", "dark", NULL };
static const char *const direction_colors[] = { "default", "colour_blind_safe", "red_green", "plain", NULL };

/* What is left out, or null, gets its default. */
const struct field settings_fields[] = {
    { .name = "default_currency", .type = FIELD_CURRENCY, .nullable = true },
    { .name = "locale", .type = FIELD_CHOICE, .choices = locales, .nullable = true },
    { .name = "theme", .type = FIELD_CHOICE, .choices = themes, .nullable = true },
    { .name = "direction_colors", .type = FIELD_CHOICE, .choices = direction_colors, .nullable = true },
    { .name = NULL },
};

const struct route overview_routes[] = {
    { .method = "GET",
      .path = "/api/summary",
      .statement = STATEMENT_GET_SUMMARY,
      .shape = SHAPE_READ,
      .parameters = summary_parameters },
    { .method = "GET",
      .path = "/api/summary/history",
      .statement = STATEMENT_LIST_SUMMARY_HISTORY,
      .shape = SHAPE_READ,
      .parameters = history_parameters,
      .check_parameters = check_currency },
    { .method = "GET", .path = "/api/settings", .statement = STATEMENT_GET_SETTINGS, .shape = SHAPE_READ },
    { .method = "PUT",
      .path = "/api/settings",
      .statement = STATEMENT_REPLACE_SETTINGS,
      .shape = SHAPE_REPLACE,
      .fields = settings_fields },
    { .method = NULL },
};
