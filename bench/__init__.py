"""Speed and memory, as ratios to a known neighbour in the same run. No part of the tests: machines differ."""
