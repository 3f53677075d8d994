class Unclear(ValueError):  # noqa: N818 -- an expected answer, not an error
    """What somebody wrote can not be understood; `code` has words, `text` is what was written."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text!r}")
        self.code = code
        self.text = text
