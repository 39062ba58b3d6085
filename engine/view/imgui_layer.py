"""Dear ImGui drawn by Panda3D, with one code for OpenGL, the software renderer and off-screen buffers.

ImGui gives lists of triangles; here they become Geoms under ``pixel2d``. Three things are special:

* p3tinydisplay cuts positions and texture coordinates off instead of rounding them, which makes letters tremble;
  half a pixel and a quarter of a texel put both in the middle.
* It also honours a scissor only where the transform changes between two nodes, so every draw command has a
  node of its own, shifted by a hair in depth.
* Tests and scripted learners have no mouse: input can be injected, and takes the same way as real input.

    layer = ImGuiLayer(base, find_font().data, font_size=16)
    layer.frame(1 / 60, draw)         # draw() calls imgui.begin … end
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from direct.showbase.DirectObject import DirectObject
from panda3d import core
from slimgui import imgui, implot

from engine.view.keys import KEYS, MOUSE, bare

__all__ = ["ImGuiLayer"]

_VERTEX = """#version 150
uniform mat4 p3d_ModelViewProjectionMatrix;
in vec4 p3d_Vertex; in vec2 p3d_MultiTexCoord0; in vec4 p3d_Color;
out vec2 uv; out vec4 tint;
void main() {
    gl_Position = p3d_ModelViewProjectionMatrix * vec4(p3d_Vertex.xy, 0.0, 1.0);
    uv = p3d_MultiTexCoord0; tint = p3d_Color;
}"""
_FRAGMENT = """#version 150
uniform sampler2D p3d_Texture0;
in vec2 uv; in vec4 tint; out vec4 colour;
void main() { colour = tint * texture(p3d_Texture0, uv); }"""

_NOWHERE = (-1e9, -1e9)


def _format() -> core.GeomVertexFormat:
    """ImGui's vertex: position and texture coordinate as two floats, colour as four bytes; 20 bytes."""
    array = core.GeomVertexArrayFormat()
    array.add_column("vertex", 2, core.GeomEnums.NT_float32, core.GeomEnums.C_point)
    array.add_column("texcoord", 2, core.GeomEnums.NT_float32, core.GeomEnums.C_texcoord)
    array.add_column("color", 4, core.GeomEnums.NT_uint8, core.GeomEnums.C_color)
    return core.GeomVertexFormat.register_format(core.GeomVertexFormat(array))


def _bytes_at(address: int, size: int) -> memoryview:
    return memoryview((ctypes.c_ubyte * size).from_address(address)).cast("B")


class ImGuiLayer(DirectObject):
    """Owns one ImGui and one ImPlot context and draws them over everything else of ``base``."""

    def __init__(self, base: Any, font: bytes | None, font_size: float) -> None:
        super().__init__()
        self._base = base
        self.context = imgui.create_context()
        imgui.set_current_context(self.context)
        self.plots = implot.create_context()
        implot.set_current_context(self.plots)
        self.io = imgui.get_io()
        self.io.ini_filename = None
        flags = imgui.BackendFlags
        self.io.backend_flags |= flags.RENDERER_HAS_TEXTURES | flags.RENDERER_HAS_VTX_OFFSET
        self.io.config_flags |= imgui.ConfigFlags.NAV_ENABLE_KEYBOARD
        if font is None:
            self.io.fonts.add_font_default()
        else:
            options = imgui.FontConfig()
            options.pixel_snap_h = True  # else Chinese strokes fall between pixels
            options.oversample_h = options.oversample_v = 1
            self.io.fonts.add_font_from_memory_ttf(font, font_size, options)
        self._software = "Tiny" in base.win.gsg.get_type().get_name()
        self._root = self._make_root()
        self._vertex_format = _format()
        self._nodes: list[core.NodePath[core.GeomNode]] = []
        self._vertices: list[core.GeomVertexData] = []
        self._textures: dict[int, core.Texture] = {}
        self._next_texture = 1
        self.pointer: tuple[float, float] | None = None
        """Where the pointer is said to be; ``None`` asks the window."""
        self._listen()

    # -- set-up ---------------------------------------------------------------------------------------------
    def _make_root(self) -> core.NodePath:
        root: core.NodePath = self._base.pixel2d.attach_new_node("imgui")
        shift = 0.5 if self._software else 0.0
        root.set_mat(core.LMatrix4(1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0, shift, 0, -shift, 1))
        root.set_state(
            core.RenderState.make(
                core.ColorAttrib.make_vertex(),
                core.TransparencyAttrib.make(core.TransparencyAttrib.M_alpha),
                core.DepthTestAttrib.make(core.DepthTestAttrib.M_none),
                core.DepthWriteAttrib.make(core.DepthWriteAttrib.M_off),
                core.CullFaceAttrib.make(core.CullFaceAttrib.M_cull_none),
            )
        )
        root.set_bin("unsorted", 1000)
        if core.ConfigVariableInt("gl-version", "").value >= 3:  # a core context draws nothing without a shader
            root.set_shader(core.Shader.make(core.Shader.SL_GLSL, _VERTEX, _FRAGMENT))
        return root

    def _listen(self) -> None:
        for thrower in self._base.buttonThrowers or ():
            node = thrower.node()
            node.set_button_down_event("ui-down")
            node.set_button_up_event("ui-up")
            node.set_button_repeat_event("ui-down")
            node.set_keystroke_event("ui-character")
        self.accept("ui-down", self.button, [True])
        self.accept("ui-up", self.button, [False])
        self.accept("ui-character", self.character)

    # -- input ----------------------------------------------------------------------------------------------
    def button(self, down: bool, name: str) -> None:
        """A key or mouse button in Panda3D's names went down or up."""
        name = bare(name)
        if name in MOUSE:
            self.io.add_mouse_button_event(MOUSE[name], down)
        elif name in ("wheel_up", "wheel_down"):
            if down:
                self.io.add_mouse_wheel_event(0.0, 1.0 if name == "wheel_up" else -1.0)
        elif name in KEYS:
            self.io.add_key_event(KEYS[name], down)

    def character(self, text: str) -> None:
        """Characters were typed; control characters are keys, not text."""
        if text and ord(text[0]) >= 32 and text != "\x7f":
            self.io.add_input_characters_utf8(text)

    @property
    def wants_keyboard(self) -> bool:
        """Whether keys belong to a panel now, so that walking must not react to them."""
        return bool(self.io.want_capture_keyboard or self.io.want_text_input)

    @property
    def wants_mouse(self) -> bool:
        """Whether the pointer is on a panel."""
        return bool(self.io.want_capture_mouse)

    def _where(self) -> tuple[float, float]:
        if self.pointer is not None:
            return self.pointer
        window = self._base.win
        if isinstance(window, core.GraphicsWindow):
            state = window.get_pointer(0)
            if state.get_in_window():
                return state.get_x(), state.get_y()
        return _NOWHERE

    # -- frame ----------------------------------------------------------------------------------------------
    def frame(self, seconds: float, draw: Callable[[], None]) -> None:
        """Build one frame ``seconds`` after the last one and hand it to Panda3D."""
        imgui.set_current_context(self.context)
        implot.set_current_context(self.plots)
        window = self._base.win
        self.io.display_size = (window.get_x_size(), window.get_y_size())
        self.io.delta_time = max(1e-4, seconds)
        self.io.add_mouse_pos_event(*self._where())
        imgui.new_frame()  # type: ignore[no-untyped-call]
        try:
            draw()
        finally:
            imgui.render()
        self._upload(imgui.get_draw_data())

    def _upload(self, data: imgui.DrawData) -> None:
        for texture in data.textures or ():
            if texture.status != imgui.TextureStatus.OK:
                self._update_texture(texture)
        used = 0
        for number, commands in enumerate(data.commands_lists):
            if not commands.idx_buffer_size:
                continue
            vertices = self._fill_vertices(number, commands)
            indices = _bytes_at(commands.idx_buffer_data, commands.idx_buffer_size * imgui.INDEX_SIZE)
            for command in commands.commands:
                x0, y0, x1, y1 = command.clip_rect
                if command.elem_count and x1 > x0 and y1 > y0:
                    self._place(used, vertices, indices, command)
                    used += 1
        for spare in self._nodes[used:]:
            spare.stash()

    def _fill_vertices(self, number: int, commands: imgui.DrawList) -> core.GeomVertexData:
        while number >= len(self._vertices):
            self._vertices.append(core.GeomVertexData("imgui", self._vertex_format, core.Geom.UH_stream))
        vertices = self._vertices[number]
        rows = commands.vtx_buffer_size
        vertices.unclean_set_num_rows(rows)
        source = _bytes_at(commands.vtx_buffer_data, rows * imgui.VERTEX_SIZE)
        memoryview(vertices.modify_array(0)).cast("B")[:] = source  # type: ignore[arg-type]
        return vertices

    def _place(
        self, used: int, vertices: core.GeomVertexData, indices: memoryview, command: imgui.DrawCmd
    ) -> None:
        while used >= len(self._nodes):
            made = core.GeomNode(f"draw{len(self._nodes)}")
            made.set_bounds(core.OmniBoundingVolume())
            made.final = True
            made_path = self._root.attach_new_node(made, len(self._nodes))
            made_path.set_z((len(self._nodes) + 1) * 1e-4)  # a transform of its own, see the module docstring
            self._nodes.append(made_path)
        path = self._nodes[used]
        path.unstash()
        size = imgui.INDEX_SIZE
        triangles = core.GeomTriangles(core.Geom.UH_stream)
        triangles.set_index_type(core.Geom.NT_uint16 if size == 2 else core.Geom.NT_uint32)
        array = triangles.modify_vertices()
        array.unclean_set_num_rows(command.elem_count)
        start = command.idx_offset * size
        piece = indices[start : start + command.elem_count * size]
        memoryview(array).cast("B")[:] = piece  # type: ignore[arg-type]
        geom = core.Geom(vertices)
        geom.add_primitive(triangles)
        node: core.GeomNode = path.node()
        node.remove_all_geoms()
        node.add_geom(geom, self._state(command))

    def _state(self, command: imgui.DrawCmd) -> core.RenderState:
        width, height = self.io.display_size
        x0, y0, x1, y1 = command.clip_rect
        texture = self._textures[command.tex_ref.get_tex_id()]
        left, right = max(0.0, x0 / width), min(1.0, x1 / width)
        bottom, top = max(0.0, 1 - y1 / height), min(1.0, 1 - y0 / height)
        scissor = core.ScissorAttrib.make(left, right, bottom, top)
        state = core.RenderState.make(core.TextureAttrib.make(texture), scissor)
        if self._software:
            shift = core.TransformState.make_pos2d((0.25 / texture.get_x_size(), 0.25 / texture.get_y_size()))
            state = state.set_attrib(core.TexMatrixAttrib.make(core.TextureStage.get_default(), shift))
        return state

    def _update_texture(self, request: imgui.TextureData) -> None:
        status = imgui.TextureStatus
        if request.status == status.WANT_DESTROY:
            if request.unused_frames > 0:
                gone = self._textures.pop(request.get_tex_id(), None)
                if gone is not None:
                    gone.release_all()
                request.set_tex_id(0)
                request.set_status(status.DESTROYED)
            return
        if request.status == status.WANT_CREATE:
            made = core.Texture("imgui")
            made.setup_2d_texture(request.width, request.height, core.Texture.T_unsigned_byte, core.Texture.F_rgba)
            made.set_minfilter(core.SamplerState.FT_linear)
            made.set_magfilter(core.SamplerState.FT_linear)
            made.set_wrap_u(core.SamplerState.WM_clamp)
            made.set_wrap_v(core.SamplerState.WM_clamp)
            made.set_compression(core.Texture.CM_off)
            request.set_tex_id(self._next_texture)
            self._textures[self._next_texture] = made
            self._next_texture += 1
        self._textures[request.get_tex_id()].set_ram_image_as(bytes(request.get_pixels()), "RGBA")
        request.set_status(status.OK)

    def close(self) -> None:
        """Give everything back: nodes, textures and both contexts."""
        self.ignore_all()
        self._root.remove_node()
        for texture in self._textures.values():
            texture.release_all()
        self._textures.clear()
        self._nodes.clear()
        self._vertices.clear()
        imgui.set_current_context(self.context)
        implot.destroy_context(self.plots)
        imgui.destroy_context(self.context)
