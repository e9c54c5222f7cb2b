using Dapper;

namespace OrdersApi;

public static class Tables
{
    // Customers are compared letter by letter, which the usual collation does not do.
    private const string Definitions = """
        CREATE TABLE IF NOT EXISTS products (
          id INT AUTO_INCREMENT PRIMARY KEY,
          sku VARCHAR(40) NOT NULL UNIQUE,
          name VARCHAR(200) NOT NULL,
          price_cents INT NOT NULL,
          stock INT NOT NULL DEFAULT 0 CHECK (stock >= 0),
          KEY by_price (price_cents, id)
        );
        CREATE TABLE IF NOT EXISTS orders (
          id INT AUTO_INCREMENT PRIMARY KEY,
          customer VARCHAR(100) COLLATE utf8mb4_nopad_bin NOT NULL,
          status ENUM('open', 'paid', 'cancelled') NOT NULL,
          total_cents BIGINT NOT NULL,
          idempotency_key VARCHAR(100) COLLATE utf8mb4_nopad_bin UNIQUE,
          KEY by_customer (customer, id)
        );
        CREATE TABLE IF NOT EXISTS order_lines (
          order_id INT NOT NULL,
          product_id INT NOT NULL,
          quantity INT NOT NULL CHECK (quantity >= 1),
          price_cents INT NOT NULL,
          PRIMARY KEY (order_id, product_id),
          FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE,
          FOREIGN KEY (product_id) REFERENCES products (id)
        );
        """;

    /// <summary>Tries again for a while: the database may still be starting.</summary>
    public static async Task CreateAsync(Database database)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await database.AskAsync(connection => connection.ExecuteAsync(Definitions));
                return;
            }
            catch (Exception exception) when (attempt < 10 && Database.IsAway(exception))
            {
                await Task.Delay(TimeSpan.FromSeconds(0.5));
            }
        }
    }
}
