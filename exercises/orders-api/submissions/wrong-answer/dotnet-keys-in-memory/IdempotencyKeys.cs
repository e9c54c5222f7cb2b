using System.Collections.Concurrent;

namespace OrdersApi;

/// <summary>Which order was made for which key. Callers who come with one key at once wait for the same order.</summary>
public sealed class IdempotencyKeys
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Order>>> placed = new();

    /// <summary>The order of the key, and whether it is this call's; one that is refused uses up no key.</summary>
    public async Task<(Order Order, bool IsNew)> OnceAsync(string key, Func<Task<Order>> place)
    {
        var mine = new Lazy<Task<Order>>(place);
        var first = placed.GetOrAdd(key, mine);
        try
        {
            return (await first.Value, first == mine);
        }
        catch
        {
            placed.TryRemove(KeyValuePair.Create(key, first));
            throw;
        }
    }
}
