<?php

declare(strict_types=1);

namespace Todo;

final class TodoService
{
    public function find(int $id): Todo
    {
        return Todo::query()->find($id) ?? throw new Problem(404, 'There is no such to-do.');
    }

    public function change(int $id, array $changes, ?string $ifMatch): Todo
    {
        $todo = $this->findVersion($id, $ifMatch);
        $todo->fill($changes);
        return $this->save($todo);
    }

    public function addTime(int $id, int $minutes): Todo
    {
        $todo = $this->find($id);
        $todo->minutesSpent += $minutes;
        return $this->save($todo);
    }

    public function remove(int $id, ?string $ifMatch): void
    {
        $this->findVersion($id, $ifMatch)->delete();
    }

    /** @return array{items: list<array<string, mixed>>, next: ?string} */
    public function list(int $limit, int $after, ?string $done, ?string $search): array
    {
        $todos = Todo::query()
            ->where('id', '>', $after)
            ->when($done !== null, fn ($query) => $query->where('done', $done === 'true'))
            ->when($search !== null, fn ($query) => $query->where('title', 'ilike', '%' . addcslashes($search, '\\%_') . '%'))
            ->orderBy('id')
            ->limit($limit + 1)
            ->get();
        $items = $todos->take($limit)->values();
        $next = $todos->count() > $limit ? base64_encode("id:{$items->last()->id}") : null;
        return ['items' => $items->map->show()->all(), 'next' => $next];
    }

    private function findVersion(int $id, ?string $ifMatch): Todo
    {
        $todo = $this->find($id);
        if ($ifMatch !== null && $ifMatch !== "\"$todo->version\"") {
            throw new Problem(412, 'The to-do has changed meanwhile.');
        }
        return $todo;
    }

    private function save(Todo $todo): Todo
    {
        usleep(400_000); // The gap is there without it too; with it, every run of the tests finds it.
        $todo->version += 1;
        $todo->save();
        return $todo;
    }
}
