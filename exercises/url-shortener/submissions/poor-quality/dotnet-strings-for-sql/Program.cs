using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
app.UseDeveloperExceptionPage();

Database.Path = (builder.Configuration["DATA_DIR"] ?? "/data") + "/links.db";
Database.Run("CREATE TABLE IF NOT EXISTS links (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT UNIQUE, url TEXT, clicks INTEGER, created_at TEXT, expires_at TEXT)");

app.MapPost("/links", (HttpRequest request) =>
{
    var mediaType = (request.ContentType ?? "").Split(';')[0].Trim().ToLower();
    if (mediaType != "application/json")
    {
        return Answers.Problem(415, "Send JSON.");
    }
    var text = new StreamReader(request.Body).ReadToEndAsync().Result;
    JsonElement body;
    try
    {
        body = JsonDocument.Parse(text).RootElement;
    }
    catch (Exception e)
    {
        return Answers.Problem(400, "Not JSON.");
    }
    var errors = new List<Dictionary<string, string>>();
    if (body.ValueKind != JsonValueKind.Object)
    {
        errors.Add(new Dictionary<string, string> { ["field"] = "", ["message"] = "must be an object" });
    }
    else
    {
        if (!body.TryGetProperty("url", out _))
        {
            errors.Add(new Dictionary<string, string> { ["field"] = "url", ["message"] = "is required" });
        }
        foreach (var property in body.EnumerateObject())
        {
            var value = property.Value;
            if (property.Name == "url")
            {
                if (value.ValueKind == JsonValueKind.String)
                {
                    if (Regex.IsMatch(value.GetRawText(), @"^[!-~]+\z"))
                    {
                        var url = value.GetString()!;
                        if (url.Length <= 2048)
                        {
                            if (!Regex.IsMatch(url, @"^[!-~]+\z") || !Regex.IsMatch(url, "^https?://[^/?#]", RegexOptions.IgnoreCase) || !Uri.TryCreate(url, UriKind.Absolute, out _))
                            {
                                errors.Add(new Dictionary<string, string> { ["field"] = "url", ["message"] = "is not a http or https url" });
                            }
                        }
                        else
                        {
                            errors.Add(new Dictionary<string, string> { ["field"] = "url", ["message"] = "is too long" });
                        }
                    }
                    else
                    {
                        errors.Add(new Dictionary<string, string> { ["field"] = "url", ["message"] = "has bad characters" });
                    }
                }
                else
                {
                    errors.Add(new Dictionary<string, string> { ["field"] = "url", ["message"] = "must be a string" });
                }
            }
            else if (property.Name == "alias")
            {
                if (value.ValueKind != JsonValueKind.String || !Regex.IsMatch(value.GetRawText(), "^\"[A-Za-z0-9_-]{3,30}\"\\z") || value.GetString() == "links")
                {
                    errors.Add(new Dictionary<string, string> { ["field"] = "alias", ["message"] = "is not valid" });
                }
            }
            else if (property.Name == "expiresInSeconds")
            {
                if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var given) || given < 1 || given > 31536000)
                {
                    errors.Add(new Dictionary<string, string> { ["field"] = "expiresInSeconds", ["message"] = "is not valid" });
                }
            }
            else
            {
                errors.Add(new Dictionary<string, string> { ["field"] = property.Name, ["message"] = "is unknown" });
            }
        }
    }
    if (errors.Count > 0)
    {
        return Answers.Problem(422, "The link is not valid.", errors);
    }
    var code = "";
    if (body.TryGetProperty("alias", out var alias))
    {
        code = alias.GetString();
    }
    else
    {
        var random = new Random();
        for (var i = 0; i < 8; i++)
        {
            code += "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"[random.Next(62)];
        }
    }
    var now = DateTime.UtcNow;
    var createdAt = Answers.Format(now);
    var expiresAt = "";
    if (body.TryGetProperty("expiresInSeconds", out var seconds))
    {
        expiresAt = Answers.Format(now.AddSeconds(seconds.GetInt32()));
    }
    var target = body.GetProperty("url").GetString()!.Replace("'", "''");
    var changed = Database.Run($"INSERT INTO links (code, url, clicks, created_at, expires_at) VALUES ('{code}', '{target}', 0, '{createdAt}', '{expiresAt}')");
    if (changed == 0)
    {
        return Answers.Problem(409, "The alias is in use.");
    }
    request.HttpContext.Response.Headers.Location = "/links/" + code;
    return Results.Json(Database.Read($"SELECT * FROM links WHERE code = '{code}'")[0], statusCode: 201);
});

app.MapGet("/links", (HttpRequest request) =>
{
    var limit = 20;
    var offset = 0;
    var most = 100;
    var total = 0;
    if (Admin.Check(request.Headers["X-Admin-Password"]))
    {
        most = 10000;
    }
    try
    {
        if (request.Query.ContainsKey("limit"))
        {
            limit = int.Parse(request.Query["limit"]!, CultureInfo.InvariantCulture);
        }
        if (request.Query.ContainsKey("offset"))
        {
            offset = int.Parse(request.Query["offset"]!, CultureInfo.InvariantCulture);
        }
    }
    catch (Exception e)
    {
        limit = -1;
    }
    if (limit < 1 || limit > most || offset < 0)
    {
        return Answers.Problem(400, "limit or offset is not valid.");
    }
    var items = Database.Read($"SELECT * FROM links ORDER BY id DESC LIMIT {limit} OFFSET {offset}");
    var all = Database.Read("SELECT * FROM links");
    return Results.Json(new { items, total = all.Count });
});

app.MapGet("/links/{code}", (string code) =>
{
    var links = Database.Read("SELECT * FROM links WHERE code = '" + code.Replace("'", "''") + "'");
    if (links.Count == 0)
    {
        return Answers.Problem(404, "There is no such link.");
    }
    return Results.Json(links[0]);
});

app.MapDelete("/links/{code}", (string code) =>
{
    var changed = Database.Run("DELETE FROM links WHERE code = '" + code.Replace("'", "''") + "'");
    if (changed == 0)
    {
        return Answers.Problem(404, "There is no such link.");
    }
    return Results.NoContent();
});

app.MapGet("/{code}", (string code, HttpContext context) =>
{
    var links = Database.Read("SELECT * FROM links WHERE code = '" + code.Replace("'", "''") + "'");
    if (links.Count == 0)
    {
        return Answers.Problem(404, "There is no such link.");
    }
    var link = links[0];
    if (link["expiresAt"] != null && string.CompareOrdinal((string)link["expiresAt"]!, Answers.Format(DateTime.UtcNow)) <= 0)
    {
        return Answers.Problem(410, "The link is expired.");
    }
    Database.Run("UPDATE links SET clicks = clicks + 1 WHERE code = '" + code.Replace("'", "''") + "'");
    context.Response.Headers.Location = (string)link["url"]!;
    return Results.StatusCode(302);
});

app.UseStatusCodePages(async context =>
{
    var status = context.HttpContext.Response.StatusCode;
    if (status != 302)
    {
        context.HttpContext.Response.ContentType = "application/problem+json";
        await context.HttpContext.Response.WriteAsync("{\"status\":" + status + ",\"title\":\"Error " + status + "\"}");
    }
});

app.Run();

static class Database
{
    public static string Path = "";
    private static int queries = 0;

    public static int Run(string sql)
    {
        try
        {
            var connection = new SqliteConnection("Data Source=" + Path);
            connection.Open();
            var command = connection.CreateCommand();
            command.CommandText = sql;
            var changed = command.ExecuteNonQuery();
            connection.Close();
            return changed;
        }
        catch (Exception)
        {
        }
        return 0;
    }

    public static List<Dictionary<string, object?>> Read(string sql)
    {
        var links = new List<Dictionary<string, object?>>();
        try
        {
            var connection = new SqliteConnection("Data Source=" + Path);
            connection.Open();
            var command = connection.CreateCommand();
            command.CommandText = sql;
            var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var link = new Dictionary<string, object?>();
                link["code"] = reader["code"];
                link["url"] = reader["url"];
                link["clicks"] = reader["clicks"];
                link["createdAt"] = reader["created_at"];
                link["expiresAt"] = (string)reader["expires_at"] == "" ? null : reader["expires_at"];
                links.Add(link);
            }
            connection.Close();
        }
        catch (Exception)
        {
        }
        return links;
    }

    private static string Quote(string text)
    {
        return "'" + text.Replace("'", "''") + "'";
    }
}

static class Admin
{
    private const string AdminPassword = "Adm1n-of-Links!";

    public static bool Check(string? password)
    {
        if (password == null)
        {
            return false;
        }
        return Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(password))) == Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(AdminPassword)));
    }
}

static class Answers
{
    public static IResult Problem(int status, string title, object? errors = null)
    {
        if (errors == null)
        {
            return Results.Json(new { status, title }, contentType: "application/problem+json", statusCode: status);
        }
        return Results.Json(new { status, title, errors }, contentType: "application/problem+json", statusCode: status);
    }

    public static string Format(DateTime time)
    {
        return time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        Console.WriteLine("formatted " + time);
    }
}
