/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>

#include "loaded.h"

static const char *const multi[] = {
    "source_model_file=../../nrml/data/planes.xml ../../nrml/data/plane_sections.xml",
    "maximum_distance=9000", "infer_occur_rates=true", "investigation_time=1"};

Test(inputs, inferred_rates_are_told_to_differ_unless_the_time_is_a_year)
{
    static const char told[] = "rates are -ln p(0) / 50 years; OpenQuake 3.25 leaves out";
    cr_expect(loading_tells(DATA "labels.ini", 3, multi, told));
    cr_expect_not(loading_tells(DATA "labels.ini", 2, multi, "infer_occur_rates"));
    cr_expect_not(loading_tells(DATA "labels.ini", 4, multi, "infer_occur_rates"));
    cr_expect_not(loading_tells(DATA "labels.ini", 2, multi + 1, "infer_occur_rates"));
}

Test(inputs, inferred_rates_are_per_year)
{
    for (size_t n = 3; n <= 4; ++n) {
        oql_inputs *in = load_inputs(DATA "labels.ini", n, multi);
        const oql_fault *f = in->group[0].fault[0].ruptures;
        cr_assert_eq(f->n, 4);
        /* chance of none: 0.99 in 50 years, or in one */
        cr_expect_float_eq(f->rate_per_yr[0], -log(0.99) / (n == 3 ? 50.0 : 1.0), 1e-15,
                           "%.17g", f->rate_per_yr[0]);
        oql_inputs_destroy(in);
    }
}
