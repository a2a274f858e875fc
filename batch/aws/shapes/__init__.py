"""The kinds of lists that are read, one module each."""

from batch.aws.shapes import created, information, linked, organizations, paired, parameters, terraform
from batch.aws.shapes.shape import Shape

SHAPES: tuple[Shape, ...] = (
    paired.SHAPE,
    linked.SHAPE,
    terraform.SHAPE,
    parameters.SHAPE,
    organizations.SHAPE,
    information.SHAPE,
    created.SHAPE,
)
"""In the order in which they are tried."""
