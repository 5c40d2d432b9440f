"""What runs inside the Rasa process: NLU components, tracker store, connector."""
