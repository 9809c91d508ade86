"""Logistic regression by gradient descent, checked against its closed-form gradient."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

EPS = 1e-12


@dataclass(frozen=True)
class Split:
    """Rows of a data set, in two parts."""

    train: np.ndarray
    test: np.ndarray
    names: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.train) + len(self.test)


def sigmoid(z: np.ndarray) -> np.ndarray:
    # Written so that exp never overflows.
    out = np.empty_like(z, dtype=float)
    pos = z >= 0
    out[pos] = 1.0 / (1.0 + np.exp(-z[pos]))
    e = np.exp(z[~pos])
    out[~pos] = e / (1.0 + e)
    return out


def loss(w: np.ndarray, X: np.ndarray, y: np.ndarray, l2: float = 0.0) -> float:
    p = np.clip(sigmoid(X @ w), EPS, 1 - EPS)
    nll = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    return float(nll + 0.5 * l2 * np.sum(w**2))


def gradient(w, X, y, l2=0.0):
    n = X.shape[0]
    return X.T @ (sigmoid(X @ w) - y) / n + l2 * w


class LogisticRegression:
    def __init__(self, lr: float = 0.1, steps: int = 500, *, l2: float = 1e-3):
        self.lr = lr
        self.steps = steps
        self.l2 = l2
        self.w: np.ndarray | None = None
        self.history: list[float] = []

    def fit(self, X: np.ndarray, y: np.ndarray) -> LogisticRegression:
        w = np.zeros(X.shape[1])
        for step in range(self.steps):
            w -= self.lr * gradient(w, X, y, self.l2)
            if step % 100 == 0:
                self.history.append(loss(w, X, y, self.l2))
        self.w = w
        return self

    def predict(self, X: np.ndarray, threshold: float = 0.5) -> np.ndarray:
        if self.w is None:
            raise RuntimeError("fit the model before predicting")
        return (sigmoid(X @ self.w) >= threshold).astype(int)


def make_data(n=400, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3))
    X[:, 0] = 1  # the intercept
    true_w = np.array([-0.5, 2.0, -1.0])
    y = (rng.random(n) < sigmoid(X @ true_w)).astype(int)
    return X, y, true_w


def numeric_gradient(f, w, h=1e-6):
    grad = np.zeros_like(w)
    for i in range(len(w)):
        up, down = w.copy(), w.copy()
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad


if __name__ == "__main__":
    X, y, true_w = make_data()
    model = LogisticRegression(lr=0.5, steps=1_000).fit(X, y)
    accuracy = (model.predict(X) == y).mean()
    w = np.array([0.1, -0.2, 0.3])
    error = np.abs(gradient(w, X, y) - numeric_gradient(lambda v: loss(v, X, y), w)).max()
    assert error < 1e-7, f"gradient is off by {error:.2e}"
    assert not math.isnan(accuracy) and accuracy > 0.8
    print(f"accuracy {accuracy:.3f}", "weights", model.w.round(2), sep="\n")
