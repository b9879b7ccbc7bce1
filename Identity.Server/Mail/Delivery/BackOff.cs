namespace Identity.Server.Mail.Delivery;

/// <summary>How long a letter waits that could not be sent, and when it is given up.</summary>
internal static class BackOff
{
    /// <summary>After this time from when it was put into the outbox, a letter is of no use to anybody.</summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(3);

    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(3),
        TimeSpan.FromHours(6),
    ];

    /// <param name="attempts">How many there have been; a letter that is sent again by hand begins anew.</param>
    /// <returns>When to try again; null to give up. Each letter has the short waits, however old it is.</returns>
    public static DateTimeOffset? Next(int attempts, DateTimeOffset createdAt, DateTimeOffset now)
    {
        var next = now + Waits[Math.Clamp(attempts, 1, Waits.Length) - 1];
        return attempts < Waits.Length || next <= createdAt + GivenUpAfter ? next : null;
    }
}
