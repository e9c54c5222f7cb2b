using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Todos.Data;
using Todos.Models;

namespace Todos.Controllers;

[ApiController]
[Route("todos")]
public class TodosController(TodoContext context) : ControllerBase
{
    private static readonly string[] TodoFields = ["title", "notes", "done", "dueOn"];

    private readonly TodoRepository todos = new(context);

    [HttpPost]
    public async Task<IActionResult> Create([FromBody] JsonElement body)
    {
        var input = TodoInput.Read(body, TodoFields, required: ["title"]);
        if (input.Errors.Count > 0) return Invalid(input);
        var todo = await InTime(todos.AddAsync(input));
        Response.Headers.ETag = $"\"{todo.Version}\"";
        return Created($"/todos/{todo.Id}", todo);
    }

    [HttpGet]
    public async Task<IActionResult> List()
    {
        if (!PageRequest.TryRead(Request.Query, out var page)) return Problem(statusCode: 400, title: "A query parameter is not valid.");
        var found = await InTime(todos.ListAsync(page, page.Limit + 1));
        var items = found.Take(page.Limit).ToList();
        return Ok(new { items, next = found.Count > page.Limit ? PageRequest.CursorAfter(items[^1]) : null });
    }

    [HttpGet("{id}")]
    public async Task<IActionResult> Find(string id) => One(await InTime(todos.FindAsync(ToId(id))));

    [HttpPatch("{id}")]
    public async Task<IActionResult> Change(string id, [FromBody] JsonElement body, [FromHeader(Name = "If-Match")] string? ifMatch)
    {
        var input = TodoInput.Read(body, TodoFields, required: []);
        if (input.Errors.Count > 0) return Invalid(input);
        var todo = await InTime(todos.ChangeAsync(ToId(id), ToVersion(ifMatch), input));
        return todo is null ? await Missing(id) : One(todo);
    }

    [HttpDelete("{id}")]
    public async Task<IActionResult> Remove(string id, [FromHeader(Name = "If-Match")] string? ifMatch) =>
        await InTime(todos.RemoveAsync(ToId(id), ToVersion(ifMatch))) ? NoContent() : await Missing(id);

    [HttpPost("{id}/time")]
    public async Task<IActionResult> AddTime(string id, [FromBody] JsonElement body)
    {
        var input = TodoInput.Read(body, ["minutes"], required: ["minutes"]);
        return input.Errors.Count > 0 ? Invalid(input) : One(await InTime(todos.AddTimeAsync(ToId(id), input.Minutes)));
    }

    /// <summary>Callers wait no longer than this; the driver takes its time to give up.</summary>
    private static Task<T> InTime<T>(Task<T> answer) => answer.WaitAsync(TimeSpan.FromSeconds(2.5));

    private IActionResult One(Todo? todo)
    {
        if (todo is null) return NotFound();
        Response.Headers.ETag = $"\"{todo.Version}\"";
        return Ok(todo);
    }

    private async Task<IActionResult> Missing(string id) =>
        await InTime(todos.FindAsync(ToId(id))) is null ? NotFound() : Problem(statusCode: 412, title: "The to-do has changed meanwhile.");

    private ObjectResult Invalid(TodoInput input)
    {
        var details = ProblemDetailsFactory.CreateProblemDetails(HttpContext, statusCode: 422, title: "The to-do is not valid.");
        details.Extensions["errors"] = input.Errors;
        return UnprocessableEntity(details);
    }

    /// <summary>No to-do has the id 0.</summary>
    private static int ToId(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    /// <summary>Null for whatever version it is; no to-do has the version 0.</summary>
    private static int? ToVersion(string? ifMatch)
    {
        if (ifMatch is null or "*") return null;
        return int.TryParse(ifMatch.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }
}
