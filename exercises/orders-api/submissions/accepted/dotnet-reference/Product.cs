namespace OrdersApi;

public sealed record Product(int Id, string Sku, string Name, int PriceCents, int Stock);

public sealed record NewProduct(string Sku, string Name, int PriceCents, int Stock = 0);

/// <summary>Null is what was not named.</summary>
public sealed record ProductChange(string? Name, int? PriceCents);

public sealed record Delivery(int Quantity);

/// <summary>Where a page of products ended.</summary>
public sealed record ProductPosition(int PriceCents, int Id);
