"""The basic tier of drawing: fixed function, materials and a matcap for metal, the same on every renderer.

Finishes (plain data) become render states here. The colour of a finish and its contact shadow travel in the vertex
colours, so one state serves all paints, one all metals, and a whole machine draws in two or three batches.

    look = Look()
    node.add_geom(to_geom(mesh, colours), look.state("stainless"))
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from panda3d import core

from engine.view.building import surfaces
from engine.view.equipment.finishes import FINISHES, Finish
from engine.view.mesh import Mesh

__all__ = ["Look", "is_software", "picture_texture", "to_geom", "vertex_colours"]

_VERTEX = np.dtype([("p", "<f4", 3), ("n", "<f4", 3), ("t", "<f4", 2), ("c", "u1", 4)])


def _vertex_format() -> core.GeomVertexFormat:
    array = core.GeomVertexArrayFormat()
    array.add_column(core.InternalName.get_vertex(), 3, core.Geom.NT_float32, core.Geom.C_point)
    array.add_column(core.InternalName.get_normal(), 3, core.Geom.NT_float32, core.Geom.C_normal)
    array.add_column(core.InternalName.get_texcoord(), 2, core.Geom.NT_float32, core.Geom.C_texcoord)
    array.add_column(core.InternalName.get_color(), 4, core.Geom.NT_uint8, core.Geom.C_color)
    form = core.GeomVertexFormat()
    form.add_array(array)
    return core.GeomVertexFormat.register_format(form)


def vertex_colours(finish: str, shade: NDArray[Any] | float, count: int) -> NDArray[np.uint8]:
    """RGBA of ``count`` vertices: the colour of the finish darkened by ``shade`` (0…1, per vertex or for all)."""
    surface = FINISHES[finish]
    light = np.broadcast_to(np.asarray(shade, np.float32), (count,))
    if surface.glow:
        light = np.ones(count, np.float32)
    out = np.empty((count, 4), np.uint8)
    out[:, :3] = np.clip(light[:, None] * np.array(surface.colour) * 255 + 0.5, 0, 255)
    out[:, 3] = round(surface.alpha * 255)
    return out


def _fill(array: Any, data: bytes) -> None:
    """Copy bytes into a Panda3D vertex array through its buffer."""
    memoryview(array).cast("B")[:] = data


def to_geom(solid: Mesh, colours: NDArray[np.uint8]) -> core.Geom:
    """A mesh and its vertex colours (n, 4) as a ``Geom``, copied in one stroke."""
    rows = np.empty(len(solid.p), _VERTEX)
    rows["p"], rows["n"], rows["t"], rows["c"] = solid.p, solid.n, solid.t, colours
    data = core.GeomVertexData("mesh", _vertex_format(), core.Geom.UH_static)
    data.unclean_set_num_rows(len(rows))
    if len(rows):
        _fill(data.modify_array(0), rows.tobytes())
    triangles = core.GeomTriangles(core.Geom.UH_static)
    triangles.set_index_type(core.Geom.NT_uint32)
    array = triangles.modify_vertices()
    array.unclean_set_num_rows(solid.f.size)
    if solid.f.size:
        _fill(array, np.ascontiguousarray(solid.f, np.uint32).tobytes())
    geom = core.Geom(data)
    geom.add_primitive(triangles)
    return geom


def picture_texture(name: str, picture: NDArray[np.uint8], repeat: bool = False) -> core.Texture:
    """An (h, w, 3 or 4) picture as a mip-mapped texture; sides must be powers of two."""
    height, width, channels = picture.shape
    texture = core.Texture(name)
    form = core.Texture.F_rgba if channels == 4 else core.Texture.F_rgb
    texture.setup_2d_texture(width, height, core.Texture.T_unsigned_byte, form)
    upright = np.ascontiguousarray(picture[::-1])
    texture.set_ram_image_as(upright.tobytes(), "RGBA" if channels == 4 else "RGB")
    if repeat:
        texture.set_wrap_u(core.SamplerState.WM_repeat)
        texture.set_wrap_v(core.SamplerState.WM_repeat)
    else:
        texture.set_wrap_u(core.SamplerState.WM_clamp)
        texture.set_wrap_v(core.SamplerState.WM_clamp)
    texture.set_minfilter(core.SamplerState.FT_linear_mipmap_linear)
    texture.set_magfilter(core.SamplerState.FT_linear)
    return texture


def is_software(base: Any) -> bool:
    """Whether Panda3D's software renderer draws the window of ``base``."""
    window = getattr(base, "win", None)
    return window is not None and "Tiny" in str(window.get_gsg().get_type())


class Look:
    """Render states of all finishes, made when first asked for, and the textures they hold.

    ``software`` says that Panda3D's software renderer draws: it multiplies a material by the vertex colours where
    OpenGL lets the vertex colours take the material's place.
    """

    def __init__(self, software: bool = False) -> None:
        self._software = software
        self._states: dict[str, core.RenderState] = {}
        self._textures: dict[str, core.Texture] = {}

    def surface(self, finish: str) -> str:
        """Finishes with the same answer can share a batch."""
        kind = FINISHES[finish]
        if kind.texture:
            return f"texture:{kind.texture}:{kind.glow}"
        if kind.metal:
            return "metal"
        if kind.glow:
            return "glow"
        return "glass" if kind.alpha < 1 else "gloss" if kind.gloss >= 0.3 else "paint"

    def state(self, finish: str) -> core.RenderState:
        """The render state of a finish."""
        key = self.surface(finish)
        if key not in self._states:
            self._states[key] = self._make(FINISHES[finish])
        return self._states[key]

    def keep(self, texture: core.Texture) -> core.Texture:
        """Take a texture into the care of ``release``."""
        self._textures[texture.get_name()] = texture
        return texture

    def kept(self, name: str) -> core.Texture | None:
        """A texture kept under its name, if there is one."""
        return self._textures.get(name)

    def sharpen(self, texture: core.Texture) -> None:
        """Filter a picture with writing as well as the renderer can (the software renderer's trilinear is broken)."""
        texture.set_minfilter(core.SamplerState.FT_linear_mipmap_linear)
        if self._software:
            texture.set_minfilter(core.SamplerState.FT_linear_mipmap_nearest)
        texture.set_magfilter(core.SamplerState.FT_linear)
        texture.set_anisotropic_degree(8)
        texture.set_quality_level(core.Texture.QL_best)
        texture.set_wrap_u(core.SamplerState.WM_clamp)
        texture.set_wrap_v(core.SamplerState.WM_clamp)

    def picture_geom(self, solid: Mesh) -> core.Geom:
        """A mesh that shows nothing but its picture."""
        return to_geom(solid, np.full((len(solid.p), 4), 255, np.uint8))

    def picture_state(self, texture: core.Texture, see_through: bool) -> core.RenderState:
        """An unlit picture, with holes where its alpha is low if ``see_through``."""
        state = core.RenderState.make(
            core.ColorAttrib.make_vertex(), core.LightAttrib.make_all_off(), core.TextureAttrib.make(texture)
        )
        if see_through:
            state = state.add_attrib(core.TransparencyAttrib.make(core.TransparencyAttrib.M_alpha))
            state = state.add_attrib(core.DepthOffsetAttrib.make(1))
        return state

    def plain(self) -> core.Material:
        """A matt white material for surfaces whose picture holds their colour."""
        material = core.Material()
        material.set_ambient((1, 1, 1, 1))
        material.set_diffuse((1, 1, 1, 1))
        return material

    def show_on_screens(self, picture: NDArray[np.uint8]) -> None:
        """Have all screens of desks show ``picture``; before anything is drawn with it."""
        self._textures["screen"] = picture_texture("screen", picture)

    def release(self) -> None:
        """Give all textures back."""
        for texture in self._textures.values():
            texture.release_all()
            texture.clear_ram_image()
        self._textures.clear()
        self._states.clear()

    def texture(self, name: str) -> core.Texture:
        """A surface picture by name."""
        if name not in self._textures:
            makers = {
                "chequer": lambda: picture_texture("chequer", surfaces.chequer(128), repeat=True),
                "strewn": lambda: picture_texture("strewn", surfaces.strewn(128, 128, (0.8, 0.8, 0.8)), repeat=True),
                "grain": lambda: picture_texture("grain", surfaces.strewn(128, 128, (0.9, 0.9, 0.9)), repeat=True),
                "metal": lambda: picture_texture("metal", surfaces.metal_cap(512)),
                "screen": lambda: picture_texture("screen", surfaces.monitor(256, 128)),
                "puff": lambda: picture_texture("puff", surfaces.puff(64)),
            }
            self._textures[name] = makers[name]()
        return self._textures[name]

    def _make(self, finish: Finish) -> core.RenderState:
        attributes: list[Any] = [core.ColorAttrib.make_vertex()]
        if finish.metal or finish.glow:
            attributes.append(core.LightAttrib.make_all_off())
        else:
            attributes.append(core.MaterialAttrib.make(_material(finish, self._software)))
        if finish.metal:
            stage = core.TextureStage.get_default()
            attributes.append(core.TextureAttrib.make(self.texture("metal")))
            attributes.append(core.TexGenAttrib.make(stage, core.TexGenAttrib.M_eye_sphere_map))
        elif finish.texture in ("chequer", "screen", "strewn"):
            attributes.append(core.TextureAttrib.make(self.texture(finish.texture)))
        if finish.alpha < 1:
            attributes.append(core.TransparencyAttrib.make(core.TransparencyAttrib.M_alpha))
            attributes.append(core.DepthWriteAttrib.make(core.DepthWriteAttrib.M_off))
        state = core.RenderState.make_empty()
        for attribute in attributes:
            state = state.add_attrib(attribute)
        return state


def _material(finish: Finish, software: bool) -> core.Material:
    """A material that takes its colour from the vertices."""
    material = core.Material()
    if software:
        material.set_ambient((1, 1, 1, 1))
        material.set_diffuse((1, 1, 1, 1))
    shine = 0.32 if finish.gloss >= 0.3 else 0.08
    material.set_specular((shine, shine, shine, 1))
    material.set_shininess(48 if finish.gloss >= 0.3 else 16)
    return material
