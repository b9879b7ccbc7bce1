using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Identity.Server.Users.Passwords;
using Identity.Server.Users.Passwords.Foreign;

namespace Identity.Server.Tests.Users.Passwords;

public sealed class PasswordHashingTests : IDisposable
{
    private const string Password = "Größe-72 ☃";

    private readonly PasswordRoom _room = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_hash_is_of_the_configured_cost_and_matches()
    {
        var hash = await HashAsync();

        Assert.StartsWith($"$2b$0{PasswordRoom.Cost}$", hash, StringComparison.Ordinal);
        Assert.IsType<PasswordVerdict.Match>(await _room.Passwords.VerifyAsync(Password, hash, Ct));
    }

    [Fact]
    public async Task Another_password_does_not_match() =>
        Assert.IsType<PasswordVerdict.Mismatch>(await _room.Passwords.VerifyAsync("another", await HashAsync(), Ct));

    [Theory]
    [InlineData(PasswordRoom.Cost - 1)]
    [InlineData(PasswordRoom.Cost + 1)]
    public async Task A_match_of_another_cost_asks_for_a_new_hash(int cost)
    {
        var hash = Bcrypt.Hash("secret123"u8, cost);

        Assert.IsType<PasswordVerdict.MatchNeedsRehash>(await _room.Passwords.VerifyAsync("secret123", hash, Ct));
        Assert.IsType<PasswordVerdict.Mismatch>(await _room.Passwords.VerifyAsync("secret124", hash, Ct));
    }

    [Fact]
    public async Task A_wrong_password_costs_an_account_of_cheaper_hashes_what_it_costs_any_other()
    {
        var hash = Bcrypt.Hash("secret123"u8, PasswordRoom.Cost - 1);

        Assert.IsType<PasswordVerdict.Mismatch>(await _room.Passwords.VerifyAsync("secret124", hash, Ct));

        // Two of half the cost are one.
        Assert.Equal([PasswordRoom.Cost - 1, PasswordRoom.Cost - 1], _room.Computed);
    }

    [Fact]
    public async Task A_wrong_password_costs_an_account_from_elsewhere_a_bcrypt_as_well()
    {
        var foreign = "$pbkdf2-sha256$i=1000$8PHy8/T19vf4+fr7/P3+/w$urOyUQh/jjOATd8oHoSqvgYKpV00kmZ0btRuzW5MDgU";

        Assert.IsType<PasswordVerdict.Mismatch>(await _room.Passwords.VerifyAsync("secret124", foreign, Ct));

        Assert.Equal([PasswordRoom.Cost], _room.Computed);
    }

    [Fact]
    public async Task A_match_of_a_hash_from_elsewhere_asks_for_a_new_one()
    {
        var foreign = "$pbkdf2-sha256$i=1000$8PHy8/T19vf4+fr7/P3+/w$urOyUQh/jjOATd8oHoSqvgYKpV00kmZ0btRuzW5MDgU";

        Assert.IsType<PasswordVerdict.MatchNeedsRehash>(await _room.Passwords.VerifyAsync(Password, foreign, Ct));
        Assert.Empty(_room.Computed);
    }

    [Fact]
    public async Task A_password_from_elsewhere_may_be_longer_than_bcrypt_reads()
    {
        var password = new string('p', 300);
        var salt = new byte[16];
        var digest = Rfc2898DeriveBytes.Pbkdf2(password, salt, 1000, HashAlgorithmName.SHA256, 32);
        var hash = new Pbkdf2Hash(HashAlgorithmName.SHA256, 1000, salt, digest).ToText();

        Assert.IsType<PasswordVerdict.MatchNeedsRehash>(await _room.Passwords.VerifyAsync(password, hash, Ct));
        Assert.IsType<PasswordVerdict.Mismatch>(await _room.Passwords.VerifyAsync(password + "p", hash, Ct));
        Assert.IsType<PasswordVerdict.Mismatch>(await _room.Passwords.VerifyAsync(new string('p', 513), hash, Ct));
    }

    [Fact]
    public async Task An_unknown_user_costs_what_a_known_one_does()
    {
        Assert.IsType<PasswordVerdict.Mismatch>(await _room.Passwords.VerifyAsync(Password, hash: null, Ct));

        Assert.Equal([PasswordRoom.Cost], _room.Computed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no hash")]
    [InlineData("$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b2dWRWJTmaQh2Zr1rvk0vRvGVE")]
    [InlineData("$2x$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e")]
    [InlineData("$2b$17$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e")]
    [InlineData("$2b$31$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e")]
    public async Task A_stored_hash_that_cannot_be_used_costs_the_same_and_is_logged(string stored)
    {
        Assert.IsType<PasswordVerdict.Mismatch>(await _room.Passwords.VerifyAsync(Password, stored, Ct));

        Assert.Equal([PasswordRoom.Cost], _room.Computed);
        Assert.Contains("cannot sign in", Assert.Single(_room.Log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(73, 'a')]
    [InlineData(1, 0x0000)]
    [InlineData(1, 0xD83D)]
    public async Task A_password_that_nobody_can_have_costs_the_same(int length, int character)
    {
        var impossible = new string((char)character, length);

        // The hash of what is worked on in its place: even that must not let anyone in.
        var hash = Bcrypt.Hash([], PasswordRoom.Cost);

        Assert.IsType<PasswordVerdict.Mismatch>(await _room.Passwords.VerifyAsync(impossible, hash, Ct));
        Assert.Equal([PasswordRoom.Cost], _room.Computed);
    }

    [Fact]
    public async Task The_72_bytes_that_begin_a_longer_password_do_not_match()
    {
        var full = new string('a', 72);
        var hash = Assert.IsType<NewHash.Hashed>(await _room.Passwords.HashAsync(full, Ct)).Hash;

        Assert.IsType<PasswordVerdict.Match>(await _room.Passwords.VerifyAsync(full, hash, Ct));
        Assert.IsType<PasswordVerdict.Mismatch>(await _room.Passwords.VerifyAsync(full + "a", hash, Ct));
    }

    [Fact]
    public async Task A_password_that_cannot_be_hashed_is_refused_for_what_it_is()
    {
        Assert.IsType<NewHash.TooLong>(await _room.Passwords.HashAsync(new string('a', 71) + "é", Ct));
        Assert.IsType<NewHash.NotText>(await _room.Passwords.HashAsync("a\0b", Ct));
        Assert.IsType<NewHash.NotText>(await _room.Passwords.HashAsync("a\uD83D", Ct));
        Assert.Empty(_room.Computed);
    }

    [Fact]
    public async Task Past_the_queue_the_answer_is_busy_and_comes_at_once()
    {
        using var gate = await _room.OccupyAsync();
        var accepted = Enumerable.Range(0, PasswordRoom.QueueLength).Select(_ => VerifyNobodyAsync(Ct)).ToList();

        var verification = VerifyNobodyAsync(Ct);
        var hashing = _room.Passwords.HashAsync(Password, Ct);

        Assert.True(verification.IsCompleted && hashing.IsCompleted);
        Assert.True(Assert.IsType<PasswordVerdict.Busy>(await verification).RetryAfter > TimeSpan.Zero);
        Assert.True(Assert.IsType<NewHash.Busy>(await hashing).RetryAfter > TimeSpan.Zero);
        Assert.Equal(2, _room.Refusals);

        gate.Open();
        Assert.All(await Task.WhenAll(accepted), verdict => Assert.IsType<PasswordVerdict.Mismatch>(verdict));
        Assert.Equal(PasswordRoom.QueueLength, _room.Computed.Count);
    }

    [Fact]
    public async Task Who_stops_waiting_costs_nothing_and_gives_up_the_place()
    {
        using var gate = await _room.OccupyAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var given = Enumerable
            .Range(0, PasswordRoom.QueueLength)
            .Select(_ => VerifyNobodyAsync(patience.Token))
            .ToList();

        await patience.CancelAsync();

        Assert.Equal(0, _room.Threads.Waiting);
        foreach (var verdict in given)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => verdict);
        var next = VerifyNobodyAsync(Ct);
        gate.Open();
        Assert.IsType<PasswordVerdict.Mismatch>(await next);
        Assert.Equal([PasswordRoom.Cost], _room.Computed);
    }

    [Fact]
    public async Task After_the_stop_the_answer_is_busy()
    {
        _room.Threads.Dispose();

        Assert.IsType<PasswordVerdict.Busy>(await _room.Passwords.VerifyAsync(Password, hash: null, Ct));
        Assert.IsType<NewHash.Busy>(await _room.Passwords.HashAsync(Password, Ct));
    }

    [Fact]
    public async Task A_password_is_not_kept_once_it_is_answered()
    {
        var (password, answer) = VerifyAndForget();
        var verdict = await answer;
        await _room.Passwords.VerifyAsync("the next one", hash: null, Ct); // the thread has turned to something else

        // Whoever completed the answer may still be on its way out of the method that held the password.
        for (var looks = 0; password.IsAlive && looks < 100; looks++)
        {
            GC.Collect();
            await Task.Delay(20, Ct);
        }

        Assert.False(password.IsAlive);
        Assert.IsType<PasswordVerdict.Mismatch>(verdict);
        GC.KeepAlive(answer);
    }

    [Fact]
    public async Task A_verdict_or_a_hash_in_a_log_line_shows_no_secret()
    {
        var hashed = await _room.Passwords.HashAsync(Password, Ct);

        Assert.Equal("Hashed", $"{hashed}");
    }

    public void Dispose() => _room.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (WeakReference Password, Task<PasswordVerdict> Answer) VerifyAndForget()
    {
        var password = new string('x', 20);
        return (new WeakReference(password), _room.Passwords.VerifyAsync(password, hash: null, Ct).AsTask());
    }

    private async Task<string> HashAsync() =>
        Assert.IsType<NewHash.Hashed>(await _room.Passwords.HashAsync(Password, Ct)).Hash;

    private Task<PasswordVerdict> VerifyNobodyAsync(CancellationToken ct) =>
        _room.Passwords.VerifyAsync(Password, hash: null, ct).AsTask();
}
