/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>

#include "geo/geodesy.h"
#include "geo/line.h"
#include "geo_golden.h"

static oql_line line_of(size_t n, const double *lon, const double *lat)
{
    oql_line line = {0};
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_line_set(&line, n, lon, lat, NULL, &err), OQL_OK, "%s", err.text);
    return line;
}

Test(line, points_closer_than_a_metre_are_one)
{
    const double lon[4] = {0, 0.000001, 1, 1}, lat[4] = {0, 0, 0, 0.000001};
    oql_line line = line_of(4, lon, lat);

    cr_expect_eq(line.n, 2);
    oql_line_clear(&line);
}

Test(line, a_single_distinct_point_is_refused)
{
    const double lon[2] = {5, 5}, lat[2] = {6, 6};
    oql_line line = {0};
    oql_err err = {.code = OQL_OK};

    cr_expect_eq(oql_line_set(&line, 2, lon, lat, NULL, &err), OQL_EMODEL);
    oql_line_clear(&line);
}

Test(line, coordinates_out_of_range_are_refused)
{
    const double lon[2] = {5, 181}, lat[2] = {6, 6}, bad[2] = {6, nan("")};
    oql_line line = {0};
    oql_err err = {.code = OQL_OK}, err2 = {.code = OQL_OK};

    cr_expect_eq(oql_line_set(&line, 2, lon, lat, NULL, &err), OQL_EMODEL);
    cr_expect_str_eq(err.text, "longitude 181, expected within [-180, 180]");
    cr_expect_eq(oql_line_set(&line, 2, lat, bad, NULL, &err2), OQL_EMODEL);
    oql_line_clear(&line);
}

Test(line, resampling_steps_are_equal_and_follow_the_line)
{
    const double lon[4] = {179.8, -179.9, -179.7, -179.5}, lat[4] = {10, 10.2, 10.1, 10.4};
    oql_line line = line_of(4, lon, lat), out = {0};
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_line_resample(&line, 3, &out, &err), OQL_OK, "%s", err.text);
    cr_expect_gt(out.n, 15);
    for (size_t i = 1; i < out.n; ++i) {
        const double *const p = out.point + 3 * i;

        /* steps are equal in a plane projection, so only nearly so on the sphere */
        cr_expect(fabs(oql_geo_distance_km(p[-3], p[-2], p[0], p[1]) - 3) < 0.001);
    }
    const double *const last = out.point + 3 * (out.n - 1);
    cr_expect_lt(oql_geo_distance_km(last[0], last[1], lon[3], lat[3]), 1.6);
    oql_line_clear(&line);
    oql_line_clear(&out);
}

Test(line, resampling_to_a_number_keeps_both_ends)
{
    const double lon[3] = {20, 20.3, 20.7}, lat[3] = {-5, -5.1, -5.05};
    oql_line line = line_of(3, lon, lat), out = {0};
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_line_resample_to(&line, 17, &out, &err), OQL_OK, "%s", err.text);
    cr_assert_eq(out.n, 17);
    cr_expect_eq(out.point[0], 20);
    cr_expect(golden_is_close(out.point[48], 20.7, 1e-9));
    cr_expect(golden_is_close(out.point[49], -5.05, 1e-9));
    oql_line_clear(&line);
    oql_line_clear(&out);
}

Test(line, crossings_are_found)
{
    const double open[8] = {0, 0, 1, 0, 1, 1, 0, 1},
                 closed[10] = {0, 0, 1, 0, 1, 1, 0, 1, 0, 0};
    const double bow[10] = {0, 0, 1, 1, 1, 0, 0, 1, 0, 0}, touch[8] = {0, 0, 2, 0, 2, 1, 1, 0};
    const double spike[6] = {0, 0, 1, 0, 0.5, 0};

    cr_expect_not(oql_line_crosses_itself_xy(4, open));
    cr_expect_not(oql_line_crosses_itself_xy(5, closed));
    cr_expect(oql_line_crosses_itself_xy(5, bow));
    cr_expect(oql_line_crosses_itself_xy(4, touch));
    cr_expect(oql_line_crosses_itself_xy(3, spike));
}
