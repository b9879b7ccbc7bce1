using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Identity.Server.Users.Passwords.Policy;

/// <summary>Asks a list of stolen passwords about one, without telling it which.</summary>
/// <remarks>
/// The range protocol of Have I Been Pwned: five digits of a hash go out, the rest of every hash that begins with them comes
/// back. Where the list cannot be asked the password is let through, with a warning in the log: a list that is away must not
/// stop people from signing up.
/// </remarks>
internal sealed partial class BreachedPasswords(
    IHttpClientFactory clients,
    IOptions<BreachOptions> options,
    TimeProvider clock,
    ILogger<BreachedPasswords> logger
)
{
    public const string ClientName = "breached-passwords";

    /// <summary>An answer with its padding is some 50 kB.</summary>
    public const int LargestAnswer = 1 << 20;

    private const int PrefixDigits = 5;

    public async Task<bool> ContainsAsync(string password, CancellationToken ct)
    {
        if (options.Value.Url?.AbsoluteUri is not { } url)
            return false;

        var hash = Hash(password);
        using var patience = new CancellationTokenSource(options.Value.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            var answer = await AskAsync($"{url.TrimEnd('/')}/{hash[..PrefixDigits]}", either.Token);
            return IsListed(answer, hash[PrefixDigits..]);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            NotAsked(url, "it took too long");
        }
        catch (HttpRequestException e)
        {
            NotAsked(url, e.Message);
        }
        catch (InvalidDataException e)
        {
            NotAsked(url, e.Message);
        }
        return false;
    }

    private async Task<string> AskAsync(string address, CancellationToken ct)
    {
        using var client = clients.CreateClient(ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        // Answers of one length: who watches the line cannot tell the digits by the size.
        request.Headers.Add("Add-Padding", "true");
        using var answer = await client.SendAsync(request, ct);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadAsStringAsync(ct)
            : throw new InvalidDataException($"it answered {(int)answer.StatusCode}");
    }

    // Lines of `suffix:count`; padding has a count of zero.
    private static bool IsListed(string answer, string suffix)
    {
        var isListed = false;
        foreach (var line in answer.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
                continue;
            if (!TryCount(line, suffix.Length, out var count))
                throw new InvalidDataException("it answered something that is no list of hashes");
            isListed |= count > 0 && line[..suffix.Length].Equals(suffix, StringComparison.OrdinalIgnoreCase);
        }
        return isListed;
    }

    private static bool TryCount(ReadOnlySpan<char> line, int colon, out long count)
    {
        count = 0;
        return line.IndexOf(':') == colon
            && long.TryParse(line[(colon + 1)..], CultureInfo.InvariantCulture, out count);
    }

#pragma warning disable RS0030, CA5350 // Not a hash of ours: the protocol of these lists is made of SHA-1, and nothing is kept or proved by it.
    private static string Hash(string password)
    {
        Span<byte> utf8 = stackalloc byte[PasswordRules.MaximumBytes];
        _ = PasswordRules.TryEncode(password, utf8, out var length);
        var hash = Convert.ToHexString(SHA1.HashData(utf8[..length]));
        CryptographicOperations.ZeroMemory(utf8);
        return hash;
    }
#pragma warning restore RS0030, CA5350

    [LoggerMessage(
        LogLevel.Warning,
        "The list of stolen passwords at {Url} could not be asked: {Why}. The password was let through."
    )]
    private partial void NotAsked(string url, string why);
}
