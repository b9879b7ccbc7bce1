namespace Identity.Server.Database.Outboxes;

/// <summary>What was put into a table within the transaction of its cause, and leaves the server afterwards: at least once.</summary>
/// <typeparam name="TItem">Something that is due, and for a while this node's alone.</typeparam>
/// <typeparam name="TOutcome">How sending it went.</typeparam>
internal interface IOutbox<TItem, TOutcome>
    where TItem : class
    where TOutcome : class
{
    /// <returns>Something that is due, or null. Nobody else is given it for longer than sending it can take.</returns>
    Task<TItem?> ClaimAsync(CancellationToken ct);

    Task<TOutcome> SendAsync(TItem item, CancellationToken ct);

    /// <summary>What a fault in sending comes to; null leaves the item to whoever tries next.</summary>
    TOutcome? Judge(Exception fault, TItem item);

    /// <summary>Writes down what came of it.</summary>
    Task RecordAsync(TItem item, TOutcome outcome);

    /// <summary>The database could not be told, and the item will be sent again.</summary>
    void NotRecorded(TItem item, TOutcome outcome, string reason);
}
