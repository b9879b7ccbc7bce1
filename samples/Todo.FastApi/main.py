"""A to-do API, as many that move in: it shares a secret with the identity server, and knows nothing else of it."""

import os
from itertools import count

from fastapi import Depends, FastAPI, HTTPException
from fastapi.middleware.cors import CORSMiddleware
from pydantic import BaseModel, Field

from tokens import Caller, caller


class NewTodo(BaseModel):
    title: str = Field(min_length=1, max_length=200)


class Todo(NewTodo):
    id: int
    done: bool = False


app = FastAPI(title="To-do")
app.add_middleware(
    CORSMiddleware,
    allow_origins=[os.environ.get("FRONTEND_URL", "http://localhost:3000")],
    allow_methods=["GET", "POST"],
    allow_headers=["Authorization", "Content-Type"],
)
ids = count(1)
todos: dict[str, dict[int, Todo]] = {}


def own(person: Caller = Depends(caller)) -> dict[int, Todo]:
    """The caller's list, and nobody else's."""
    return todos.setdefault(person.sub, {})


@app.get("/api/todos")
def show(mine: dict[int, Todo] = Depends(own)) -> list[Todo]:
    return list(mine.values())


@app.post("/api/todos", status_code=201)
def add(new: NewTodo, mine: dict[int, Todo] = Depends(own)) -> Todo:
    todo = Todo(id=next(ids), title=new.title)
    mine[todo.id] = todo
    return todo


@app.post("/api/todos/{number}/done")
def finish(number: int, mine: dict[int, Todo] = Depends(own)) -> Todo:
    if number not in mine:
        raise HTTPException(404, "There is no such thing to do")
    mine[number].done = True
    return mine[number]


@app.get("/api/me")
def me(person: Caller = Depends(caller)) -> Caller:
    return person
