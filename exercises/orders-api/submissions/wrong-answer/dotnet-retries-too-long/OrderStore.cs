using Dapper;
using MySqlConnector;

namespace OrdersApi;

public sealed class OrderStore(Database database)
{
    private sealed record OrderRow(int Id, string Customer, string Status, long TotalCents);

    private sealed record LineRow(int OrderId, int ProductId, int Quantity, int PriceCents);

    public Task<Order?> FindAsync(int id) => database.AskAsync(connection => FindOneAsync(connection, "id = @id", new { id }));

    /// <summary>Newest first; <paramref name="before"/> is the last id of the page before.</summary>
    public Task<List<Order>> ListAsync(string? customer, int? before, int limit) => database.AskAsync(connection => FindManyAsync(
        connection,
        "id < @before AND (@customer IS NULL OR customer = @customer) ORDER BY id DESC LIMIT @limit",
        new { before = before ?? int.MaxValue, customer, limit }));

    /// <summary>The order, and whether it is new: a key that was used leads to the order it was used for.</summary>
    public Task<(Order Order, bool IsNew)> PlaceAsync(NewOrder order, string? key) => database.ChangeAsync(async connection =>
    {
        // The key is written first: whoever comes second with it waits here until the first is done.
        if (await InsertAsync(connection, order.Customer, key) is not { } id)
        {
            return ((await FindOneAsync(connection, "idempotency_key = @key", new { key }))!, false);
        }

        var lines = await TakeFromStockAsync(connection, order.Lines);
        var totalCents = lines.Sum(line => (long)line.Quantity * line.PriceCents);
        await connection.ExecuteAsync(
            "INSERT INTO order_lines (order_id, product_id, quantity, price_cents) VALUES (@id, @ProductId, @Quantity, @PriceCents)",
            lines.Select(line => new { id, line.ProductId, line.Quantity, line.PriceCents }));
        await connection.ExecuteAsync("UPDATE orders SET total_cents = @totalCents WHERE id = @id", new { totalCents, id });
        return (new Order(id, order.Customer, "open", totalCents, lines), true);
    });

    /// <summary>Makes an open order paid or cancelled; whether it was open.</summary>
    public Task<bool> CloseAsync(int id, string status) => database.ChangeAsync(async connection =>
    {
        var isClosed = await connection.ExecuteAsync("UPDATE orders SET status = @status WHERE id = @id AND status = 'open'", new { id, status }) == 1;
        if (isClosed && status == "cancelled")
        {
            await connection.ExecuteAsync(
                "UPDATE products p JOIN order_lines l ON l.product_id = p.id SET p.stock = p.stock + l.quantity WHERE l.order_id = @id", new { id });
        }

        return isClosed;
    });

    /// <summary>Whether there was a cancelled order to remove.</summary>
    public async Task<bool> RemoveCancelledAsync(int id) => await database.AskAsync(connection =>
        connection.ExecuteAsync("DELETE FROM orders WHERE id = @id AND status = 'cancelled'", new { id })) == 1;

    /// <summary>The new order's id; null when there is an order with this key.</summary>
    private static async Task<int?> InsertAsync(MySqlConnection connection, string customer, string? key)
    {
        try
        {
            return await connection.ExecuteScalarAsync<int>(
                "INSERT INTO orders (customer, status, total_cents, idempotency_key) VALUES (@customer, 'open', 0, @key) RETURNING id",
                new { customer, key });
        }
        catch (MySqlException exception) when (exception.ErrorCode == MySqlErrorCode.DuplicateKeyEntry)
        {
            return null;
        }
    }

    /// <summary>Locks the products, by ascending id as everybody does, and takes what is ordered. Returns the lines with their prices.</summary>
    private static async Task<List<OrderLine>> TakeFromStockAsync(MySqlConnection connection, IReadOnlyList<NewOrderLine> lines)
    {
        var quantities = lines.ToDictionary(line => line.ProductId, line => line.Quantity);
        var products = (await connection.QueryAsync<Product>(
            "SELECT id, sku, name, price_cents AS priceCents, stock FROM products WHERE id IN @ids ORDER BY id FOR UPDATE",
            new { ids = quantities.Keys })).AsList();
        if (products.Count < quantities.Count) throw Problem.Invalid(new FieldError("lines", "name a product that does not exist"));
        var shortages = products.Where(product => product.Stock < quantities[product.Id]).Select(product => new Shortage(product.Id, product.Stock)).ToList();
        if (shortages.Count > 0) throw new Problem(StatusCodes.Status409Conflict, "Not enough in stock.", ("shortages", shortages));
        await connection.ExecuteAsync("UPDATE products SET stock = stock - @Quantity WHERE id = @ProductId", lines);
        return products.ConvertAll(product => new OrderLine(product.Id, quantities[product.Id], product.PriceCents));
    }

    private static async Task<Order?> FindOneAsync(MySqlConnection connection, string condition, object values) =>
        (await FindManyAsync(connection, condition, values)).SingleOrDefault();

    /// <summary>Orders with the lines of all of them, read at once.</summary>
    private static async Task<List<Order>> FindManyAsync(MySqlConnection connection, string condition, object values)
    {
        var orders = (await connection.QueryAsync<OrderRow>(
            $"SELECT id, customer, status, total_cents AS totalCents FROM orders WHERE {condition}", values)).AsList();
        if (orders.Count == 0) return [];
        var lines = (await connection.QueryAsync<LineRow>("""
            SELECT order_id AS orderId, product_id AS productId, quantity, price_cents AS priceCents
            FROM order_lines WHERE order_id IN @ids ORDER BY order_id, product_id
            """, new { ids = orders.Select(order => order.Id) })).ToLookup(line => line.OrderId);
        return orders.ConvertAll(order => new Order(
            order.Id, order.Customer, order.Status, order.TotalCents,
            [.. lines[order.Id].Select(line => new OrderLine(line.ProductId, line.Quantity, line.PriceCents))]));
    }
}
