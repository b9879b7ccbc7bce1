using System.Threading.Channels;
using Npgsql;

namespace Identity.Server.Database.Outboxes;

/// <summary>Sends what is in an outbox as soon as it is there, on whichever node hears of it first.</summary>
/// <remarks>What nobody heard of, and what has to be tried again, is sent by a job once a minute.</remarks>
internal sealed class Messenger<TDelivery>(TDelivery delivery) : BackgroundService
    where TDelivery : IDelivery
{
    // Once woken is enough, however much there is.
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

/// <summary>Has outboxes emptied as soon as something is put into them.</summary>
internal static class MessengerSetup
{
    /// <param name="channel">What the outbox's trigger notifies.</param>
    public static IServiceCollection AddMessenger<TDelivery>(this IServiceCollection services, string channel)
        where TDelivery : class, IDelivery
    {
        services.AddSingleton<TDelivery>();
        services.AddSingleton(provider =>
        {
            var messenger = ActivatorUtilities.CreateInstance<Messenger<TDelivery>>(provider);
            provider.GetRequiredService<Notifications>().Subscribe(channel, messenger.WakeAsync);
            return messenger;
        });
        return services.AddHostedService(provider => provider.GetRequiredService<Messenger<TDelivery>>());
    }
}
