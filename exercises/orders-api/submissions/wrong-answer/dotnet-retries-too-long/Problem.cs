using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace OrdersApi;

public sealed record FieldError(string Field, string Message);

/// <summary>An error that is the caller's to know: becomes an RFC 9457 body.</summary>
public sealed class Problem(int status, string title, params (string Name, object Value)[] members) : Exception(title)
{
    public int Status => status;

    public IEnumerable<(string Name, object Value)> Members => members;

    public static Problem NotFound(string what) => new(StatusCodes.Status404NotFound, $"There is no such {what}.");

    public static Problem Invalid(params IReadOnlyList<FieldError> errors) =>
        new(StatusCodes.Status422UnprocessableEntity, "The request is not valid.", ("errors", errors));
}

public sealed class ProblemHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (ToProblem(exception) is not { } problem) return ValueTask.FromResult(false);
        context.Response.StatusCode = problem.Status;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "1";
        var details = new ProblemDetails { Status = problem.Status, Title = problem.Message };
        foreach (var (name, value) in problem.Members) details.Extensions[name] = value;
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
