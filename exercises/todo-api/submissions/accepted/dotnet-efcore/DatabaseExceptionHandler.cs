using System.Data.Common;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Todos;

/// <summary>A database that is stopped or frozen is answered with 503, so that the caller tries again.</summary>
public class DatabaseExceptionHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (!IsAway(exception) && !IsAway(exception.InnerException)) return false;
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "1";
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = new ProblemDetails { Status = StatusCodes.Status503ServiceUnavailable, Title = "The database does not answer." },
        });
    }

    private static bool IsAway(Exception? exception) => exception switch
    {
        DbException { SqlState: { } state } => state[..2] is "08" or "53" or "57",
        DbException or TimeoutException => true,
        _ => false,
    };
}
