#include "formats/columns.h"

#include <string.h>
#include <strings.h>

enum { NAMES_MOST = 6 };

static const char *const names[AMAN_N_COLUMNS][NAMES_MOST] = {
    [AMAN_COLUMN_NAME] = {"name", "full_name", "nom", "nom_complet", "الاسم", "caption"},
    [AMAN_COLUMN_ALIASES] = {"aliases", "alias", "aka"},
    [AMAN_COLUMN_WEAK_ALIASES] = {"weak_aliases", "weak_alias"},
    [AMAN_COLUMN_ID] = {"id", "reference", "badge"},
    [AMAN_COLUMN_KIND] = {"kind", "schema", "type"},
    [AMAN_COLUMN_BORN] = {"born", "birth_date", "date_of_birth", "dob", "date_de_naissance", "تاريخ الازدياد"},
    [AMAN_COLUMN_COUNTRY] = {"country", "countries", "nationality", "nationalite", "pays", "الجنسية"},
    [AMAN_COLUMN_PROGRAMME] = {"programme", "program", "topics"},
    [AMAN_COLUMN_BIRTH_PLACE] = {"birth_place", "place_of_birth", "lieu_de_naissance", "مكان الازدياد"},
    [AMAN_COLUMN_GENDER] = {"gender", "sex", "sexe", "الجنس"},
    [AMAN_COLUMN_DOCUMENT] = {"document", "passport", "identifiers", "cin", "passeport", "رقم الوثيقة"},
    [AMAN_COLUMN_ADDRESS] = {"address", "addresses", "adresse", "العنوان"},
    [AMAN_COLUMN_POSITION] = {"position", "function", "fonction", "المنصب"},
    [AMAN_COLUMN_REMARK] = {"remark", "remarks", "remarque", "ملاحظة"},
};

int aman_column_find(const struct aman_csv *csv, enum aman_column column)
{
    for (int k = 0; k < NAMES_MOST && names[column][k]; k++)
        for (size_t i = 0; i < csv->n_columns; i++)
            if (strcasecmp(csv->names[i].text, names[column][k]) == 0) return (int)i;
    return -1;
}

enum aman_list_kind aman_column_kind(const char *text)
{
    if (strcasecmp(text, "person") == 0 || strcasecmp(text, "individual") == 0) return AMAN_LIST_PERSON;
    if (strcasecmp(text, "vessel") == 0) return AMAN_LIST_VESSEL;
    if (strcasecmp(text, "aircraft") == 0 || strcasecmp(text, "airplane") == 0) return AMAN_LIST_AIRCRAFT;
    bool organisation = strcasecmp(text, "organisation") == 0 || strcasecmp(text, "organization") == 0 ||
                        strcasecmp(text, "company") == 0 || strcasecmp(text, "entity") == 0;
    return organisation ? AMAN_LIST_ORGANISATION : AMAN_LIST_ANY;
}

int aman_column_year(const char *text, size_t n)
{
    for (size_t i = 0; i + 4 <= n; i++) {
        int year = 0, digits = 0;
        while (i + (size_t)digits < n && text[i + (size_t)digits] >= '0' && text[i + (size_t)digits] <= '9') {
            if (digits < 5) year = year * 10 + (text[i + (size_t)digits] - '0');
            digits++;
        }
        if (digits == 4 && year >= 1800 && year <= 2100) return year;
        if (digits > 0) i += (size_t)digits - 1;
    }
    return 0;
}
