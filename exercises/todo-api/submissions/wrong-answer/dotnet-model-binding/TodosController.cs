using Microsoft.AspNetCore.Mvc;

namespace TodoApi;

[ApiController]
public class TodosController(TodoRepository todos) : ControllerBase
{
    [HttpGet("/health")]
    public IActionResult Health() => Ok(new { status = "ok" });

    [HttpPost("/todos")]
    public async Task<IActionResult> Create(NewTodo body)
    {
        var todo = await todos.AddAsync(body);
        Response.Headers.ETag = $"\"{todo.Version}\"";
        return Created($"/todos/{todo.Id}", todo);
    }

    [HttpGet("/todos")]
    public async Task<IActionResult> List([FromQuery] TodoQuery query)
    {
        var found = await todos.ListAsync(query, query.Limit + 1);
        var items = found.Take(query.Limit).ToList();
        return Ok(new { items, next = found.Count > query.Limit ? items[^1].Id.ToString() : null });
    }

    [HttpGet("/todos/{id:int}")]
    public async Task<IActionResult> Find(int id) => One(await todos.FindAsync(id));

    [HttpPatch("/todos/{id:int}")]
    public async Task<IActionResult> Change(int id, TodoChange body) =>
        One(await todos.ChangeAsync(id, body, ReadVersion())) is OkObjectResult ok ? ok : await Missing(id);

    [HttpDelete("/todos/{id:int}")]
    public async Task<IActionResult> Remove(int id) => await todos.RemoveAsync(id, ReadVersion()) is null ? await Missing(id) : NoContent();

    [HttpPost("/todos/{id:int}/time")]
    public async Task<IActionResult> AddTime(int id, TimeEntry body) => One(await todos.AddTimeAsync(id, body.Minutes));

    private IActionResult One(Todo? todo)
    {
        if (todo is null) return NotFound();
        Response.Headers.ETag = $"\"{todo.Version}\"";
        return Ok(todo);
    }

    private async Task<IActionResult> Missing(int id) => await todos.FindAsync(id) is null ? NotFound() : StatusCode(412);

    private int? ReadVersion() => int.TryParse(Request.Headers.IfMatch.ToString().Trim('"'), out var version) ? version : null;
}
