"""Belongs to count-words.md, which shows what stands between the two ANCHOR lines."""

# ANCHOR: count
def count_words(text):
    words, in_code = 0, False
    for line in text.splitlines():
        if line.startswith("```"):
            in_code = not in_code
        elif not in_code:
            words += len(line.split())
    return words


answer = "Two words.\n```python\nx = 1\n```\nAnd three more."
print(count_words(answer))
# ANCHOR_END: count

assert count_words("") == 0
assert count_words("```\nonly code\n```") == 0
