"""After-sales rules: no web, no Rasa, no chat."""
