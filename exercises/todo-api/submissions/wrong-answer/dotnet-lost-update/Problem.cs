using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace TodoApi;

public sealed record FieldError(string Field, string Message);

/// <summary>An error that is the caller's to know: becomes an RFC 9457 body.</summary>
public sealed class Problem(int status, string title, IReadOnlyList<FieldError>? errors = null) : Exception(title)
{
    public int Status => status;

    public IReadOnlyList<FieldError>? Errors => errors;

    public static Problem NoSuchTodo() => new(StatusCodes.Status404NotFound, "There is no such to-do.");
}

public sealed class ProblemHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (ToProblem(exception) is not { } problem) return ValueTask.FromResult(false);
        context.Response.StatusCode = problem.Status;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "1";
        var details = new ProblemDetails { Status = problem.Status, Title = problem.Message };
        if (problem.Errors is not null) details.Extensions["errors"] = problem.Errors;
        return problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = details });
    }

    private static Problem? ToProblem(Exception exception) => exception switch
    {
        Problem problem => problem,
        BadHttpRequestException error => new Problem(error.StatusCode, error.Message),
        _ when Database.IsAway(exception) => new Problem(StatusCodes.Status503ServiceUnavailable, "The database does not answer."),
        _ => null,
    };
}
