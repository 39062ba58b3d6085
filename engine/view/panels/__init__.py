"""The panels: each draws one part of the screen from a frame, with ``Ui`` as its only tool.

No panel knows a trade: what is drawn follows from tags, operables and sections. Shapes of equipment for the
pictures of the control room come from ``engine.view.symbols``.
"""
