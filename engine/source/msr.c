/* SPDX-License-Identifier: BSD-3-Clause */
#include "source/msr.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/problems.h"

/* Forms that are not a line in log10(area) against magnitude. */

static double area_c_scaling(double mag, double c)
{
    return pow(10.0, mag - c);
}

static double area_point(double mag, double arg)
{
    (void)mag;
    (void)arg;
    return 1e-4; /* 10 m x 10 m */
}

static double area_allen_hayes_bilinear(double mag, double arg)
{
    (void)arg;
    return pow(10.0, mag <= 8.63 ? -5.62 + 1.22 * mag : 2.23 + 0.31 * mag);
}

static double mag_allen_hayes_bilinear(double area_km2)
{
    return area_km2 <= 74000.0 ? (log10(area_km2) + 5.62) / 1.22
                               : (log10(area_km2) - 2.23) / 0.31;
}

/* Length by Wells & Coppersmith (1994, table 2A, strike-slip); width grows with it up to 20
 * km. */
static double area_qcss(double mag, double arg)
{
    const double seismogenic_width_km = 20.0;
    const double length_km = pow(10.0, -2.57 + 0.62 * mag);

    (void)arg;
    return length_km * fmin(length_km, seismogenic_width_km);
}

/* Length times the width that a seismogenic layer of the given thickness has at a dip. */
static double area_layer(double log10_length, double thickness_km, double dip_deg)
{
    const double rad = 3.14159265358979323846 / 180.0;

    return pow(10.0, log10_length) * (thickness_km / sin(dip_deg * rad));
}

static double area_gsc_cascadia(double mag, double arg)
{
    (void)arg;
    return pow(10.0, 3.01 + 0.001 * mag) * 125.0;
}

static double area_gsc_eiso(double mag, double arg)
{
    (void)arg;
    return area_layer(1.90 + 0.001 * mag, 11.0, 18.0);
}

static double area_gsc_eisb(double mag, double arg)
{
    (void)arg;
    return area_layer(1.90 + 0.001 * mag, 17.0, 18.0);
}

static double area_gsc_eisi(double mag, double arg)
{
    (void)arg;
    return area_layer(1.90 + 0.001 * mag, 23.0, 18.0);
}

static double area_gsc_win(double mag, double arg)
{
    (void)arg;
    return area_layer(-2.943 + 0.677 * mag, 3.0, 15.0);
}

static double area_gsc_hgt(double mag, double arg)
{
    (void)arg;
    return area_layer(-2.943 + 0.677 * mag, 19.0, 25.0);
}

#define ALLEN_HAYES                                                                            \
    "Allen & Hayes (2017), Alternative rupture-scaling relationships for subduction "          \
    "interface and other offshore environments, BSSA 107(3) 1240-1253"
#define ALLEN_HAYES_DOI "10.1785/0120160255"
#define GSC2015                                                                                \
    "Adams, Halchuk, Allen & Rogers (2015), Canada's 5th generation seismic hazard model, "    \
    "11th Canadian Conf. on Earthquake Engineering, paper 93775"
#define LEONARD2010                                                                            \
    "Leonard (2010), Earthquake fault scaling: self-consistent relating of rupture length, "   \
    "width, average displacement, and moment release, BSSA 100(5A) 1971-1988, table 6"
#define LEONARD2010_DOI "10.1785/0120090189"
#define LEONARD2014                                                                            \
    "Leonard (2014), Self-consistent earthquake fault-scaling relations: update and "          \
    "extension to stable continental strike-slip faults, BSSA 104(6) 2953-2965"
#define LEONARD2014_DOI "10.1785/0120140087"
#define STRASSER                                                                               \
    "Strasser, Arango & Bommer (2010), Scaling of the source dimensions of interface and "     \
    "intraslab subduction-zone earthquakes with moment magnitude, SRL 81(6) 941-950"
#define STRASSER_DOI "10.1785/gssrl.81.6.941"
#define THINGBAIJAM                                                                            \
    "Thingbaijam, Mai & Goda (2017), New empirical earthquake source-scaling laws, "           \
    "BSSA 107(5) 2225-2246"
#define THINGBAIJAM_DOI "10.1785/0120170017"

/* One line for every style, or a line each in the order of oql_msr_style. */
#define NONE ((double)NAN)
#define ONE(a, b, s)                                                                           \
    {                                                                                          \
        {                                                                                      \
            a, b, s                                                                            \
        }                                                                                      \
    }
#define INVERSE(a, b, s)                                                                       \
    {                                                                                          \
        {                                                                                      \
            -(a) / (b), 1.0 / (b), s                                                           \
        }                                                                                      \
    } /* M from log10(A) of log10(A) = a + b M */

// clang-format off
static const oql_msr_relation relations[] = {
    {.name = "AllenHayesInterfaceBilinear", .reference = ALLEN_HAYES, .doi = ALLEN_HAYES_DOI,
     .area = ONE(0, 0, 0.256), .mag = ONE(0, 0, 0.266),
     .area_km2 = area_allen_hayes_bilinear, .mag_of = mag_allen_hayes_bilinear},
    {.name = "AllenHayesInterfaceLinear", .reference = ALLEN_HAYES, .doi = ALLEN_HAYES_DOI,
     .area = ONE(-3.63, 0.96, 0.255), .mag = INVERSE(-3.63, 0.96, 0.266)},
    {.name = "AllenHayesIntraslab", .reference = ALLEN_HAYES, .doi = ALLEN_HAYES_DOI,
     .area = ONE(-3.89, 0.96, 0.19), .mag = INVERSE(-3.89, 0.96, 0.19)},
    {.name = "CEUS2011",
     .reference = "CEUS-SSC (2012), Central and Eastern United States seismic source "
                  "characterization for nuclear facilities, NUREG-2115, ch. 5 and app. H",
     .doi = "", .area = ONE(-4.366, 1.0, NONE)},
    {.name = "CScalingMSR", .reference = "log10(A) = M - C with C given by the model",
     .doi = "",
     .argument = "C", .area = ONE(0, 0, NONE), .area_km2 = area_c_scaling},
    {.name = "GSCCascadia", .reference = GSC2015, .doi = "", .area = ONE(0, 0, 0.01),
     .area_km2 = area_gsc_cascadia},
    {.name = "GSCEISB", .reference = GSC2015, .doi = "", .area = ONE(0, 0, 0.01),
     .area_km2 = area_gsc_eisb},
    {.name = "GSCEISI", .reference = GSC2015, .doi = "", .area = ONE(0, 0, 0.01),
     .area_km2 = area_gsc_eisi},
    {.name = "GSCEISO", .reference = GSC2015, .doi = "", .area = ONE(0, 0, 0.01),
     .area_km2 = area_gsc_eiso},
    {.name = "GSCOffshoreThrustsHGT", .reference = GSC2015, .doi = "", .area = ONE(0, 0, 0.2),
     .area_km2 = area_gsc_hgt},
    {.name = "GSCOffshoreThrustsWIN", .reference = GSC2015, .doi = "", .area = ONE(0, 0, 0.2),
     .area_km2 = area_gsc_win},
    {.name = "GermanyMSR",
     .reference = "Gruenthal et al. (2018), The probabilistic seismic hazard assessment of "
                  "Germany, version 2016, Bull. Earthquake Eng. 16 4339-4395",
     .doi = "10.1007/s10518-018-0315-y", .area = ONE(-2.44, 0.59, 0.16)},
    {.name = "Leonard2010_SCR", .reference = LEONARD2010, .doi = LEONARD2010_DOI,
     .area = ONE(-4.19, 1.0, 0.0), .mag = INVERSE(-4.19, 1.0, 0.0)},
    {.name = "Leonard2010_SCR_M0", .reference = LEONARD2010 " with the offset of table 5",
     .doi = LEONARD2010_DOI, .area = ONE(-4.22, 1.0, 0.0), .mag = INVERSE(-4.22, 1.0, 0.0)},
    {.name = "Leonard2010_SCR_MX", .reference = LEONARD2010 ", offset 4.00",
     .doi = LEONARD2010_DOI, .area = ONE(-4.00, 1.0, 0.0), .mag = INVERSE(-4.00, 1.0, 0.0)},
    {.name = "Leonard2014_Interplate", .reference = LEONARD2014, .doi = LEONARD2014_DOI,
     .by_style = true,
     .area = {{-3.995, 1.0, 0.0}, {-3.99, 1.0, 0.0}, {-4.00, 1.0, 0.0}, {-4.00, 1.0, 0.0}},
     .mag = {{3.995, 1.0, 0.0}, {3.99, 1.0, 0.0}, {4.00, 1.0, 0.0}, {4.00, 1.0, 0.0}}},
    {.name = "Leonard2014_SCR", .reference = LEONARD2014, .doi = LEONARD2014_DOI,
     .by_style = true,
     .area = {{-4.185, 1.0, 0.0}, {-4.18, 1.0, 0.0}, {-4.19, 1.0, 0.0}, {-4.19, 1.0, 0.0}},
     .mag = {{4.185, 1.0, 0.0}, {4.18, 1.0, 0.0}, {4.19, 1.0, 0.0}, {4.19, 1.0, 0.0}}},
    {.name = "PeerMSR",
     .reference = "Thomas, Wong & Abrahamson (2010), Verification of probabilistic seismic "
                  "hazard analysis computer programs, PEER 2010/106",
     .doi = "", .area = ONE(-4.0, 1.0, 0.25)},
    {.name = "PointMSR", .reference = "10 m x 10 m whatever the magnitude: a point", .doi = "",
     .area = ONE(0, 0, NONE), .area_km2 = area_point},
    {.name = "StrasserInterface", .reference = STRASSER, .doi = STRASSER_DOI,
     .area = ONE(-3.476, 0.952, 0.304), .mag = ONE(4.441, 0.846, 0.286),
     .length = {-2.477, 0.585, 0.180}, .width = {-0.882, 0.351, 0.173}},
    {.name = "StrasserIntraslab", .reference = STRASSER, .doi = STRASSER_DOI,
     .area = ONE(-3.225, 0.89, 0.184), .mag = ONE(4.054, 0.981, 0.193)},
    {.name = "ThingbaijamInterface", .reference = THINGBAIJAM, .doi = THINGBAIJAM_DOI,
     .area = ONE(-3.292, 0.949, 0.150), .mag = INVERSE(-3.292, 0.949, 0.150),
     .length = {-2.412, 0.583, 0.107}, .width = {-0.880, 0.366, 0.099}},
    {.name = "ThingbaijamNormalFault", .reference = THINGBAIJAM, .doi = THINGBAIJAM_DOI,
     .area = ONE(-2.551, 0.808, 0.181), .mag = INVERSE(-2.551, 0.808, 0.181)},
    {.name = "ThingbaijamReverseFault", .reference = THINGBAIJAM, .doi = THINGBAIJAM_DOI,
     .area = ONE(-4.362, 1.049, 0.121), .mag = INVERSE(-4.362, 1.049, 0.121)},
    {.name = "ThingbaijamStrikeSlip", .reference = THINGBAIJAM, .doi = THINGBAIJAM_DOI,
     .area = ONE(-3.486, 0.942, 0.184), .mag = INVERSE(-3.486, 0.942, 0.184)},
    {.name = "WC1994",
     .reference = "Wells & Coppersmith (1994), New empirical relationships among magnitude, "
                  "rupture length, rupture width, rupture area, and surface displacement, BSSA "
                  "84(4) 974-1002",
     .doi = "", .by_style = true,
     .area = {{-3.49, 0.91, 0.24}, {-3.42, 0.90, 0.22}, {-3.99, 0.98, 0.26},
              {-2.87, 0.82, 0.22}},
     .mag = {{4.07, 0.98, 0.24}, {3.98, 1.02, 0.23}, {4.33, 0.90, 0.25}, {3.93, 1.02, 0.25}}},
    {.name = "WC1994_QCSS", .reference = GSC2015 "; length of Wells & Coppersmith (1994)",
     .doi = "", .area = ONE(0, 0, 0.15), .area_km2 = area_qcss},
};
// clang-format on

const oql_msr_relation *oql_msr_table(size_t *n)
{
    *n = OQL_COUNT(relations);
    return relations;
}

static oql_msr_style style_of(const oql_msr_relation *rel, double rake_deg)
{
    if (!rel->by_style || isnan(rake_deg)) {
        return OQL_MSR_ALL;
    }
    if (fabs(rake_deg) <= 45.0 || fabs(rake_deg) >= 135.0) {
        return OQL_MSR_STRIKE_SLIP;
    }
    return rake_deg > 0.0 ? OQL_MSR_REVERSE : OQL_MSR_NORMAL;
}

static double ten_to(const oql_msr_line *line, double mag)
{
    return line->b != 0.0 ? pow(10.0, line->a + line->b * mag) : (double)NAN;
}

double oql_msr_area_km2(const oql_msr *msr, double mag, double rake_deg)
{
    const oql_msr_relation *rel = msr->rel;

    return rel->area_km2 != NULL ? rel->area_km2(mag, msr->arg)
                                 : ten_to(&rel->area[style_of(rel, rake_deg)], mag);
}

double oql_msr_area_std(const oql_msr *msr, double rake_deg)
{
    return msr->rel->area[style_of(msr->rel, rake_deg)].std;
}

double oql_msr_mag(const oql_msr *msr, double area_km2, double rake_deg)
{
    const oql_msr_relation *rel = msr->rel;
    const oql_msr_line *line = &rel->mag[style_of(rel, rake_deg)];

    if (rel->mag_of != NULL) {
        return rel->mag_of(area_km2);
    }
    return line->b != 0.0 ? line->a + line->b * log10(area_km2) : (double)NAN;
}

double oql_msr_mag_std(const oql_msr *msr, double rake_deg)
{
    const oql_msr_relation *rel = msr->rel;
    const oql_msr_line *line = &rel->mag[style_of(rel, rake_deg)];

    return line->b != 0.0 || rel->mag_of != NULL ? line->std : (double)NAN;
}

double oql_msr_length_km(const oql_msr *msr, double mag)
{
    return ten_to(&msr->rel->length, mag);
}

double oql_msr_length_std(const oql_msr *msr)
{
    return msr->rel->length.b != 0.0 ? msr->rel->length.std : (double)NAN;
}

double oql_msr_width_km(const oql_msr *msr, double mag)
{
    return ten_to(&msr->rel->width, mag);
}

bool oql_msr_is_equal(const oql_msr *a, const oql_msr *b)
{
    return a == b || (a != NULL && b != NULL && a->rel == b->rel && a->arg == b->arg);
}

static oql_status unknown_name(const char *name, oql_err *err)
{
    const char *known[OQL_COUNT(relations)];
    const char *near = NULL;

    for (size_t i = 0; i < OQL_COUNT(relations); ++i) {
        known[i] = relations[i].name;
    }
    near = oql_nearest_word(name, known, OQL_COUNT(relations));
    return near != NULL
               ? OQL_FAIL(err, OQL_EMODEL,
                          "unknown magnitude scaling relation \"%s\", did you mean \"%s\"?",
                          name, near)
               : OQL_FAIL(err, OQL_EMODEL,
                          "unknown magnitude scaling relation \"%s\", expected one such as "
                          "\"WC1994\"",
                          name);
}

/* "C=3.90", "C = 3.90" → 3.90, when the argument is called that. */
static bool parse_argument(const char *text, const char *argument, double *value)
{
    const size_t n = strlen(argument);

    text += strspn(text, " \t\r\n");
    if (strncmp(text, argument, n) != 0) {
        return false;
    }
    text += n;
    text += strspn(text, " \t\r\n");
    return *text == '=' && oql_parse_double(text + 1, value) && isfinite(*value);
}

oql_status oql_msr_parse(const char *text, oql_msr *out, oql_err *err)
{
    char name[64];
    const oql_msr_relation *rel = NULL;
    double arg = 0.0;
    size_t n = 0;

    text += strspn(text, " \t\r\n");
    n = strcspn(text, ". \t\r\n=[");
    if (n == 0 || n >= sizeof name) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "magnitude scaling relation \"%.60s\", expected a name such as "
                        "\"WC1994\"",
                        text);
    }
    memcpy(name, text, n);
    name[n] = '\0';
    for (size_t i = 0; i < OQL_COUNT(relations) && rel == NULL; ++i) {
        rel = strcmp(relations[i].name, name) == 0 ? &relations[i] : NULL;
    }
    if (rel == NULL) {
        return unknown_name(name, err);
    }
    text += n;
    text += strspn(text, " \t\r\n");
    if (rel->argument == NULL && *text != '\0') {
        return OQL_FAIL(err, OQL_EMODEL, "%s takes no argument, found \"%.60s\"", name, text);
    }
    if (rel->argument != NULL &&
        (*text != '.' || !parse_argument(text + 1, rel->argument, &arg))) {
        return OQL_FAIL(err, OQL_EMODEL, "%s needs its argument as in \"%s.%s=4.0\"", name,
                        name, rel->argument);
    }
    out->rel = rel;
    out->arg = arg;
    return OQL_OK;
}
