"""Panda3D and ImGui, and only here: the place in three dimensions, walking, picking, panels, pictures."""
