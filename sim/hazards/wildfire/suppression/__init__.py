"""What holds a fire: line production, attack on its edge, lines that hold or fail."""
