# mean by group
fit <- lm(y ~ x + I(x^2), data = df[df$z > 0.5, ])
f <- function(x, n = 10L) { if (is.na(x)) NULL else paste0("n=", n, '\n') }
