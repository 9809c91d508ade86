//! A formula → words, for places that show plain text: descriptions, search snippets, feeds.
//!
//! In comes TeX as it stands between dollar signs, out goes a line that a reader can follow:
//! `\frac{1}{n} \sum_{i=1}^n x_i^2` → `1/n ∑_(i=1)^n x_i²`. It need not be TeX that could be typeset:
//! what is unknown loses its backslash, what is unbalanced is taken as it comes. Nothing is reported
//! here, and nothing is exact: two formulas may come out as the same words.

mod letters;
mod line;
mod read;
mod symbols;
mod tokens;

use line::line;
use read::Reader;
pub(crate) use tokens::{Token, Tokens};

/// The formula as one line of plain text, without backslash, dollar sign or brace.
///
/// Takes time in proportion to the length and never fails.
pub fn words(tex: &str) -> String {
    plain(&line(&Reader::new(tex).read(), false))
}

/// Text without markup and doubled spaces.
fn plain(text: &str) -> String {
    let text: String = text.chars().filter(|c| !is_markup(*c)).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_markup(c: char) -> bool {
    matches!(c, '\\' | '$' | '{' | '}') || c.is_control() && !c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_of_machine_learning_read_well() {
        for (tex, expected) in [
            (r"\frac{a}{b}", "a/b"),
            (r"x_i^2", "x_i²"),
            (r"\sum_{i=1}^n x_i", "∑_(i=1)^n x_i"),
            (r"\hat{y} = Wx + b", "ŷ = Wx + b"),
            (r"\sigma(x)=\frac{1}{1+e^{-x}}", "σ(x) = 1/(1 + e^(−x))"),
            (
                r"P(A \mid B) = \frac{P(B \mid A)\,P(A)}{P(B)}",
                "P(A | B) = (P(B | A) P(A))/P(B)",
            ),
            (
                r"P(A|B)=\frac{P(B|A)P(A)}{P(B)}",
                "P(A|B) = P(B|A)P(A)/P(B)",
            ),
            (
                r"\text{Attention}(Q,K,V) = \operatorname{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V",
                "Attention(Q, K, V) = softmax(QKᵀ/√d_k)V",
            ),
            (
                r"\mathcal{L} = -\sum_{i} y_i \log \hat{y}_i",
                "L = −∑_i y_i log ŷ_i",
            ),
            (
                r"\text{MSE} = \frac{1}{n}\sum_{i=1}^{n}(y_i - \hat{y}_i)^2",
                "MSE = 1/n ∑_(i=1)^n (y_i − ŷ_i)²",
            ),
            (
                r"\theta_{t+1} = \theta_t - \eta \nabla_\theta L(\theta_t)",
                "θ_(t+1) = θ_t − η∇_θ L(θ_t)",
            ),
            (r"\frac{\partial L}{\partial w_{ij}}", "∂L/∂w_ij"),
            (
                r"F_1 = 2 \cdot \frac{P \cdot R}{P + R}",
                "F₁ = 2 · (P · R)/(P + R)",
            ),
            (
                r"F_1 = \frac{2\,TP}{2\,TP + FP + FN}",
                "F₁ = (2 TP)/(2 TP + FP + FN)",
            ),
            (r"\mathbf{x} \in \mathbb{R}^{d \times k}", "x ∈ ℝ^(d×k)"),
            (r"\mathbb{E}_{x \sim p}[f(x)]", "𝔼_(x∼p)[f(x)]"),
            (
                r"\mathrm{Var}(X) = \mathbb{E}[X^2] - \mathbb{E}[X]^2",
                "Var(X) = 𝔼[X²] − 𝔼[X]²",
            ),
            (r"\|w\|_2^2 \le 1", "‖w‖₂² ≤ 1"),
            (r"\lambda \lVert w \rVert_1", "λ‖w‖₁"),
            (r"\arg\max_\theta \log p(x;\theta)", "arg max_θ log p(x; θ)"),
            (r"D_{\mathrm{KL}}(p \,\|\, q)", "D_KL(p ‖ q)"),
            (r"x \to \infty", "x → ∞"),
            (r"\lim_{n\to\infty} a_n = 0", "lim_(n→∞) a_n = 0"),
            (r"\int_0^1 f(x)\,dx", "∫₀¹ f(x) dx"),
            (r"A^{-1}A = I", "A⁻¹A = I"),
            (r"10^{-3}", "10⁻³"),
            (r"O(n \log n)", "O(n log n)"),
            (r"\log_2 8 = 3", "log₂ 8 = 3"),
            (r"\binom{n}{k}p^k(1-p)^{n-k}", "C(n, k)p^k(1 − p)^(n−k)"),
            (
                r"\mathcal{N}(x;\mu,\sigma^2)=\frac{1}{\sqrt{2\pi\sigma^2}}e^{-\frac{(x-\mu)^2}{2\sigma^2}}",
                "N(x; μ, σ²) = 1/√(2πσ²) e^(−(x − μ)²/(2σ²))",
            ),
            (
                r"\text{ReLU}(x) = \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}",
                "ReLU(x) = ｛x, x > 0; 0, otherwise｝",
            ),
            (
                r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
                "(a b; c d)",
            ),
            (
                r"\begin{aligned} a &= b + c \\ &= d \end{aligned}",
                "a = b + c; = d",
            ),
            (r"\{x \in X : x \ne 0\}", "｛x ∈ X: x ≠ 0｝"),
            (r"w_1 x_1 + \dots + w_n x_n", "w₁x₁ + … + w_n x_n"),
            (r"\frac{\frac{a}{b}}{c+d}", "(a/b)/(c + d)"),
            (r"\frac12 x'^{2}", "1/2 x′²"),
            (r"\hat\beta = (X^TX)^{-1}X^Ty", "β̂ = (X^T X)⁻¹X^T y"),
            (r"\bar{x} \pm 1.96\,\frac{s}{\sqrt{n}}", "x̄ ± 1.96 s/√n"),
            (
                r"\text{TPR} = \text{TP} / (\text{TP} + \text{FN})",
                "TPR = TP/(TP + FN)",
            ),
            (
                r"h_t = \tanh(W_h h_{t-1} + W_x x_t)",
                "h_t = tanh(W_h h_(t−1) + W_x x_t)",
            ),
            (r"k \not= 0,\ x \notin S", "k ≠ 0, x ∉ S"),
            (r"\underset{w}{\min}\; f(w)", "min_w f(w)"),
            (r"X_n \xrightarrow{d} X", "X_n →^d X"),
            (r"\sqrt[3]{x+1}", "³√(x + 1)"),
            (r"90^\circ, x^*, 50\%", "90°, x*, 50%"),
            (r"\left\lfloor \frac{n}{2} \right\rfloor", "⌊n/2⌋"),
            (r"1{,}000", "1,000"),
            (r"a \equiv b \pmod{n}", "a ≡ b (mod n)"),
            (r"{\left(1 - \tfrac{1}{n}\right)}^{n}", "(1 − 1/n)^n"),
        ] {
            assert_eq!(words(tex), expected, "{tex}");
        }
    }

    #[test]
    fn words_of_other_languages_stay_words() {
        assert_eq!(
            words(r"\text{точність} = \frac{TP}{TP+FP} \text{ якщо } n>0"),
            "точність = TP/(TP + FP) якщо n > 0"
        );
        assert_eq!(words(r"\text{top\_k, 5\%~of $n$}"), "top_k, 5% of n");
    }

    #[test]
    fn unknown_commands_lose_their_backslash() {
        assert_eq!(words(r"\foo x \barx{y}"), "foo x barx y");
        assert_eq!(words(r"\widehat{ab} \vec{v}_1"), "hat(ab) v⃗₁");
    }

    #[test]
    fn broken_formulas_give_what_is_there() {
        for (tex, expected) in [
            ("", ""),
            (r"\", ""),
            (r"\frac", "/"),
            (r"\frac{a", "a/"),
            (r"}a}", "a"),
            (r"^2", "²"),
            (r"x^", "x"),
            (r"a\right", "a"),
            (r"\begin{cases} a \\ b", "｛a; b｝"),
            (r"\text{a", "a"),
            (r"a % b", "a"),
            (r"$x$", "x"),
            (r"\end{x}a & b \\ c", "a b; c"),
        ] {
            assert_eq!(words(tex), expected, "{tex}");
        }
    }

    #[test]
    fn deep_nesting_costs_neither_the_stack_nor_time() {
        // Quadratic in the length, any of these would take minutes.
        for (open, close) in [
            ("{", "}"),
            (r"\frac{", "}{x}"),
            (r"\sqrt", ""),
            (r"\sqrt[", ""),
            ("x^{", "}"),
            ("^", ""),
            (r"\hat", ""),
            (r"\text{", "}"),
            (r"\begin{matrix}", r"\end{matrix}"),
            (r"\left(", r"\right)"),
            ("((", ")"),
            (r"\underset{x}", ""),
            ("{x_", "}"),
            (" ", ""),
            (r"\,x", ""),
            ("x_1'", ""),
        ] {
            let text = words(&(open.repeat(100_000) + "y" + &close.repeat(100_000)));
            assert!(
                text.contains('y') || text.contains('ŷ') || open.contains("text"),
                "{open}"
            );
        }
    }

    /// TeX in which rules meet.
    fn tex() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            r"\frac",
            r"\sqrt",
            r"\hat",
            r"\text",
            r"\mathbb",
            r"\left",
            r"\right",
            r"\begin{cases}",
            r"\end{cases}",
            r"\begin{matrix}",
            r"\begin",
            r"\sum",
            r"\log",
            r"\alpha",
            r"\le",
            r"\cdot",
            r"\{",
            r"\}",
            r"\\",
            r"\$",
            r"\",
            r"\unknown",
            r"\not",
            r"\operatorname*",
            r"\underset",
            r"\,",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            "^",
            "_",
            "'",
            "&",
            "x",
            "ї",
            "12.5",
            "+",
            "-",
            "=",
            ",",
            "|",
            " ",
            "%",
            "\n",
            "$",
            "\u{302}",
            "~",
            "#",
        ]);
        prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn words_have_no_markup(tex in prop_oneof![tex(), any::<String>()]) {
            let words = words(&tex);
            prop_assert!(!words.contains(['\\', '$', '{', '}', '\n']), "{words}");
            prop_assert!(!words.contains("  ") && words.trim() == words, "{words}");
        }

        #[test]
        fn letters_of_simple_formulas_stay_in_order(letters in "[a-zA-Z0-9+=,() ]{0,30}") {
            let bare = |s: &str| s.replace(' ', "");
            prop_assert_eq!(bare(&words(&letters)), bare(&letters));
        }
    }
}
