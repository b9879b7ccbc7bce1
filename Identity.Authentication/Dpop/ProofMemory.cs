using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Identity.Authentication.Dpop;

/// <summary>Which proofs were shown to this process lately, so that none is good twice.</summary>
/// <remarks>RFC 9449 §11.1. A proof is tied to its URL; nodes that share a URL each have a memory of their own.</remarks>
internal sealed class ProofMemory(TimeProvider clock)
{
    /// <summary>How many proofs are remembered in one <see cref="Span"/>; whoever brings more is refused, and nothing is forgotten.</summary>
    public const int Room = 200_000;

    /// <summary>For how long at least a proof is remembered.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private HashSet<UInt128> _new = [];
    private HashSet<UInt128> _old = [];
    private DateTimeOffset _turnsAt = DateTimeOffset.MinValue;

    /// <returns>False where it was used before, or where there is no room.</returns>
    public bool TryUse(string thumbprint, string jwtId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{thumbprint}.{jwtId}"));
        var name = BinaryPrimitives.ReadUInt128BigEndian(hash);
        lock (_lock)
        {
            Turn(clock.GetUtcNow());
            return !_old.Contains(name) && _new.Count < Room && _new.Add(name);
        }
    }

    private void Turn(DateTimeOffset now)
    {
        if (now < _turnsAt)
            return;
        // What came within the last span stays for another one.
        _old = now < _turnsAt + Span ? _new : [];
        _new = [];
        _turnsAt = now + Span;
    }
}
