using System.Globalization;
using System.Text.Json.Nodes;

namespace LibrarySuite;

public class LoansTests
{
    private static async Task<JsonNode> Add(int copies = 1, int dailyFine = 25)
    {
        var fields = new JsonObject { ["title"] = "Emma", ["author"] = "Jane Austen", ["copies"] = copies, ["dailyFine"] = dailyFine };
        return (await Library.Send("POST", "/books", fields)).Body;
    }

    private static Task<Answer> Lend(JsonNode book, string? key = null, string member = "ada", string? borrowedAt = null, int days = 14)
    {
        var loan = new JsonObject { ["book"] = (int)book["id"]!, ["member"] = member, ["days"] = days };
        if (borrowedAt is not null)
        {
            loan["borrowedAt"] = borrowedAt;
        }

        return Library.Send("POST", "/loans", loan, key);
    }

    private static async Task<int> Available(JsonNode book) => (int)(await Library.Send("GET", $"/books/{book["id"]}")).Body["available"]!;

    private static Task<Answer> GiveBack(JsonNode loan) => Library.Send("POST", $"/loans/{loan["id"]}/return");

    private static async Task<long> Fine(string member, string day) =>
        (long)(await Library.Send("GET", $"/members/{member}/fine?on={day}")).Body["cents"]!;

    [Fact]
    public async Task ALoanTakesACopyAndAReturnGivesItBackOnce()
    {
        var book = await Add(copies: 2);
        var lent = await Lend(book);
        var loan = lent.Body;
        Assert.Equal(201, lent.Status);
        Assert.EndsWith($"/loans/{loan["id"]}", lent.Location?.ToString());
        Assert.Null(loan["returnedAt"]);
        Assert.Equal(1, await Available(book));
        var returned = await GiveBack(loan);
        Assert.Equal(200, returned.Status);
        Assert.NotNull(returned.Body["returnedAt"]);
        Assert.Equal(returned.Text, (await GiveBack(loan)).Text);
        Assert.Equal(2, await Available(book));
    }

    [Fact]
    public async Task TheLastCopyIsLentOnceWhoeverAsksAtTheSameMoment()
    {
        var book = await Add();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Lend(book)));
        Assert.Equal([201, 409, 409, 409, 409, 409], answers.Select(answer => answer.Status).Order());
        Assert.Equal(0, await Available(book));
    }

    [Fact]
    public async Task AKeyMakesOneLoan()
    {
        var book = await Add(copies: 3);
        var first = await Lend(book, key: "one");
        Assert.Equal(first.Text, (await Lend(book, key: "one")).Text);
        Assert.Equal(2, await Available(book));
    }

    [Fact]
    public async Task ABookThatIsLentStaysWithAsManyCopies()
    {
        var book = await Add(copies: 2);
        var path = $"/books/{book["id"]}";
        await Lend(book);
        await Lend(book);
        Assert.Equal(409, (await Library.Send("DELETE", path)).Status);
        Assert.Equal(409, (await Library.Send("PATCH", path, new JsonObject { ["copies"] = 1 })).Status);
        Assert.Equal(200, (await Library.Send("GET", path)).Status);
    }

    [Theory]
    [InlineData("2028-02-27T10:00:00Z", 3, "2028-03-01")]
    [InlineData("2026-03-01T23:30:00-05:00", 1, "2026-03-03")]
    [InlineData("2026-03-02T00:30:00+02:00", 1, "2026-03-02")]
    public async Task ALoanIsDueOnADayInUtc(string borrowedAt, int days, string dueOn)
    {
        var loan = (await Lend(await Add(), borrowedAt: borrowedAt, days: days)).Body;
        Assert.Equal(Moment(borrowedAt), Moment((string?)loan["borrowedAt"]));
        Assert.Equal(dueOn, (string?)loan["dueOn"]);
    }

    private static DateTimeOffset Moment(string? text) => DateTimeOffset.Parse(text ?? "", CultureInfo.InvariantCulture).ToUniversalTime();

    [Fact]
    public async Task LoansThatCannotBeMadeAreRefused()
    {
        var book = await Add();
        Assert.Equal(400, (await Lend(book, days: 0)).Status);
        Assert.Equal(400, (await Lend(book, days: 61)).Status);
        Assert.Equal(400, (await Lend(book, member: " ")).Status);
        Assert.Equal(400, (await Lend(book, borrowedAt: "yesterday")).Status);
        Assert.Equal(404, (await Lend(new JsonObject { ["id"] = 999_999 })).Status);
    }

    [Fact]
    public async Task TheLoansOfAMemberComeWithTheLatestFirst()
    {
        var book = await Add(copies: 3);
        foreach (var day in new[] { "02", "03", "01" })
        {
            await Lend(book, member: "lister", borrowedAt: $"2026-01-{day}T00:00:00Z");
        }

        var loans = (await Library.Send("GET", "/loans?member=lister")).Body["items"]!.AsArray();
        Assert.Equal(["2026-01-03", "2026-01-02", "2026-01-01"], loans.Select(loan => ((string)loan!["borrowedAt"]!)[..10]));
    }

    [Fact]
    public async Task AFineGrowsFromTheDayAfterTheDueDayHoweverFar()
    {
        var loan = (await Lend(await Add(dailyFine: 10_000), member: "late", borrowedAt: "2026-01-01T12:00:00Z")).Body;
        Assert.Equal("2026-01-15", (string?)loan["dueOn"]);
        Assert.Equal(0, await Fine("late", "2026-01-15"));
        Assert.Equal(20_000, await Fine("late", "2026-01-17"));
        long days = new DateOnly(9999, 12, 31).DayNumber - new DateOnly(2026, 1, 15).DayNumber;
        Assert.Equal(days * 10_000, await Fine("late", "9999-12-31"));
        await GiveBack(loan);
        Assert.Equal(0, await Fine("late", "9999-12-31"));
    }
}
