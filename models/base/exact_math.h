// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace pvscsim {

/// Exponential, logarithm and what follows from them, made of + - * / alone (and sqrt, which IEEE
/// 754 defines to the last bit). The C library's differ in their last bits between processors;
/// these give the same bits everywhere, provided that the compiler contracts nothing
/// (-ffp-contract=off, set for all targets). A few units in the last place from the truth.

/// e^x for finite x; 0 below -708, the largest finite double above 709.
double exact_exp(double x);

/// The natural logarithm of a normal, positive, finite x.
double exact_log(double x);

/// (e^x - 1) / x, 1 at x = 0.
double exact_expm1_ratio(double x);

/// log(1 + x) / x for x > -1, 1 at x = 0.
double exact_log1p_ratio(double x);

/// The z below which a standard normal lies with probability p, 0 < p < 1. Relative error 1.2e-9
/// (Acklam's rational approximation).
double normal_quantile(double p);

}  // namespace pvscsim
