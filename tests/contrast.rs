//! The contrast of every pair of colours that the theme puts on each other, computed from the style sheets:
//! in light and in dark, as it is and for readers who ask for more contrast.

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../static/css/tokens.css");
const CODE: &str = include_str!("../static/css/code.css");

/// Where a style sheet's colours for more contrast begin.
const MORE: &str = "@media (prefers-contrast: more)";

/// Colours by their custom property.
type Colours = BTreeMap<String, [f64; 3]>;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Scheme {
    Light,
    Dark,
}

const SCHEMES: [Scheme; 2] = [Scheme::Light, Scheme::Dark];

/// The inside of the braces that follow `head`.
fn block<'s>(sheet: &'s str, head: &str) -> &'s str {
    let (_, rest) = sheet.split_once(head).expect(head);
    let mut depth = 0;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return &rest[..at],
            b'}' => depth -= 1,
            _ => {}
        }
    }
    panic!("`{head}` does not end");
}

/// The custom properties that a piece of a style sheet sets.
fn declarations(piece: &str) -> impl Iterator<Item = (&str, &str)> {
    piece
        .split([';', '{', '}'])
        .filter_map(|declaration| declaration.rsplit("*/").next()?.trim().split_once(": "))
        .filter(|(name, _)| name.starts_with("--"))
}

/// A colour as it is meant in a scheme; `None` if the value is none.
fn colour(value: &str, scheme: Scheme, values: &BTreeMap<&str, &str>) -> Option<[f64; 3]> {
    if let Some(name) = value.strip_prefix("var(") {
        return colour(values.get(name.trim_end_matches(')'))?, scheme, values);
    }
    if let Some(pair) = value.strip_prefix("light-dark(") {
        let (light, dark) = pair.trim_end_matches(')').split_once(", ")?;
        let value = if scheme == Scheme::Light { light } else { dark };
        return colour(value, scheme, values);
    }
    let hex = value.strip_prefix('#').filter(|hex| hex.len() == 6)?;
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).ok();
    Some([byte(0)?, byte(2)?, byte(4)?].map(|byte| f64::from(byte) / 255.0))
}

fn colours(scheme: Scheme, has_more_contrast: bool) -> Colours {
    let mut values = BTreeMap::new();
    for sheet in [TOKENS, CODE] {
        values.extend(declarations(block(sheet, ":root ")));
    }
    for sheet in [TOKENS, CODE] {
        if has_more_contrast {
            values.extend(declarations(block(sheet, MORE)));
        }
    }
    values
        .iter()
        .filter_map(|(name, value)| Some(((*name).to_owned(), colour(value, scheme, &values)?)))
        .collect()
}

/// The contrast of two colours, by WCAG 2.2.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let linear = |c: f64| {
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    let luminance =
        |c: [f64; 3]| 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    if a > b { a / b } else { b / a }
}

/// Fails with every pair that is too weak: names without their dashes, and the least contrast.
fn check(pairs: &[(String, String, f64)], has_more_contrast: bool) {
    let mut weak = Vec::new();
    for scheme in SCHEMES {
        let colours = colours(scheme, has_more_contrast);
        let get = |name: &str| *colours.get(&format!("--{name}")).expect(name);
        for (front, back, least) in pairs {
            let contrast = contrast(get(front), get(back));
            if contrast < *least {
                weak.push(format!(
                    "{scheme:?}: {front} on {back} is {contrast:.2}, not {least}"
                ));
            }
        }
    }
    assert!(weak.is_empty(), "{}", weak.join("\n"));
}

/// What is written on what, and lines and shapes that tell something; the two least contrasts.
fn pairs(text: f64, shape: f64) -> Vec<(String, String, f64)> {
    let mut pairs = Vec::new();
    let mut add = |front: &str, back: &str, least| {
        pairs.push((front.to_owned(), back.to_owned(), least));
    };
    let surfaces = ["background", "surface", "surface-strong", "accent-surface"];
    for surface in surfaces {
        for front in ["text", "text-muted", "accent"] {
            add(front, surface, text);
        }
        // The ring of the focus is drawn in the accent, controls have this line.
        add("line-strong", surface, shape);
    }
    add("text", "mark", text);
    // Buttons that are filled.
    add("background", "accent", text);
    for callout in ["note", "good", "caution", "danger", "further"] {
        let surface = format!("{callout}-surface");
        for front in ["text", "text-muted", "accent", callout] {
            add(front, &surface, text);
        }
        add(callout, "background", text);
    }
    for figure in ["figure-1", "figure-2", "figure-3", "figure-4"] {
        for surface in ["background", "surface"] {
            add(figure, surface, shape);
        }
    }
    pairs
}

#[test]
fn texts_and_shapes_are_legible_on_every_surface() {
    check(&pairs(4.5, 3.0), false);
}

#[test]
fn with_more_contrast_texts_have_seven_to_one() {
    check(&pairs(7.0, 4.5), true);
}

#[test]
fn every_colour_of_code_is_legible() {
    for has_more_contrast in [false, true] {
        let all = colours(Scheme::Light, has_more_contrast);
        let names = all.keys().filter_map(|name| name.strip_prefix("--"));
        let is_text = |name: &&str| {
            let surfaces = [
                "code-background",
                "code-border",
                "code-accent",
                "code-highlight",
            ];
            name.starts_with("code-") && !surfaces.contains(name) && !name.ends_with("-background")
        };
        let texts: Vec<&str> = names.filter(is_text).collect();
        assert_eq!(texts.len(), 17, "plain and muted text, and every class");
        let mut pairs = Vec::new();
        for text in texts {
            for surface in ["code-background", "code-highlight"] {
                pairs.push((text.to_owned(), surface.to_owned(), 4.5));
            }
        }
        for change in ["inserted", "deleted"] {
            let surface = format!("code-{change}-background");
            pairs.push((format!("code-{change}"), surface, 4.5));
        }
        check(&pairs, has_more_contrast);
    }
}

#[test]
fn colours_are_read_from_the_style_sheets() {
    let light = colours(Scheme::Light, false);
    let dark = colours(Scheme::Dark, true);
    assert_eq!(light["--background"], [1.0, 1.0, 1.0]);
    assert_eq!(dark["--text"], [1.0, 1.0, 1.0]);
    assert!(light.len() > 40, "{} colours", light.len());
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
}
