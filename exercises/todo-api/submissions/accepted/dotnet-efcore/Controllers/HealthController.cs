using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Todos.Data;

namespace Todos.Controllers;

[ApiController]
[Route("health")]
public class HealthController(TodoContext context) : ControllerBase
{
    [HttpGet]
    public async Task<IActionResult> Check()
    {
        await context.Database.ExecuteSqlAsync($"SELECT 1").WaitAsync(TimeSpan.FromSeconds(2.5));
        return Ok(new { status = "ok" });
    }
}
