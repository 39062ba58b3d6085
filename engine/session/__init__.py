"""One attempt: the tick loop, actions, people and places, documents, the attempt file, checkpoints and replay."""
