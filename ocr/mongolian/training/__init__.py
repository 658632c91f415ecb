"""How the recogniser of Mongolian is made: drawn lines, their ageing, the network and its training."""
