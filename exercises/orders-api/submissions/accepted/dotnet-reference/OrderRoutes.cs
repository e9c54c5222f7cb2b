using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrdersApi;

public static partial class OrderRoutes
{
    private static readonly Check CheckProductId = Checks.Integer(1, int.MaxValue);
    private static readonly Check CheckQuantity = Checks.Integer(1, 1000);
    private static readonly Dictionary<string, Check> Fields = new() { ["customer"] = Checks.Text(100), ["lines"] = CheckLines };

    public static void MapOrders(this WebApplication app)
    {
        app.MapPost("/orders", async (HttpRequest request, OrderStore orders) =>
        {
            var key = ReadKey(request);
            var (order, isNew) = await orders.PlaceAsync(await RequestBody.ReadAsync<NewOrder>(request, Fields, "customer", "lines"), key);
            return isNew ? Results.Created($"/orders/{order.Id}", order) : Results.Ok(order);
        });

        app.MapGet("/orders", async (HttpRequest request, OrderStore orders) =>
        {
            var limit = PageQuery.ReadLimit(request.Query);
            var after = PageQuery.ReadCursor<OrderPosition>(request.Query);
            var rows = await orders.ListAsync(PageQuery.ReadText(request.Query, "customer"), after?.Id, limit + 1);
            return Page<Order>.Of(rows, limit, order => new OrderPosition(order.Id));
        });

        app.MapGet("/orders/{id:int:min(1)}", async (int id, OrderStore orders) => await FindAsync(orders, id));
        app.MapPost("/orders/{id:int:min(1)}/pay", (int id, OrderStore orders) => CloseAsync(orders, id, "paid"));
        app.MapPost("/orders/{id:int:min(1)}/cancel", (int id, OrderStore orders) => CloseAsync(orders, id, "cancelled"));

        app.MapDelete("/orders/{id:int:min(1)}", async (int id, OrderStore orders) =>
            await orders.RemoveCancelledAsync(id) ? Results.NoContent() : throw Conflict(await FindAsync(orders, id)));
    }

    private static async Task<Order> CloseAsync(OrderStore orders, int id, string status)
    {
        var isClosed = await orders.CloseAsync(id, status);
        var order = await FindAsync(orders, id);
        return isClosed ? order : throw Conflict(order);
    }

    private static async Task<Order> FindAsync(OrderStore orders, int id) => await orders.FindAsync(id) ?? throw Problem.NotFound("order");

    private static Problem Conflict(Order order) => new(StatusCodes.Status409Conflict, $"The order is {order.Status}.");

    private static string? ReadKey(HttpRequest request)
    {
        if (!request.Headers.TryGetValue("Idempotency-Key", out var key)) return null;
        return Key().IsMatch(key.ToString())
            ? key.ToString()
            : throw new Problem(StatusCodes.Status400BadRequest, "Idempotency-Key must be 1 to 100 visible ASCII characters.");
    }

    private static string? CheckLines(JsonElement lines)
    {
        if (lines.ValueKind != JsonValueKind.Array || lines.GetArrayLength() is < 1 or > 20) return "must be a list of 1 to 20 lines";
        if (!lines.EnumerateArray().All(IsLine)) return "must have a productId and a quantity from 1 to 1000 in each line, and nothing else";
        var products = lines.EnumerateArray().Select(line => line.GetProperty("productId").GetInt32()).Distinct();
        return products.Count() < lines.GetArrayLength() ? "must name each product once" : null;
    }

    private static bool IsLine(JsonElement line) =>
        line.ValueKind == JsonValueKind.Object
        && line.GetPropertyCount() == 2
        && line.TryGetProperty("productId", out var productId) && CheckProductId(productId) is null
        && line.TryGetProperty("quantity", out var quantity) && CheckQuantity(quantity) is null;

    [GeneratedRegex(@"^[!-~]{1,100}\z")]
    private static partial Regex Key();
}
