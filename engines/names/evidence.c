#include "engines/names/evidence.h"

enum aman_names_birth aman_names_birth_of(int year, int from_year, int to_year)
{
    if (year <= 0 || from_year <= 0) return AMAN_NAMES_BIRTH_UNKNOWN;
    int off = year < from_year ? from_year - year : year > to_year ? year - to_year : 0;
    if (off == 0) return AMAN_NAMES_BIRTH_AGREES;
    if (off == 1) return AMAN_NAMES_BIRTH_NEAR;
    return off <= 4 ? AMAN_NAMES_BIRTH_DIFFERS : AMAN_NAMES_BIRTH_FAR;
}

static double raised(double score, double share)
{
    return score + (1.0 - score) * share;
}

double aman_names_with_evidence(double name_score, const struct aman_names_evidence *evidence)
{
    static const double birth_raises[] = {0.0, 0.4, 0.1, 0.0, 0.0}, birth_lowers[] = {0.0, 0.0, 0.0, 0.1, 0.25};
    static const double country_raises[] = {0.0, 0.1, 0.0}, country_lowers[] = {0.0, 0.0, 0.03};
    double score = raised(0.9 * name_score, birth_raises[evidence->birth]);
    score = raised(score, country_raises[evidence->country]);
    if (evidence->weak_alias) score = raised(score, 0.1);
    return score * (1.0 - birth_lowers[evidence->birth]) * (1.0 - country_lowers[evidence->country]);
}
