using System.Globalization;

namespace TodoApi;

public static class TodoRoutes
{
    public static void MapTodos(this WebApplication app)
    {
        app.MapGet("/health", async (TodoStore store) =>
        {
            await store.PingAsync();
            return Results.Ok(new { status = "ok" });
        });

        app.MapPost("/todos", async (HttpRequest request, TodoStore store) =>
        {
            var todo = await store.CreateAsync(await TodoBody.ReadNewTodoAsync(request));
            request.HttpContext.Response.Headers.ETag = ToETag(todo);
            return Results.Created($"/todos/{todo.Id}", todo);
        });

        app.MapGet("/todos", async (HttpRequest request, TodoStore store) =>
        {
            var query = ListQuery.Read(request.Query);
            var todos = await store.ListAsync(query, query.Limit + 1);
            var items = todos.Take(query.Limit).ToList();
            return new TodoPage(items, todos.Count > query.Limit ? ListQuery.WriteCursor(items[^1].Id) : null);
        });

        app.MapGet("/todos/{id}", async (string id, HttpResponse response, TodoStore store) =>
            Answer(response, await store.FindAsync(ReadId(id))));

        app.MapPatch("/todos/{id}", async (string id, HttpRequest request, HttpResponse response, TodoStore store) =>
        {
            var number = ReadId(id);
            var todo = await store.ChangeAsync(number, await TodoBody.ReadChangesAsync(request), ReadIfMatch(request));
            return Answer(response, todo ?? throw await ExplainMissingAsync(store, number));
        });

        app.MapDelete("/todos/{id}", async (string id, HttpRequest request, TodoStore store) =>
        {
            var number = ReadId(id);
            if (!await store.RemoveAsync(number, ReadIfMatch(request))) throw await ExplainMissingAsync(store, number);
            return Results.NoContent();
        });

        app.MapPost("/todos/{id}/time", async (string id, HttpRequest request, HttpResponse response, TodoStore store) =>
        {
            var number = ReadId(id);
            return Answer(response, await store.AddTimeAsync(number, await TodoBody.ReadMinutesAsync(request)));
        });
    }

    private static IResult Answer(HttpResponse response, Todo? todo)
    {
        if (todo is null) throw Problem.NoSuchTodo();
        response.Headers.ETag = ToETag(todo);
        return Results.Ok(todo);
    }

    private static string ToETag(Todo todo) => $"\"{todo.Version}\"";

    /// <summary>Nothing was changed: either the to-do is not there, or If-Match named another version of it.</summary>
    private static async Task<Problem> ExplainMissingAsync(TodoStore store, int id) =>
        await store.FindAsync(id) is null
            ? Problem.NoSuchTodo()
            : new Problem(StatusCodes.Status412PreconditionFailed, "The to-do has changed meanwhile.");

    private static int ReadId(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : throw Problem.NoSuchTodo();

    /// <summary>The version the caller has seen, or null for "whatever it is". A value we never gave out matches no version.</summary>
    private static int? ReadIfMatch(HttpRequest request)
    {
        var value = request.Headers.IfMatch.ToString();
        if (value is "" or "*") return null;
        return int.TryParse(value.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }
}
