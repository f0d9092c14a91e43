"""The endpoints: one module for each group of URLs. A module declares its routes, and no module imports another."""
