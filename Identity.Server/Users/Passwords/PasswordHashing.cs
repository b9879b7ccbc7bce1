using System.Security.Cryptography;
using Identity.Server.Users.Passwords.Foreign;
using Microsoft.Extensions.Options;

namespace Identity.Server.Users.Passwords;

/// <summary>Where the server hashes and checks passwords: never more at once than it can bear, never quicker for an unknown user.</summary>
internal sealed class PasswordHashing(
    HashingThreads threads,
    PasswordMetrics metrics,
    IOptions<PasswordHashingOptions> options,
    ILogger<PasswordHashing> logger
)
{
    private readonly int _cost = options.Value.Cost;

    // Nobody's password: of the usual cost, and of random bytes, so that no password is known to match it.
    private readonly BcryptHash _nobody = new(
        BcryptVariant.B,
        options.Value.Cost,
        RandomNumberGenerator.GetBytes(BcryptHash.SaltBytes),
        RandomNumberGenerator.GetBytes(BcryptHash.DigestBytes)
    );

    /// <param name="password">What was typed.</param>
    /// <param name="hash">What is stored; null for an unknown user or one without a password, which costs the same and never matches.</param>
    /// <param name="ct">Stops the waiting; a password whose turn has come is hashed to the end.</param>
    public async ValueTask<PasswordVerdict> VerifyAsync(string password, string? hash, CancellationToken ct)
    {
        var stored = hash is null ? null : Read(hash);
        if (threads.TryRun(() => Verify(password, stored), ct, out var verdict))
            return await verdict;

        metrics.Refused();
        return new PasswordVerdict.Busy(threads.RetryAfter);
    }

    public async ValueTask<NewHash> HashAsync(string password, CancellationToken ct)
    {
        // Said at once: unlike a sign-in, this tells the caller nothing about anyone else.
        if (PasswordRules.IsTooLong(password))
            return new NewHash.TooLong();
        if (threads.TryRun(() => Hash(password), ct, out var hash))
            return await hash;

        metrics.Refused();
        return new NewHash.Busy(threads.RetryAfter);
    }

    private PasswordVerdict Verify(string password, StoredHash? stored)
    {
        Span<byte> utf8 = stackalloc byte[StoredHash.LongestPassword];

        // A password that could be nobody's is still worked on, as the empty one: refusing it early would be seen in the time.
        var longest = stored?.PasswordBytes ?? PasswordRules.MaximumBytes;
        var isPossible = PasswordRules.TryEncode(password, utf8[..longest], out var length);
        var isMatch = IsMatch(utf8[..length], stored) && isPossible;
        if (!isMatch)
            MakeUp(utf8[..Math.Min(length, PasswordRules.MaximumBytes)], stored);
        CryptographicOperations.ZeroMemory(utf8);

        if (!isMatch || stored is null)
            return new PasswordVerdict.Mismatch();
        return stored.NeedsRehash(_cost) ? new PasswordVerdict.MatchNeedsRehash() : new PasswordVerdict.Match();
    }

    private bool IsMatch(ReadOnlySpan<byte> utf8, StoredHash? stored)
    {
        var against = stored ?? new StoredHash.OfBcrypt(_nobody);
        using (metrics.Measure(against))
            return against.Verify(utf8);
    }

    // Who guesses at a hash that was cheaper than the present cost works off the rest all the same: else the time would tell
    // that there is an account, moved in from elsewhere and not yet hashed again. A bcrypt of each cost between adds up to it.
    private void MakeUp(ReadOnlySpan<byte> utf8, StoredHash? stored)
    {
        if (stored is StoredHash.OfPbkdf2)
            IsMatch(utf8, stored: null);
        for (var cost = (stored as StoredHash.OfBcrypt)?.Hash.Cost ?? _cost; cost < _cost; cost++)
            IsMatch(utf8, new StoredHash.OfBcrypt(_nobody with { Cost = cost }));
    }

    private NewHash Hash(string password)
    {
        Span<byte> utf8 = stackalloc byte[PasswordRules.MaximumBytes];
        if (!PasswordRules.TryEncode(password, utf8, out var length))
            return new NewHash.NotText();

        string hash;
        using (metrics.MeasureBcrypt(_cost))
            hash = Bcrypt.Hash(utf8[..length], _cost);
        CryptographicOperations.ZeroMemory(utf8);
        return new NewHash.Hashed(hash);
    }

    private StoredHash? Read(string text)
    {
        var reading = StoredHash.Read(text);
        if (reading.Problem is { } problem)
            Log.StoredHashUnusable(logger, problem);
        return reading.Hash;
    }
}
