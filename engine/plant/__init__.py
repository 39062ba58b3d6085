"""What is simulated: one contract (``plant``), its checker, and one package for each kind of plant."""
