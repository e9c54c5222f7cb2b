using System.Text.Json.Nodes;

namespace LibrarySuite;

public class StatusTests
{
    private static async Task<int> StatusOf(string method, string path, JsonObject? body = null) =>
        (await Library.Send(method, path, body)).Status;

    private static JsonObject Book(string title) => new() { ["title"] = title, ["author"] = "Jane Austen" };

    [Fact]
    public async Task EveryRequestHasItsStatus()
    {
        var added = await Library.Send("POST", "/books", Book("Emma"));
        Assert.Equal(201, added.Status);
        var id = (int)added.Body["id"]!;
        Assert.Equal(400, await StatusOf("POST", "/books", Book(" ")));
        Assert.Equal(400, await StatusOf("GET", "/books?perPage=51"));
        Assert.Equal(201, await StatusOf("POST", "/loans", new JsonObject { ["book"] = id, ["member"] = "ada" }));
        Assert.Equal(409, await StatusOf("POST", "/loans", new JsonObject { ["book"] = id, ["member"] = "bob" }));
        Assert.Equal(409, await StatusOf("DELETE", $"/books/{id}"));
    }
}
