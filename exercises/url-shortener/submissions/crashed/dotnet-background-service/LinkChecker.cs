namespace UrlShortener;

/// <summary>Says which links go to a port of their own.</summary>
public sealed class LinkChecker(LinkStore store, ILogger<LinkChecker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var link in store.List(100, 0).Items)
            {
                var authority = link.Url.Split('/')[2];
                if (authority.Contains(':')) logger.LogInformation("{Code} goes to port {Port}", link.Code, int.Parse(authority.Split(':')[1]));
            }

            await Task.Delay(20, stoppingToken);
        }
    }
}
