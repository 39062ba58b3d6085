"""What a hand brings to a place: instruments held to a point, things fastened at several ends, distances to keep.

One folder, because the three share their points, their reach and the geometry of a body in 3-D.
"""
