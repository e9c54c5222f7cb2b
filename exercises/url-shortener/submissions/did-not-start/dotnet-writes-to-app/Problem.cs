using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace UrlShortener;

public sealed record FieldError(string Field, string Message);

/// <summary>An error that is the caller's to know: becomes an RFC 9457 body.</summary>
public sealed class Problem(int status, string title, IReadOnlyList<FieldError>? errors = null) : Exception(title)
{
    public int Status => status;

    public IReadOnlyList<FieldError>? Errors => errors;

    public static Problem NoSuchLink() => new(StatusCodes.Status404NotFound, "There is no such link.");
}

public sealed class ProblemHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception as Problem;
        if (exception is BadHttpRequestException error) problem = new Problem(error.StatusCode, error.Message);
        if (problem is null) return ValueTask.FromResult(false);
        context.Response.StatusCode = problem.Status;
        var details = new ProblemDetails { Status = problem.Status, Title = problem.Message };
        if (problem.Errors is not null) details.Extensions["errors"] = problem.Errors;
        return problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = details });
    }
}
