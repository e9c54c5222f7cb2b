namespace Shortener.Links;

/// <summary>Saves clicks a few times a second, and for the last time when the host stops.</summary>
public class ClickSaver(LinkCollection links) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) links.SaveClicks();
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        links.SaveClicks();
    }
}
