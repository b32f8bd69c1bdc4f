"""Fails unless every annotation of the generated package can be resolved, and every function has them all."""

import importlib
import inspect
import pkgutil
import typing

import events

for module_info in pkgutil.walk_packages(events.__path__, "events."):
    module = importlib.import_module(module_info.name)
    for _, member in inspect.getmembers(module, lambda one: inspect.isfunction(one) or inspect.isclass(one)):
        if member.__module__ != module.__name__:
            continue
        typing.get_type_hints(member, include_extras=True)
        if inspect.isfunction(member):
            signature = inspect.signature(member)
            assert signature.return_annotation is not inspect.Signature.empty, (module.__name__, member.__name__)
            assert all(one.annotation is not inspect.Parameter.empty for one in signature.parameters.values()), member.__name__
