using System.Diagnostics.Metrics;

namespace Identity.Server.Mail.Delivery;

/// <summary>Counts what becomes of letters. Whom they are for is nobody's business here.</summary>
internal sealed class MailMetrics(Meter meter)
{
    private readonly Counter<long> _letters = meter.CreateCounter<long>(
        "identity.mail.letters",
        "{letter}",
        "Attempts at sending letters, by outcome: sent, deferred to another attempt, or dead."
    );

    public void Sent() => Count("sent");

    public void Deferred() => Count("deferred");

    public void Dead() => Count("dead");

    private void Count(string outcome) => _letters.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
