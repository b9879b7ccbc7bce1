using System.Text.Json.Serialization;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Management;

/// <summary>How the server has been doing.</summary>
public sealed class Statistics(ManagementApi api)
{
    public Task<Answer<StatisticsOf>> ReadAsync(int days, CancellationToken ct = default) =>
        api.GetAsync<StatisticsOf>($"statistics?days={days}", ct);

    /// <summary>What the server finds when it looks at itself.</summary>
    public Task<Answer<Listing<Check>>> ChecksAsync(CancellationToken ct = default) =>
        api.GetAsync<Listing<Check>>("checks", ct);
}

/// <summary>The figures of some days.</summary>
public sealed record StatisticsOf(Totals Totals, Series Series)
{
    public IReadOnlyList<KeyRotation> Keys { get; init; } = [];
    public IReadOnlyList<JobState> Jobs { get; init; } = [];
    public IReadOnlyList<AuditEvent> LatestRefusals { get; init; } = [];
}

/// <summary>Figures of now, and of the last seven days against the seven before.</summary>
public sealed record Totals
{
    public long Users { get; init; }
    public long ActiveSessions { get; init; }

    [JsonPropertyName("users_new_7d")]
    public long NewUsers { get; init; }

    [JsonPropertyName("users_new_prev_7d")]
    public long NewUsersBefore { get; init; }

    [JsonPropertyName("sign_ins_7d")]
    public long SignIns { get; init; }

    [JsonPropertyName("sign_ins_prev_7d")]
    public long SignInsBefore { get; init; }

    [JsonPropertyName("failures_7d")]
    public long Failures { get; init; }

    [JsonPropertyName("failures_prev_7d")]
    public long FailuresBefore { get; init; }

    [JsonPropertyName("tokens_7d")]
    public long Tokens { get; init; }

    [JsonPropertyName("tokens_prev_7d")]
    public long TokensBefore { get; init; }

    public long LettersWaiting { get; init; }
    public long LettersDead { get; init; }
}

/// <summary>Figures over time.</summary>
public sealed record Series(
    IReadOnlyList<SignInsAt> SignIns,
    IReadOnlyList<CountAt> NewUsers,
    IReadOnlyList<TokensAt> Tokens
);

/// <summary>How many signed in, and how many were refused.</summary>
public sealed record SignInsAt(DateTimeOffset At, long Done, long Refused);

/// <summary>How many there were.</summary>
public sealed record CountAt(DateTimeOffset At, long Count);

/// <summary>How many tokens were issued, by the grant.</summary>
public sealed record TokensAt(DateTimeOffset At, IReadOnlyDictionary<string, long> ByGrant);

/// <summary>When a key gives way to its successor.</summary>
public sealed record KeyRotation(string Kid, string Algorithm, DateTimeOffset? NextRotationAt);

/// <summary>How a job did when it last ran.</summary>
public sealed record JobState(string Name, JobRun? LastRun);

/// <summary>Something that the server looked at, and what it found.</summary>
public sealed record Check(string Name, string State, string Sentence, string? Remedy);
