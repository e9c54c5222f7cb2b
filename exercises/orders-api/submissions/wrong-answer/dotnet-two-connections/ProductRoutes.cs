using System.Text.RegularExpressions;

namespace OrdersApi;

public static partial class ProductRoutes
{
    private const int HighestPrice = 999_999_999;

    private static readonly Dictionary<string, Check> Changeable = new()
    {
        ["name"] = Checks.Text(200),
        ["priceCents"] = Checks.Integer(0, 10_000_000),
    };

    private static readonly Dictionary<string, Check> Settable = new(Changeable)
    {
        ["sku"] = Checks.Matches(Sku()),
        ["stock"] = Checks.Integer(0, 1_000_000),
    };

    private static readonly Dictionary<string, Check> DeliveryFields = new() { ["quantity"] = Checks.Integer(1, 1000) };

    public static void MapProducts(this WebApplication app)
    {
        app.MapPost("/products", async (HttpRequest request, ProductStore products) =>
        {
            var product = await products.CreateAsync(await RequestBody.ReadAsync<NewProduct>(request, Settable, "sku", "name", "priceCents"));
            return product is null
                ? throw new Problem(StatusCodes.Status409Conflict, "The sku is taken.")
                : Results.Created($"/products/{product.Id}", product);
        });

        app.MapGet("/products", async (HttpRequest request, ProductStore products) =>
        {
            var limit = PageQuery.ReadLimit(request.Query);
            var from = PageQuery.ReadInteger(request.Query, "minPriceCents", 0, least: 0, most: HighestPrice);
            var to = PageQuery.ReadInteger(request.Query, "maxPriceCents", HighestPrice, least: 0, most: HighestPrice);
            var rows = await products.ListAsync(from, to, PageQuery.ReadCursor<ProductPosition>(request.Query), limit + 1);
            return Page<Product>.Of(rows, limit, product => new ProductPosition(product.PriceCents, product.Id));
        });

        app.MapGet("/products/{id:int:min(1)}", async (int id, ProductStore products) =>
            await products.FindAsync(id) ?? throw Problem.NotFound("product"));

        app.MapPatch("/products/{id:int:min(1)}", async (int id, HttpRequest request, ProductStore products) =>
            await products.ChangeAsync(id, await RequestBody.ReadAsync<ProductChange>(request, Changeable)) ?? throw Problem.NotFound("product"));

        app.MapPost("/products/{id:int:min(1)}/restock", async (int id, HttpRequest request, ProductStore products) =>
        {
            var delivery = await RequestBody.ReadAsync<Delivery>(request, DeliveryFields, "quantity");
            return await products.RestockAsync(id, delivery.Quantity) ?? throw Problem.NotFound("product");
        });

        app.MapDelete("/products/{id:int:min(1)}", async (int id, ProductStore products) =>
            await products.RemoveAsync(id) ? Results.NoContent() : throw Problem.NotFound("product"));
    }

    [GeneratedRegex(@"^[A-Z0-9-]{1,40}\z")]
    private static partial Regex Sku();
}
