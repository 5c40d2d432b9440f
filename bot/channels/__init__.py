"""How each channel looks from outside: verify, parse, render, send."""
