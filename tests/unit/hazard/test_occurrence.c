/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>

#include "hazard/occurrence.h"

/* Probability of no exceedance by the definition, summing over the number of occurrences. */
static double pne_by_sum(size_t n, const double *prob, double poe)
{
    double sum = 0.0;
    for (size_t k = 0; k < n; ++k) {
        sum += prob[k] * pow(1.0 - poe, (double)k);
    }
    return sum;
}

static void close_to(double got, double want, double rel)
{
    cr_assert(fabs(got - want) <= rel * fabs(want), "got %.17g, want %.17g", got, want);
}

Test(occurrence, a_poissonian_rupture_adds_rate_times_probability)
{
    const oql_occurrence o = {.kind = OQL_OCCUR_POISSON, .time_yr = 50.0};
    close_to(oql_occurrence_term(&o, 0.02, 0.3), 0.006, 1e-15);
}

Test(occurrence, given_probabilities_add_minus_log_of_no_exceedance_per_year)
{
    const double prob[] = {0.7, 0.2, 0.07, 0.03};
    const oql_occurrence o = {
        .kind = OQL_OCCUR_GIVEN, .time_yr = 50.0, .n_prob = 4, .prob = prob};
    for (double poe = 0.01; poe < 1.0; poe += 0.07) {
        close_to(oql_occurrence_term(&o, 1.0, poe), -log(pne_by_sum(4, prob, poe)) / 50.0,
                 1e-12);
    }
    close_to(oql_occurrence_term(&o, 1.0, 1.0), -log(0.7) / 50.0, 1e-12);
}

Test(occurrence, tiny_probabilities_keep_their_digits)
{
    const double prob[] = {1.0 - 1e-9, 1e-9};
    const oql_occurrence o = {
        .kind = OQL_OCCUR_GIVEN, .time_yr = 1.0, .n_prob = 2, .prob = prob};
    close_to(oql_occurrence_term(&o, 1.0, 1e-6), 1e-15, 1e-6);
}

Test(occurrence, a_certain_rupture_stays_finite)
{
    const double prob[] = {0.0, 1.0};
    const oql_occurrence o = {
        .kind = OQL_OCCUR_GIVEN, .time_yr = 2.0, .n_prob = 2, .prob = prob};
    const double rate = oql_occurrence_term(&o, 1.0, 1.0);
    cr_assert(isfinite(rate));
    cr_assert_eq(1.0 - exp(-rate * 2.0), 1.0);
}

/* The closed form against the series with the binomial terms
 * Γ(τ+k)/(Γ(τ) k!) θ^τ (1-θ)^k, τ = 1/alpha, θ = τ/(τ + rate T). */
Test(occurrence, negative_binomial_is_the_sum_of_its_series)
{
    const double alpha = 2.0, rate = 0.1, time = 5.0, tau = 1.0 / alpha;
    const double theta = tau / (tau + rate * time);
    double prob[400];
    for (size_t k = 0; k < 400; ++k) {
        prob[k] = exp(lgamma(tau + (double)k) - lgamma(tau) - lgamma((double)k + 1.0) +
                      tau * log(theta) + (double)k * log1p(-theta));
    }
    const oql_occurrence o = {
        .kind = OQL_OCCUR_NEGATIVE_BINOMIAL, .time_yr = time, .alpha = alpha};
    for (double poe = 0.05; poe <= 1.0; poe += 0.05) {
        close_to(oql_occurrence_term(&o, rate, poe), -log(pne_by_sum(400, prob, poe)) / time,
                 1e-10);
    }
}

Test(occurrence, negative_binomial_tends_to_poisson_for_small_dispersion)
{
    const oql_occurrence o = {
        .kind = OQL_OCCUR_NEGATIVE_BINOMIAL, .time_yr = 50.0, .alpha = 1e-9};
    close_to(oql_occurrence_term(&o, 0.02, 0.4), 0.008, 1e-7);
}

Test(occurrence, an_exclusive_rupture_adds_its_weighted_probability)
{
    const double prob[] = {0.9, 0.08, 0.02};
    const oql_occurrence o = {
        .kind = OQL_OCCUR_MUTEX, .time_yr = 50.0, .n_prob = 3, .prob = prob, .weight = 0.25};
    close_to(oql_occurrence_term(&o, 1.0, 0.3), 0.25 * (1.0 - pne_by_sum(3, prob, 0.3)), 1e-13);
}

Test(occurrence, the_kind_follows_from_the_source)
{
    const double prob[] = {0.5, 0.5};
    const oql_given_rupture given = {.mag = 6.0, .n_prob = 2, .prob = prob, .weight = 0.3};
    const oql_source listed = {
        .type = OQL_SOURCE_NON_PARAMETRIC, .n_rupture = 1, .ruptures = &given};
    const oql_source dispersed = {.type = OQL_SOURCE_AREA,
                                  .tom = {.kind = OQL_TOM_NEGATIVE_BINOMIAL, .alpha = 3.0}};
    const oql_source plain = {.type = OQL_SOURCE_AREA};

    const oql_occurrence a = oql_occurrence_of(&listed, 0, 50.0);
    cr_assert_eq(a.kind, OQL_OCCUR_GIVEN);
    cr_assert_eq(a.weight, 0.3);
    cr_assert_eq(a.prob, prob);
    cr_assert_eq(oql_occurrence_of(&dispersed, 0, 50.0).alpha, 3.0);
    cr_assert_eq(oql_occurrence_of(&plain, 0, 50.0).kind, OQL_OCCUR_POISSON);
}
