"""Speed and memory, as ratios to a known neighbour in the same run. Not part of the tests: machines differ."""
