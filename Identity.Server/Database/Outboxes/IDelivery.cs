namespace Identity.Server.Database.Outboxes;

/// <summary>Empties an outbox when it is told to.</summary>
internal interface IDelivery
{
    /// <summary>Sends what is due; the last of it may still be on its way when this returns.</summary>
    Task SendDueAsync(CancellationToken ct);

    /// <summary>Waits for what is on its way.</summary>
    Task ArrivedAsync();
}
