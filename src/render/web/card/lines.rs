//! Text in a font: its width, its lines, and its letters as outlines. In come words, out go paths; colours and places
//! are others' business.

use rustybuzz::ttf_parser::{GlyphId, OutlineBuilder};
use rustybuzz::{Face, UnicodeBuffer};
use tiny_skia::{Path, PathBuilder};

/// What stands at the end of a text that was cut.
const ELLIPSIS: &str = "…";

/// A font at a size.
pub(super) struct Type<'f> {
    face: &'f Face<'f>,
    /// Pixels per unit of the font.
    scale: f32,
}

impl<'f> Type<'f> {
    /// A font at a size in pixels.
    pub(super) fn new(face: &'f Face<'f>, size: f32) -> Self {
        let units = i16::try_from(face.units_per_em()).unwrap_or(1_000).max(1);
        let scale = size / f32::from(units);
        Self { face, scale }
    }

    /// The width of a text in pixels.
    pub(super) fn width(&self, text: &str) -> f32 {
        let glyphs = rustybuzz::shape(self.face, &[], buffer(text));
        let advances = glyphs.glyph_positions().iter().map(|place| place.x_advance);
        self.pixels(advances.sum())
    }

    /// A text in lines no wider than `width`. What does not fit into `most` lines is cut off, which the second value
    /// tells.
    pub(super) fn lines(&self, text: &str, width: f32, most: usize) -> (Vec<String>, bool) {
        let mut lines: Vec<String> = Vec::new();
        for word in text
            .split([' ', '\t', '\n'])
            .filter(|word| !word.is_empty())
        {
            for piece in self.pieces(word, width) {
                let joined = lines.last().map(|line| format!("{line} {piece}"));
                let is_word = piece.len() == word.len();
                match (
                    joined.filter(|joined| is_word && self.width(joined) <= width),
                    lines.last_mut(),
                ) {
                    (Some(joined), Some(line)) => *line = joined,
                    _ => lines.push(piece.to_owned()),
                }
                if lines.len() > most {
                    lines.truncate(most);
                    self.end_with_ellipsis(&mut lines, width);
                    return (lines, true);
                }
            }
        }
        (lines, false)
    }

    /// The same lines with the text spread over them evenly: as narrow as their number allows.
    pub(super) fn even_lines(&self, text: &str, width: f32, most: usize) -> (Vec<String>, bool) {
        let (lines, is_cut) = self.lines(text, width, most);
        if is_cut || lines.len() < 2 {
            return (lines, is_cut);
        }
        let (mut low, mut high) = (width / 2.0, width);
        let mut best = lines;
        for _ in 0..6 {
            let middle = f32::midpoint(low, high);
            let (tried, is_cut) = self.lines(text, middle, best.len());
            if is_cut {
                low = middle;
            } else {
                best = tried;
                high = middle;
            }
        }
        (best, false)
    }

    /// A word, or what is left of it line by line if it is wider than a line.
    fn pieces<'w>(&self, word: &'w str, width: f32) -> Vec<&'w str> {
        let mut pieces = Vec::new();
        let mut rest = word;
        // Content is untrusted: a word of a megabyte is cut after what any card can hold.
        while self.width(first(rest, 200)) > width && pieces.len() < 16 {
            let starts = rest.char_indices().map(|(at, _)| at).skip(1).take(200);
            let fits = starts
                .take_while(|at| self.width(&rest[..*at]) <= width)
                .last();
            let second = rest.char_indices().nth(1).map_or(rest.len(), |(at, _)| at);
            let (piece, after) = rest.split_at(fits.unwrap_or(second));
            pieces.push(piece);
            rest = after;
        }
        if !rest.is_empty() && pieces.len() < 16 {
            pieces.push(rest);
        }
        pieces
    }

    fn end_with_ellipsis(&self, lines: &mut [String], width: f32) {
        if let Some(line) = lines.last_mut() {
            while !line.is_empty() && self.width(&format!("{line}{ELLIPSIS}")) > width {
                line.pop();
            }
            line.truncate(line.trim_end_matches([' ', ',', ';', ':', '.']).len());
            line.push_str(ELLIPSIS);
        }
    }

    /// The outlines of a line's letters, the first one at `x` on the base line `y`.
    pub(super) fn path(&self, line: &str, x: f32, y: f32) -> Option<Path> {
        let glyphs = rustybuzz::shape(self.face, &[], buffer(line));
        let mut pen = Pen {
            builder: PathBuilder::new(),
            scale: self.scale,
            x,
            y,
        };
        let (mut at, base) = (0_i32, (x, y));
        for (glyph, place) in glyphs.glyph_infos().iter().zip(glyphs.glyph_positions()) {
            pen.x = base.0 + self.pixels(at.saturating_add(place.x_offset));
            pen.y = base.1 - self.pixels(place.y_offset);
            let glyph = u16::try_from(glyph.glyph_id).map_or(GlyphId(0), GlyphId);
            self.face.outline_glyph(glyph, &mut pen);
            at = at.saturating_add(place.x_advance);
        }
        pen.builder.finish()
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a card is a thousand pixels wide"
    )]
    fn pixels(&self, units: i32) -> f32 {
        units as f32 * self.scale
    }
}

/// The first characters of a text.
fn first(text: &str, count: usize) -> &str {
    text.char_indices()
        .nth(count)
        .map_or(text, |(at, _)| &text[..at])
}

fn buffer(text: &str) -> UnicodeBuffer {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    buffer
}

/// Takes a glyph's outline in units of its font, whose `y` grows upwards.
struct Pen {
    builder: PathBuilder,
    scale: f32,
    x: f32,
    y: f32,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.builder.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.builder.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.at(x1, y1), self.at(x, y));
        self.builder.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.builder.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.builder.close();
    }
}
