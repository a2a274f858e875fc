"""The stand-in can only contradict the rooms above if it knows nothing of them."""

import grimp


def test_the_stand_in_imports_no_other_room() -> None:
    graph = grimp.build_graph("batch", cache_dir=None)
    modules = {"batch.sandbox", *graph.find_descendants("batch.sandbox")}
    imported = {name for module in modules for name in graph.find_modules_directly_imported_by(module)}
    assert len(modules) > 20
    assert imported <= modules
