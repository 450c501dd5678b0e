"""The sentence around a name, and whether the name stands in quotation marks or parentheses."""


def sentence_around(folded: str, start: int, end: int) -> tuple[int, int]:
    """Bounds of the sentence around a name: full stops inside quotation marks do not end it."""
    left = start
    depth = 0
    while left > 0 and start - left < 400:
        character = folded[left - 1]
        if character in "」』":
            depth += 1
        elif character in "「『":
            depth = max(0, depth - 1) if depth else 0
        elif character == "。" and depth == 0:
            break
        left -= 1
    right, depth = end, 0
    while right < len(folded) and right - end < 500:
        character = folded[right]
        right += 1
        if character in "「『":
            depth += 1
        elif character in "」』":
            depth = max(0, depth - 1)
        elif character == "。" and depth == 0:
            break
    return left, right


def quote_depth(folded: str, position: int) -> int:
    window = folded[max(0, position - 300) : position]
    depth = 0
    for character in window:
        if character in "「『":
            depth += 1
        elif character in "」』":
            depth = max(0, depth - 1)
    return depth


def is_in_parentheses(folded: str, position: int) -> bool:
    window = folded[max(0, position - 60) : position]
    depth = 0
    for character in reversed(window):
        if character in ")]":
            depth += 1
        elif character in "([":
            if depth == 0:
                return True
            depth -= 1
    return False
