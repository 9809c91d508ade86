#include <stdio.h>
#define SQUARE(x) ((x) * (x))

/* The sum of squares. */
static double sum(const double *v, size_t n) {
    double s = 0.0;
    for (size_t i = 0; i < n; i++) s += SQUARE(v[i]);
    printf("%zu: %.3f\n", n, s);
    return s != 0 ? s : 'a'; // never empty
}
