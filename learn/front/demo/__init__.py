"""A site to look at: several simulated learners with a year behind them, in a database of their own."""
