using System.Text.Json.Nodes;

namespace LibrarySuite;

public class BooksTests
{
    [Fact]
    public async Task ABookThatWasAddedCanBeRead()
    {
        var book = (await Library.Send("POST", "/books", new JsonObject { ["title"] = "Emma", ["author"] = "Jane Austen" })).Body;
        var found = await Library.Send("GET", $"/books/{book["id"]}");
        Assert.Equal(200, found.Status);
        Assert.Equal("Emma", (string?)found.Body["title"]);
    }
}
