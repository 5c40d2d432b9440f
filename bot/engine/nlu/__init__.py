"""How customer text is understood: normaliser, tokeniser, features, entities and the rules that overrule a classifier."""
