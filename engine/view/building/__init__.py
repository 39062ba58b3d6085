"""The building itself: rooms, platforms, stairs and pipes as meshes, without any graphics."""
