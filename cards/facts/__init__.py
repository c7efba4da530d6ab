"""The fact language: typed facts (`kinds`), the TOML they are read from (`reader`) and the outline they must cover."""
