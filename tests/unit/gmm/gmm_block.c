/* SPDX-License-Identifier: BSD-3-Clause */
#include "gmm_block.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const struct {
    oql_ctx_param p;
    double value;
} usual[] = {
    {OQL_RAKE, 30.5},       {OQL_DIP, 60.0},      {OQL_STRIKE, 20.0},
    {OQL_ZTOR, 12.0},       {OQL_ZBOT, 22.0},     {OQL_WIDTH, 11.0},
    {OQL_HYPO_DEPTH, 16.0}, {OQL_HYPO_LON, 10.0}, {OQL_HYPO_LAT, 45.0},
    {OQL_LON, 10.3},        {OQL_LAT, 45.2},      {OQL_CLON, 10.1},
    {OQL_CLAT, 45.1},       {OQL_RVOLC, 0.0},     {OQL_AZIMUTH, 80.0},
    {OQL_AZIMUTHCP, 70.0},  {OQL_VS30, 400.0},    {OQL_VS30MEASURED, 1.0},
    {OQL_Z1PT0, 220.0},     {OQL_Z2PT5, 1.4},     {OQL_Z1PT4, 300.0},
    {OQL_XVF, 20.0},        {OQL_SLOPE, 0.05},    {OQL_SOILTYPE, 2.0},
    {OQL_H800, 30.0},       {OQL_F0, 2.0},        {OQL_FPEAK, 2.0},
    {OQL_KAPPA0, 0.03},     {OQL_THV, 0.4},       {OQL_PHV, 4.0},
};

gmm_block *gmm_block_create(double mag)
{
    gmm_block *b = oql_calloc(1, sizeof *b);
    oql_err err = {.code = OQL_OK};
    cr_assert_not_null(b);
    b->ctx.mag = mag;
    for (size_t i = 0; i < BLOCK_LANES; ++i) {
        b->col[OQL_MAG][i] = mag;
        for (size_t k = 0; k < OQL_COUNT(usual); ++k) {
            b->col[usual[k].p][i] = usual[k].value;
        }
        b->col[OQL_SITECLASS][i] = oql_gmm_text_code("C");
        b->col[OQL_GEOLOGY][i] = oql_gmm_text_code("HOLOCENE");
        b->col[OQL_EC8][i] = oql_gmm_text_code("B");
        b->col[OQL_EC8_P18][i] = oql_gmm_text_code("B1");
        gmm_block_set_distance(b, i, 30.0);
    }
    b->ctx.stride = BLOCK_LANES;
    cr_assert_eq(oql_work_create((size_t)1 << 22, &b->ctx.work, &err), OQL_OK, "%s", err.text);
    b->out = (oql_gmm_out){b->answer[0], b->answer[1], b->answer[2], b->answer[3]};
    return b;
}

void gmm_block_destroy(gmm_block *b)
{
    oql_work_destroy(b->ctx.work);
    free(b);
}

void gmm_block_set(gmm_block *b, oql_ctx_param p, size_t i, double x)
{
    b->col[p][i] = x;
}

void gmm_block_set_distance(gmm_block *b, size_t i, double repi_km)
{
    const double rjb = repi_km, z = b->col[OQL_ZTOR][i];
    b->col[OQL_REPI][i] = repi_km;
    b->col[OQL_RJB][i] = rjb;
    b->col[OQL_RX][i] = 0.8 * repi_km;
    b->col[OQL_RY0][i] = 0.6 * repi_km;
    b->col[OQL_RRUP][i] = sqrt(rjb * rjb + z * z);
    b->col[OQL_RHYPO][i] =
        sqrt(repi_km * repi_km + b->col[OQL_HYPO_DEPTH][i] * b->col[OQL_HYPO_DEPTH][i]);
}

void gmm_block_eval(gmm_block *b, const oql_gmm *g, size_t n, bool with_mask)
{
    b->ctx.n = n;
    b->ctx.constant = 0;
    for (size_t p = 0; p < OQL_CTX_N; ++p) {
        bool constant = with_mask;
        for (size_t i = 1; i < BLOCK_LANES; ++i) {
            constant = constant && b->col[p][i] == b->col[p][0];
        }
        b->ctx.constant |= constant ? OQL_BIT(p) : 0;
        b->ctx.col[p] = b->col[p];
    }
    for (size_t k = 0; k < 4; ++k) {
        for (size_t i = 0; i < OQL_COUNT(b->answer[k]); ++i) {
            b->answer[k][i] = (double)NAN;
        }
    }
    oql_gmm_eval(g, &b->ctx, &b->out);
}
