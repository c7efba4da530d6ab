"""What is learned: sourced facts, the cards made from them, and the decks that hold them. Knows no learner."""
