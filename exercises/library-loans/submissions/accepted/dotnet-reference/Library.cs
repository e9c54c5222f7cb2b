using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace LibrarySuite;

/// <summary>What the service answered.</summary>
public sealed record Answer(int Status, Uri? Location, string? MediaType, string Text)
{
    /// <summary>The text as JSON.</summary>
    public JsonNode Body => JsonNode.Parse(Text) ?? throw new InvalidOperationException("The answer is null");
}

/// <summary>The service as its callers see it.</summary>
public static class Library
{
    private static readonly HttpClient Client = new()
    {
        BaseAddress = new Uri(Environment.GetEnvironmentVariable("BASE_URL") ?? "http://127.0.0.1:8080"),
        Timeout = TimeSpan.FromSeconds(5),
    };

    /// <summary>Sends a request; the body as JSON, where there is one.</summary>
    public static async Task<Answer> Send(string method, string path, JsonObject? body = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, response.Headers.Location, response.Content.Headers.ContentType?.MediaType, text);
    }
}
