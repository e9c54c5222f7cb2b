namespace OrdersApi;

public sealed record Order(int Id, string Customer, string Status, long TotalCents, IReadOnlyList<OrderLine> Lines);

public sealed record OrderLine(int ProductId, int Quantity, int PriceCents);

public sealed record NewOrder(string Customer, IReadOnlyList<NewOrderLine> Lines);

public sealed record NewOrderLine(int ProductId, int Quantity);

public sealed record Shortage(int ProductId, int Available);

/// <summary>Where a page of orders ended.</summary>
public sealed record OrderPosition(int Id);
