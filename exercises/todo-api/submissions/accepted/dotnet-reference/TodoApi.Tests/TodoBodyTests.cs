using System.Text;
using Microsoft.AspNetCore.Http;

namespace TodoApi.Tests;

public class TodoBodyTests
{
    private static HttpRequest RequestWith(string body, string contentType = "application/json")
    {
        var request = new DefaultHttpContext().Request;
        request.ContentType = contentType;
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return request;
    }

    private static Task<Problem> RefusalOf(string body) => Assert.ThrowsAsync<Problem>(() => TodoBody.ReadNewTodoAsync(RequestWith(body)));

    [Fact]
    public async Task OnlyNamedFieldsAreRead()
    {
        var fields = await TodoBody.ReadChangesAsync(RequestWith("""{"done": true, "dueOn": null}"""));

        Assert.Equal(new Dictionary<string, object?> { ["done"] = true, ["dueOn"] = null }, fields);
    }

    [Fact]
    public async Task EveryFieldAtFaultIsNamed()
    {
        var problem = await RefusalOf("""{"notes": 1, "dueOn": "2026-02-30", "colour": "red"}""");

        Assert.Equal(422, problem.Status);
        Assert.Equal(["colour", "dueOn", "notes", "title"], problem.Errors!.Select(error => error.Field).Order());
    }

    [Theory]
    [InlineData("""{"title": " "}""")]
    [InlineData("""{"title": "a\u0000b"}""")]
    [InlineData("""{"title": "\ud83d"}""")]
    public async Task ATitleIsTextThatCanBeSeen(string body) => Assert.Equal("title", Assert.Single((await RefusalOf(body)).Errors!).Field);

    [Fact]
    public async Task AnEmojiCountsOnce() =>
        Assert.Single(await TodoBody.ReadNewTodoAsync(RequestWith($$"""{"title": "{{string.Concat(Enumerable.Repeat("🍋", 200))}}"}""")));

    [Fact]
    public async Task WhatIsNoJsonIsRefused() => Assert.Equal(400, (await RefusalOf("{")).Status);

    [Fact]
    public async Task AnotherTypeThanJsonIsRefused()
    {
        var problem = await Assert.ThrowsAsync<Problem>(() => TodoBody.ReadNewTodoAsync(RequestWith("{}", "text/plain")));

        Assert.Equal(415, problem.Status);
    }
}
