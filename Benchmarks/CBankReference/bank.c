// SPDX-License-Identifier: Apache-2.0
//
// Owns: the gait bank once more, in C, as the yardstick for its cost. Must not know: how Swift does it.
//
// The formulas are those of GaitBank, GaitLanes and GaitStep; four models go side by side in a vector of four doubles,
// which the compiler turns into what the processor has.

#include "CBankReference.h"

#include <stdlib.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF
// Vectors only pass between functions that are inlined.
#pragma clang diagnostic ignored "-Wpsabi"

typedef double v4 __attribute__((vector_size(32)));
typedef int64_t i4 __attribute__((vector_size(32)));
#define INLINE static inline __attribute__((always_inline))

enum { GROUPS = 16, RATE_GROUPS = 10, IRREGULAR = 12, SPECIAL = 15, MANOEUVRE = 1 };

static const double gait_damping = 0.25, irregular_damping = 1.0, broadband_damping = 4.0;

typedef struct {
  v4 x, u, h, g, i, j;
  v4 xx, xu, xh, xg, xi, xj;
  v4 uu, uh, ug, ui, uj;
  v4 hh, hg, hi, hj;
  v4 gg, gi, gj;
  v4 ii, ij;
  v4 jj;
} lanes;

typedef struct {
  v4 ec, es, travel_h, travel_g, xx, xh, xg, hh;
} harmonic;

typedef struct {
  double d;
  harmonic first, second;
} gait_step;

typedef struct {
  v4 slow, first, second;
} drive;

struct c_bank {
  v4 rate[RATE_GROUPS], log_rate[RATE_GROUPS], first_share[GROUPS], second_share[GROUPS];
  lanes lane[GROUPS];
  v4 evidence[GROUPS], weight[GROUPS];
  double mean, since_reseed, ratio;
  long reseeds;
};

INLINE v4 splat(double a) { return (v4){a, a, a, a}; }
INLINE double sum4(v4 a) { return (a[0] + a[1]) + (a[2] + a[3]); }
INLINE v4 pick(i4 mask, v4 a, v4 b) { return (v4)(((i4)a & mask) | ((i4)b & ~mask)); }
INLINE v4 least(v4 a, v4 b) { return pick(a < b, a, b); }
INLINE v4 greatest(v4 a, v4 b) { return pick(a > b, a, b); }

static const double shift = 6755399441055744.0, ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;

// -700...700 only; what is outside counts as the limit.
INLINE v4 exp4(v4 x) {
  x = least(greatest(x, splat(-700)), splat(700));
  v4 shifted = x * 1.4426950408889634 + shift;
  v4 n = shifted - shift;
  v4 r = (x - n * ln2_high) - n * ln2_low;
  v4 p = splat(1.0 / 6227020800);
  p = p * r + 1.0 / 479001600;
  p = p * r + 1.0 / 39916800;
  p = p * r + 1.0 / 3628800;
  p = p * r + 1.0 / 362880;
  p = p * r + 1.0 / 40320;
  p = p * r + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 0.5;
  p = (p * r + 1) * r + 1;
  return p * (v4)(((i4)shifted + 1023) << 52);
}

// Positive normal numbers only.
INLINE v4 log4(v4 x) {
  i4 bits = (i4)x;
  // Whole numbers of 2 to take out, so that the rest is within sqrt(1/2)...sqrt(2).
  i4 k = (bits - 0x3fe6a09e667f3bce) >> 52;
  v4 m = (v4)(bits - (k << 52));
  v4 s = (m - 1) / (m + 1);
  v4 z = s * s;
  v4 p = splat(1.0 / 21);
  p = p * z + 1.0 / 19;
  p = p * z + 1.0 / 17;
  p = p * z + 1.0 / 15;
  p = p * z + 1.0 / 13;
  p = p * z + 1.0 / 11;
  p = p * z + 1.0 / 9;
  p = p * z + 1.0 / 7;
  p = p * z + 1.0 / 5;
  p = p * z + 1.0 / 3;
  p = (p * z + 1) * (2 * s);
  v4 n = (v4)(k + 0x4338000000000000) - shift;
  return n * ln2_high + (n * ln2_low + p);
}

INLINE double log1(double x) { return log4(splat(x))[0]; }

INLINE void sine_cosine(v4 turns, v4 *sine, v4 *cosine) {
  v4 whole = (turns + shift) - shift;
  v4 a = (turns - whole) * 1.5707963267948966;
  v4 z = a * a;
  v4 s = splat(-1.0 / 1307674368000);
  s = s * z + 1.0 / 6227020800;
  s = s * z - 1.0 / 39916800;
  s = s * z + 1.0 / 362880;
  s = s * z - 1.0 / 5040;
  s = s * z + 1.0 / 120;
  s = s * z - 1.0 / 6;
  s = (s * z + 1) * a;
  v4 c = splat(1.0 / 20922789888000);
  c = c * z - 1.0 / 87178291200;
  c = c * z + 1.0 / 479001600;
  c = c * z - 1.0 / 3628800;
  c = c * z + 1.0 / 40320;
  c = c * z - 1.0 / 720;
  c = c * z + 1.0 / 24;
  c = c * z - 0.5;
  c = c * z + 1;
  v4 hs = 2 * (s * c), hc = 1 - 2 * (s * s);
  *sine = 2 * (hs * hc);
  *cosine = 1 - 2 * (hs * hs);
}

INLINE harmonic harmonic_of(double d, v4 l, v4 w, v4 e, v4 sine, v4 cosine) {
  harmonic a;
  a.ec = e * cosine;
  a.es = e * sine;
  v4 inverse = 1 / (l * l + w * w);
  v4 re = ((1 - a.ec) * l + a.es * w) * inverse;
  v4 im = ((1 - a.ec) * w - a.es * l) * inverse;
  a.travel_h = re;
  a.travel_g = -im;
  v4 two_l = 2 * l, rest = 1 - e * e, b = rest / two_l;
  a.hh = rest;
  a.xx = two_l * (d - 2 * re + b) * inverse;
  a.xh = two_l * ((re - b) * l + im * w) * inverse;
  a.xg = two_l * (im * l - (re - b) * w) * inverse;
  return a;
}

INLINE gait_step step_of(double d, v4 rate, v4 l, v4 e) {
  gait_step s;
  s.d = d;
  v4 w = rate * 6.283185307179586, sine, cosine;
  sine_cosine(rate * d, &sine, &cosine);
  s.first = harmonic_of(d, l, w, e, sine, cosine);
  s.second = harmonic_of(d, l + l, w + w, e * e, 2 * (sine * cosine), 1 - 2 * (sine * sine));
  return s;
}

INLINE drive drive_of(const c_bank *bank, long group) {
  double v = bank->mean, square = v * v;
  drive r;
  r.slow = splat(2 * 0.06 * 0.06 * square / 4.0);
  if (group >= IRREGULAR && group < SPECIAL) r.slow += 0.02 * square * v;
  if (group == SPECIAL) r.slow[MANOEUVRE] = 0.6 + 0.2 * square;
  r.first = bank->first_share[group] * square;
  r.second = bank->second_share[group] * square;
  return r;
}

INLINE v4 travel(const harmonic *a, v4 h, v4 g) { return a->travel_h * h + a->travel_g * g; }
INLINE void turn(const harmonic *a, v4 *h, v4 *g) {
  v4 c = a->ec * *h - a->es * *g, s = a->es * *h + a->ec * *g;
  *h = c;
  *g = s;
}

INLINE void predict(lanes *m, const gait_step *s, const drive *r) {
  const harmonic *a = &s->first, *b = &s->second;
  double d = s->d;
  m->x += d * m->u + travel(a, m->h, m->g) + travel(b, m->i, m->j);
  turn(a, &m->h, &m->g);
  turn(b, &m->i, &m->j);
  v4 row_x = m->xx + d * m->xu + travel(a, m->xh, m->xg) + travel(b, m->xi, m->xj);
  v4 row_u = m->xu + d * m->uu + travel(a, m->uh, m->ug) + travel(b, m->ui, m->uj);
  v4 row_h = m->xh + d * m->uh + travel(a, m->hh, m->hg) + travel(b, m->hi, m->hj);
  v4 row_g = m->xg + d * m->ug + travel(a, m->hg, m->gg) + travel(b, m->gi, m->gj);
  v4 row_i = m->xi + d * m->ui + travel(a, m->hi, m->gi) + travel(b, m->ii, m->ij);
  v4 row_j = m->xj + d * m->uj + travel(a, m->hj, m->gj) + travel(b, m->ij, m->jj);
  m->xx = row_x + d * row_u + travel(a, row_h, row_g) + travel(b, row_i, row_j);
  m->xu = row_u;
  turn(a, &row_h, &row_g);
  turn(b, &row_i, &row_j);
  m->xh = row_h;
  m->xg = row_g;
  m->xi = row_i;
  m->xj = row_j;
  turn(a, &m->uh, &m->ug);
  turn(b, &m->ui, &m->uj);
  // The harmonics' own blocks under both rotations.
  v4 left = m->hh, left2 = m->hg, right = m->hg, right2 = m->gg;
  turn(a, &left, &left2);
  turn(a, &right, &right2);
  m->hh = a->ec * left - a->es * right;
  m->hg = a->es * left + a->ec * right;
  m->gg = a->es * left2 + a->ec * right2;
  left = m->ii, left2 = m->ij, right = m->ij, right2 = m->jj;
  turn(b, &left, &left2);
  turn(b, &right, &right2);
  m->ii = b->ec * left - b->es * right;
  m->ij = b->es * left + b->ec * right;
  m->jj = b->es * left2 + b->ec * right2;
  turn(a, &m->hi, &m->gi);
  turn(a, &m->hj, &m->gj);
  turn(b, &m->hi, &m->hj);
  turn(b, &m->gi, &m->gj);

  m->xx += r->slow * (d * d * d / 3);
  m->xx += r->first * a->xx + r->second * b->xx;
  m->xu += r->slow * (d * d / 2);
  m->uu += r->slow * d;
  m->xh += r->first * a->xh;
  m->xg += r->first * a->xg;
  m->xi += r->second * b->xh;
  m->xj += r->second * b->xg;
  m->hh += r->first * a->hh;
  m->gg += r->first * a->hh;
  m->ii += r->second * b->hh;
  m->jj += r->second * b->hh;
}

INLINE void correct(lanes *m, v4 y, double travel_m, v4 noise, v4 inverse) {
  v4 ku = m->xu * inverse, kh = m->xh * inverse, kg = m->xg * inverse, ki = m->xi * inverse, kj = m->xj * inverse;
  m->x += m->xx * inverse * y - travel_m;
  m->u += ku * y;
  m->h += kh * y;
  m->g += kg * y;
  m->i += ki * y;
  m->j += kj * y;
  m->uu -= ku * m->xu;
  m->uh -= ku * m->xh;
  m->ug -= ku * m->xg;
  m->ui -= ku * m->xi;
  m->uj -= ku * m->xj;
  m->hh -= kh * m->xh;
  m->hg -= kh * m->xg;
  m->hi -= kh * m->xi;
  m->hj -= kh * m->xj;
  m->gg -= kg * m->xg;
  m->gi -= kg * m->xi;
  m->gj -= kg * m->xj;
  m->ii -= ki * m->xi;
  m->ij -= ki * m->xj;
  m->jj -= kj * m->xj;
  v4 kept = noise * inverse;
  m->xx *= kept;
  m->xu *= kept;
  m->xh *= kept;
  m->xg *= kept;
  m->xi *= kept;
  m->xj *= kept;
}

INLINE void start_lanes(lanes *m, v4 slow, v4 slow_variance, v4 travel_variance, const drive *r) {
  memset(m, 0, sizeof *m);
  m->u = slow;
  m->xx = travel_variance;
  m->uu = slow_variance;
  m->hh = m->gg = r->first;
  m->ii = m->jj = r->second;
}

static void update_weights(c_bank *bank) {
  double v = bank->mean;
  double usual = log1(v < 2.2 ? 1 + 0.75 * v : 2.3 + 0.25 * v);
  v4 best = splat(-1e300);
  for (long group = 0; group < GROUPS; group++) best = greatest(best, bank->evidence[group]);
  double top = best[0];
  for (int lane = 1; lane < 4; lane++) top = best[lane] > top ? best[lane] : top;
  double sum = 0;
  for (long group = 0; group < GROUPS; group++) {
    v4 score = greatest(bank->evidence[group] - top, splat(-14));
    if (group == SPECIAL) {
      score[2] = -1e9;
      score[3] = -1e9;
    }
    bank->evidence[group] = score;
    if (group != SPECIAL) {
      v4 off = (bank->log_rate[group < 6 ? group : group - 6] - usual) * (1 / 0.30);
      score -= least(0.5 * (off * off), splat(12.5));
    }
    v4 weight = exp4(score);
    if (group == SPECIAL) weight[2] = weight[3] = 0;
    bank->weight[group] = weight;
    sum += sum4(weight);
  }
  double scale = 1 / sum, slow = 0;
  for (long group = 0; group < GROUPS; group++) {
    bank->weight[group] *= scale;
    slow += sum4(bank->weight[group] * bank->lane[group].u);
  }
  bank->mean = slow > 0.08 ? slow : 0.08;
}

static void reseed_if_lost(c_bank *bank) {
  if (!(bank->weight[SPECIAL][MANOEUVRE] > 0.8 && bank->since_reseed > 1)) return;
  bank->since_reseed = 0;
  bank->reseeds++;
  const lanes *guide = &bank->lane[SPECIAL];
  double u = guide->u[MANOEUVRE], x = guide->x[MANOEUVRE], uu = guide->uu[MANOEUVRE], xx = guide->xx[MANOEUVRE];
  for (long group = 0; group < SPECIAL; group++) {
    drive r = drive_of(bank, group);
    lanes fresh;
    start_lanes(&fresh, splat(u), splat(uu), splat(xx), &r);
    fresh.x = splat(x);
    lanes *m = &bank->lane[group];
    v4 off = m->u - u;
    i4 taken = off * off > 16 * (m->uu + uu);
    bank->evidence[group] = pick(taken, greatest(bank->evidence[group], splat(-3)), bank->evidence[group]);
    v4 *to = (v4 *)m;
    const v4 *from = (const v4 *)&fresh;
    for (unsigned k = 0; k < sizeof *m / sizeof *to; k++) to[k] = pick(taken, from[k], to[k]);
  }
}

static void follow_innovation(c_bank *bank, double travel_m, double travel_variance) {
  double mean = 0, square = 0;
  for (long group = 0; group < GROUPS; group++) {
    const lanes *m = &bank->lane[group];
    mean += sum4(bank->weight[group] * m->x);
    square += sum4(bank->weight[group] * (m->xx + m->x * m->x));
  }
  double variance = square - mean * mean;
  variance = (variance > 0 ? variance : 0) + travel_variance;
  double off = travel_m - mean, ratio = off * off / variance;
  bank->ratio += 0.02 * ((ratio < 25 ? ratio : 25) - bank->ratio);
}

static void predict_all(c_bank *bank, double d) {
  v4 decay = exp4((v4){-gait_damping * d, -irregular_damping * d, -broadband_damping * d, -d / 5.0});
  for (long rate = 0; rate < RATE_GROUPS; rate++) {
    v4 damping = splat(gait_damping), e = splat(decay[0]);
    if (rate >= 6 && rate < 9) {
      damping = splat(irregular_damping);
      e = splat(decay[1]);
    } else if (rate == 9) {
      damping[0] = broadband_damping;
      e[0] = decay[2];
    }
    gait_step step = step_of(d, bank->rate[rate], damping, e);
    drive r = drive_of(bank, rate + 6);
    predict(&bank->lane[rate + 6], &step, &r);
    if (rate < 6) {
      r = drive_of(bank, rate);
      predict(&bank->lane[rate], &step, &r);
    }
  }
  bank->since_reseed += d;
  for (long group = 0; group < GROUPS; group++) bank->evidence[group] *= decay[3];
}

void c_bank_step(c_bank *bank, double duration_s, double travel_m, double travel_variance, double timestamp_sd_s) {
  predict_all(bank, duration_s);
  follow_innovation(bank, travel_m, travel_variance);
  double timestamp_variance = timestamp_sd_s * timestamp_sd_s;
  for (long group = 0; group < GROUPS; group++) {
    lanes *m = &bank->lane[group];
    v4 speed = m->u + m->h + m->i;
    v4 noise = travel_variance + speed * speed * timestamp_variance;
    v4 s = m->xx + noise, inverse = 1 / s, y = travel_m - m->x;
    v4 misfit = least(y * y * inverse, splat(60));
    correct(m, y, travel_m, noise, inverse);
    bank->evidence[group] -= 0.5 * (misfit + log4(s));
  }
  update_weights(bank);
  reseed_if_lost(bank);
}

void c_bank_start(c_bank *bank, double speed_mps, double travel_variance) {
  bank->mean = speed_mps > 0.08 ? speed_mps : 0.08;
  double sd = 0.4 * speed_mps + 0.05;
  for (long group = 0; group < GROUPS; group++) {
    drive r = drive_of(bank, group);
    start_lanes(&bank->lane[group], splat(speed_mps), splat(sd * sd), splat(travel_variance), &r);
    bank->evidence[group] = splat(0);
  }
  bank->evidence[SPECIAL] = (v4){1, -1, -1e9, -1e9};
  bank->since_reseed = 0;
  bank->ratio = 1;
  update_weights(bank);
}

c_bank *c_bank_new(void) {
  c_bank *bank = aligned_alloc(64, (sizeof(c_bank) + 63) / 64 * 64);
  if (!bank) abort();
  memset(bank, 0, sizeof *bank);
  double rate = 0.7, ratio = 1.08;
  for (long k = 0; k < 24; k++, rate *= ratio) bank->rate[k / 4][k % 4] = rate;
  rate = 0.7 * __builtin_sqrt(ratio);
  for (long k = 24; k < 36; k++, rate *= ratio * ratio) bank->rate[k / 4][k % 4] = rate;
  bank->rate[9] = splat(1.6);
  for (long k = 0; k < 9; k++) bank->log_rate[k] = log4(bank->rate[k]);
  for (long group = 0; group < GROUPS; group++) {
    double weak = group >= 6 && group < IRREGULAR ? 0.2 * 0.2 : 1;
    int irregular = group >= IRREGULAR;
    bank->first_share[group] = splat(0.12 * 0.12 * weak);
    bank->second_share[group] = splat((irregular ? 0.07 * 0.07 : 0.04 * 0.04) * weak);
  }
  bank->first_share[SPECIAL] = (v4){0.14 * 0.14, 0.05 * 0.05, 0, 0};
  bank->second_share[SPECIAL] = (v4){0.05 * 0.05, 0.02 * 0.02, 0, 0};
  return bank;
}

void c_bank_free(c_bank *bank) { free(bank); }
double c_bank_mean_mps(const c_bank *bank) { return bank->mean; }
double c_bank_innovation_ratio(const c_bank *bank) { return bank->ratio; }
double c_bank_weight(const c_bank *bank, long group, long lane) { return bank->weight[group][lane]; }
double c_bank_speed(const c_bank *bank, long group, long lane) {
  const lanes *m = &bank->lane[group];
  return m->u[lane] + m->h[lane] + m->i[lane];
}
long c_bank_reseeds(const c_bank *bank) { return bank->reseeds; }
