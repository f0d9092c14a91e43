"""What the project exists for, as pure functions: evidence, quantities, dates, verification."""
