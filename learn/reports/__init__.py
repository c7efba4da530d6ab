"""Problems with cards: learners report them, staff answer, whoever studies the card hears what was corrected."""
