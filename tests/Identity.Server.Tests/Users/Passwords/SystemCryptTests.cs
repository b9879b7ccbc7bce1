using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Identity.Server.Users.Passwords;

namespace Identity.Server.Tests.Users.Passwords;

public sealed class SystemCryptTests
{
    private readonly SeededBytes _random = new(1999);

    [Fact]
    public void Our_hash_is_the_hash_of_the_system()
    {
        SystemCrypt.SkipWhereAbsent();
        for (var length = 0; length <= 72; length++)
        {
            var password = _random.Take(length, from: 1);
            var ours = Bcrypt.Hash(password, 4 + _random.Below(2));

            Assert.Equal(SystemCrypt.Hash(password, ours), ours);
        }
    }

    [Theory]
    [InlineData('a')]
    [InlineData('b')]
    [InlineData('y')]
    public void A_hash_of_the_system_is_verified(char variant)
    {
        SystemCrypt.SkipWhereAbsent();
        for (var i = 0; i < 64; i++)
        {
            var password = _random.Take(_random.Below(73), from: 1);
            var theirs = SystemCrypt.Hash(password, Setting(variant));

            Assert.True(Bcrypt.Verify(password, theirs));
            Assert.False(Bcrypt.Verify([.. password.AsSpan(0, Math.Min(71, password.Length)), 7], theirs));
        }
    }

    /// <summary>Few values in the bytes, all of them those that the old sign bug stumbled over.</summary>
    [Theory]
    [InlineData('a')]
    [InlineData('b')]
    [InlineData('y')]
    public void Bytes_that_are_no_text_hash_as_the_system_hashes_them(char variant)
    {
        SystemCrypt.SkipWhereAbsent();
        for (var i = 0; i < 256; i++)
        {
            byte[] password = [.. _random.Take(1 + _random.Below(8)).Select(b => (byte)(b < 160 ? 0xFF : b | 0x21))];

            Assert.True(Bcrypt.Verify(password, SystemCrypt.Hash(password, Setting(variant))));
        }
    }

    [Fact]
    public async Task A_hash_of_htpasswd_is_verified()
    {
        var theirs = (await HtpasswdAsync("Größe 72 ☃")).Trim().TrimStart(':');

        Assert.StartsWith("$2y$05$", theirs, StringComparison.Ordinal);
        Assert.True(Bcrypt.Verify("Größe 72 ☃"u8, theirs));
        Assert.False(Bcrypt.Verify("Größe 73 ☃"u8, theirs));
    }

    private string Setting(char variant)
    {
        var salted = Bcrypt.Hash([], 4, _random.Take(16));
        return $"$2{variant}{salted[3..29]}";
    }

    private static async Task<string> HtpasswdAsync(string password)
    {
        var start = new ProcessStartInfo("htpasswd", ["-n", "-i", "-B", "-C", "5", ""])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        try
        {
            using var process = Process.Start(start)!;
            await process.StandardInput.WriteAsync(password);
            process.StandardInput.Close();
            return await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
        catch (Win32Exception)
        {
            Assert.Skip("htpasswd is not on this machine.");
            throw;
        }
    }
}
