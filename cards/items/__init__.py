"""Quiz items as data: what is asked, what is right, and why. Pure; knows neither facts nor learners."""
