"""Teacher exchange inside the alliances: who may go, who teaches where, on which half-days."""
