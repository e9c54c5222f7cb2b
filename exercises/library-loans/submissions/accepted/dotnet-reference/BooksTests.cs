using System.Text.Json.Nodes;

namespace LibrarySuite;

public class BooksTests
{
    private static JsonObject Emma(params (string Name, JsonNode Value)[] changes)
    {
        var book = new JsonObject { ["title"] = "Emma", ["author"] = "Jane Austen" };
        foreach (var (name, value) in changes)
        {
            book[name] = value;
        }

        return book;
    }

    private static async Task<JsonNode> Add(params (string Name, JsonNode Value)[] fields) =>
        (await Library.Send("POST", "/books", Emma(fields))).Body;

    private static async Task<List<string>> Titles(string query)
    {
        var page = (await Library.Send("GET", $"/books?{query}")).Body;
        return [.. page["items"]!.AsArray().Select(book => (string)book!["title"]!)];
    }

    public static TheoryData<string, string> BrokenRules => new()
    {
        { "title", "\"   \"" }, { "title", "\"\"" }, { "title", "7" }, { "author", "\" \"" }, { "copies", "0" }, { "copies", "1001" },
        { "copies", "1.5" }, { "dailyFine", "-1" }, { "dailyFine", "10001" }, { "title", $"\"{new string('x', 201)}\"" },
    };

    [Fact]
    public async Task ANewBookHasAStatusAnAddressAndDefaults()
    {
        var added = await Library.Send("POST", "/books", new JsonObject { ["title"] = " Persuasion ", ["author"] = "Jane Austen" });
        var book = added.Body;
        Assert.Equal(201, added.Status);
        Assert.EndsWith($"/books/{book["id"]}", added.Location?.ToString());
        Assert.Equal(("Persuasion", 1, 25, 1), ((string?)book["title"], (int)book["copies"]!, (int)book["dailyFine"]!, (int)book["available"]!));
        Assert.True(JsonNode.DeepEquals(book, (await Library.Send("GET", $"/books/{book["id"]}")).Body));
    }

    [Theory]
    [MemberData(nameof(BrokenRules))]
    public async Task ABookThatBreaksARuleIsRefused(string field, string json) =>
        Assert.Equal(400, (await Library.Send("POST", "/books", Emma((field, JsonNode.Parse(json)!)))).Status);

    [Fact]
    public async Task AListIsCutIntoPagesByTitleWhateverItsCase()
    {
        foreach (var title in new[] { "delta", "Bravo", "alpha", "Echo", "charlie" })
        {
            await Add(("title", title), ("author", "Author of Pages"));
        }

        const string Query = "author=AUTHOR%20OF%20PAGES&perPage=2";
        Assert.Equal(["alpha", "Bravo"], await Titles(Query));
        Assert.Equal(["charlie", "delta"], await Titles($"{Query}&page=2"));
        Assert.Equal(["Echo"], await Titles($"{Query}&page=3"));
        var page = (await Library.Send("GET", $"/books?{Query}")).Body;
        Assert.Equal((1, 3, 5), ((int)page["page"]!, (int)page["pages"]!, (int)page["total"]!));
    }

    [Theory]
    [InlineData("perPage=51", 400)]
    [InlineData("perPage=50", 200)]
    [InlineData("perPage=0", 400)]
    [InlineData("perPage=x", 400)]
    [InlineData("page=0", 400)]
    public async Task APageHasOneToFiftyBooks(string query, int status) =>
        Assert.Equal(status, (await Library.Send("GET", $"/books?{query}")).Status);

    [Fact]
    public async Task AChangeLeavesWhatItDoesNotName()
    {
        var book = await Add(("copies", 3), ("dailyFine", 90));
        var changed = await Library.Send("PATCH", $"/books/{book["id"]}", new JsonObject { ["title"] = "Sanditon" });
        Assert.Equal(200, changed.Status);
        book["title"] = "Sanditon";
        Assert.True(JsonNode.DeepEquals(book, changed.Body), changed.Text);
        var fewer = await Library.Send("PATCH", $"/books/{book["id"]}", new JsonObject { ["copies"] = 2 });
        Assert.Equal(2, (int)fewer.Body["available"]!);
    }

    [Fact]
    public async Task ARemovedBookIsGoneEverywhere()
    {
        var path = $"/books/{(await Add(("author", "Removed")))["id"]}";
        Assert.Equal(204, (await Library.Send("DELETE", path)).Status);
        Assert.Equal(404, (await Library.Send("GET", path)).Status);
        Assert.Equal(404, (await Library.Send("DELETE", path)).Status);
        Assert.Empty(await Titles("author=Removed"));
    }

    [Fact]
    public async Task ACardShowsATitleAndNeverRunsIt()
    {
        var book = await Add(("title", "<b>\"Tom\" & 'Jerry'</b>"), ("author", "<i>"));
        var card = await Library.Send("GET", $"/books/{book["id"]}/card");
        Assert.Equal("text/html", card.MediaType);
        Assert.DoesNotContain("<b>", card.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", card.Text, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", card.Text, StringComparison.Ordinal);
    }
}
