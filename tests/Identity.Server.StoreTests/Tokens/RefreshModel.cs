using Identity.Server.Tokens;

namespace Identity.Server.StoreTests.Tokens;

/// <summary>What a presented token should come to.</summary>
internal enum Expected
{
    /// <summary>A token never seen before.</summary>
    Successor,

    /// <summary>The family's present token once more.</summary>
    SameSuccessor,
    ScopeWidened,
    Refused,
}

/// <summary>A refresh family as RFC 9700 §4.14.2 and our grace have it, in plain sequential code.</summary>
internal sealed class RefreshModel(RefreshFamily family, int owner, DateTimeOffset now)
{
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly DateTimeOffset _expiresAt = now + Life;
    private DateTimeOffset _rotatedAt = now;
    private DateTimeOffset _idleUntil = now + Idle;

    public Guid Id => family.Id;

    /// <summary>Which of the walk's people and clients it belongs to.</summary>
    public int Owner => owner;

    /// <summary>Every token there has been, the present one last.</summary>
    public List<string> Tokens { get; } = [family.RefreshToken];

    public bool IsRevoked { get; private set; }

    public void Revoke() => IsRevoked = true;

    public bool IsAlive(DateTimeOffset now) => !IsRevoked && now < _expiresAt && now < _idleUntil;

    public Expected Present(string token, bool widened, DateTimeOffset now)
    {
        if (!IsAlive(now))
            return Expected.Refused;
        if (widened)
            return Expected.ScopeWidened;
        if (token == Tokens[^1])
        {
            _rotatedAt = now;
            _idleUntil = now + Idle < _expiresAt ? now + Idle : _expiresAt;
            return Expected.Successor;
        }
        if (Tokens.Count > 1 && token == Tokens[^2] && now - _rotatedAt < Grace)
            return Expected.SameSuccessor;

        IsRevoked = true;
        return Expected.Refused;
    }
}
