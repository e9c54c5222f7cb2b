using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Shortener.Links;

namespace Shortener.Controllers;

[ApiController]
public class LinksController(LinkCollection links) : ControllerBase
{
    [HttpPost("/links")]
    public IActionResult Create([FromBody] JsonElement body)
    {
        var (request, errors) = NewLink.Read(body);
        if (request is null)
        {
            var details = ProblemDetailsFactory.CreateProblemDetails(HttpContext, statusCode: 422, title: "The link is not valid.");
            details.Extensions["errors"] = errors;
            return UnprocessableEntity(details);
        }

        var link = links.Add(request);
        return link is null ? Problem(statusCode: 409, title: "The alias is in use.") : Created($"/links/{link.Code}", link);
    }

    [HttpGet("/links")]
    public IActionResult List()
    {
        if (!TryRead("limit", 20, out var limit) || limit is < 1 or > 100) return Problem(statusCode: 400, title: "limit must be an integer from 1 to 100.");
        if (!TryRead("offset", 0, out var offset)) return Problem(statusCode: 400, title: "offset must be an integer of 0 or more.");
        var (items, total) = links.List(limit, offset);
        return Ok(new { items, total });
    }

    [HttpGet("/links/{code:length(3,30)}")]
    public IActionResult Find(string code) => links.Find(code) is { } link ? Ok(link) : NotFound();

    [HttpDelete("/links/{code:length(3,30)}")]
    public IActionResult Remove(string code) => links.Remove(code) ? NoContent() : NotFound();

    [HttpGet("/{code:length(3,30)}")]
    public IActionResult Follow(string code)
    {
        if (links.Find(code) is not { } link) return NotFound();
        if (link.IsExpired) return Problem(statusCode: 410, title: "The link is expired.");
        links.Click(link);
        return Redirect(link.Url);
    }

    private bool TryRead(string name, int fallback, out int value)
    {
        value = fallback;
        return !Request.Query.TryGetValue(name, out var text) || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
