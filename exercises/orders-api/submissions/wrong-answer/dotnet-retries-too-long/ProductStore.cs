using Dapper;
using MySqlConnector;

namespace OrdersApi;

public sealed class ProductStore(Database database)
{
    private const string Columns = "id, sku, name, price_cents AS priceCents, stock";

    public Task<Product?> FindAsync(int id) => database.AskAsync(connection => FindAsync(connection, id));

    /// <summary>Null when the sku is taken.</summary>
    public async Task<Product?> CreateAsync(NewProduct product)
    {
        try
        {
            return await database.AskAsync(connection => connection.QuerySingleAsync<Product>(
                $"INSERT INTO products (sku, name, price_cents, stock) VALUES (@Sku, @Name, @PriceCents, @Stock) RETURNING {Columns}", product));
        }
        catch (MySqlException exception) when (exception.ErrorCode == MySqlErrorCode.DuplicateKeyEntry)
        {
            return null;
        }
    }

    public Task<Product?> ChangeAsync(int id, ProductChange change) => UpdateAsync(
        id, "name = coalesce(@Name, name), price_cents = coalesce(@PriceCents, price_cents)", new { id, change.Name, change.PriceCents });

    public Task<Product?> RestockAsync(int id, int quantity) => UpdateAsync(id, "stock = stock + @quantity", new { id, quantity });

    /// <summary>Whether there was something to remove.</summary>
    public async Task<bool> RemoveAsync(int id)
    {
        try
        {
            return await database.AskAsync(connection => connection.ExecuteAsync("DELETE FROM products WHERE id = @id", new { id })) == 1;
        }
        catch (MySqlException exception) when (exception.ErrorCode == MySqlErrorCode.RowIsReferenced2)
        {
            throw new Problem(StatusCodes.Status409Conflict, "The product was ordered.");
        }
    }

    /// <summary>By price and id, from where the page before ended.</summary>
    public async Task<IReadOnlyList<Product>> ListAsync(int fromCents, int toCents, ProductPosition? after, int limit)
    {
        var (afterCents, afterId) = after ?? new ProductPosition(-1, 0);
        var products = await database.AskAsync(connection => connection.QueryAsync<Product>($"""
            SELECT {Columns} FROM products
            WHERE price_cents BETWEEN @fromCents AND @toCents AND (price_cents > @afterCents OR id > @afterId)
            ORDER BY price_cents, id LIMIT @limit
            """, new { fromCents = Math.Max(fromCents, afterCents), toCents, afterCents, afterId, limit }));
        return products.AsList();
    }

    private Task<Product?> UpdateAsync(int id, string assignments, object values) => database.ChangeAsync(async connection =>
    {
        await connection.ExecuteAsync($"UPDATE products SET {assignments} WHERE id = @id", values);
        return await FindAsync(connection, id);
    });

    private static Task<Product?> FindAsync(MySqlConnection connection, int id) =>
        connection.QuerySingleOrDefaultAsync<Product>($"SELECT {Columns} FROM products WHERE id = @id", new { id });
}
