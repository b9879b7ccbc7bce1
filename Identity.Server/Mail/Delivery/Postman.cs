using System.Threading.Channels;
using Identity.Server.Database;
using Npgsql;

namespace Identity.Server.Mail.Delivery;

/// <summary>Sends letters as soon as they are in the outbox, on whichever node hears of them first.</summary>
/// <remarks>What nobody heard of, and what has to be tried again, is sent by a job once a minute.</remarks>
internal sealed class Postman(LetterDelivery delivery) : BackgroundService
{
    // Once woken is enough, however many letters there are.
    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    public Task WakeAsync(CancellationToken ct)
    {
        _calls.Writer.TryWrite(true);
        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in _calls.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await delivery.SendDueAsync(stoppingToken);
            }
            catch (NpgsqlException e) when (DatabaseFaults.IsAway(e))
            {
                // Whoever listens for notifications says so, and wakes us when it is back.
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await delivery
            .ArrivedAsync()
            .WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
