using System.Security.Cryptography;
using Identity.Server.Database.Text;

namespace Identity.Server.Clients.DynamicRegistration;

/// <summary>A token about registrations: 256 random bits, of which rows hold SHA-256.</summary>
internal readonly struct RegistrationHandle
{
    private const string InitialPrefix = "ia_";
    private const string ManagingPrefix = "ra_";

    private readonly byte[] _bytes;
    private readonly string _prefix;

    private RegistrationHandle(string prefix, byte[] bytes) => (_prefix, _bytes) = (prefix, bytes);

    /// <summary>One that lets its holder register clients.</summary>
    /// <remarks>RFC 7591 §1.2, initial access token.</remarks>
    public static RegistrationHandle CreateInitial() => Create(InitialPrefix);

    /// <summary>One that a client manages its own registration with.</summary>
    /// <remarks>RFC 7592 §1.2, registration access token.</remarks>
    public static RegistrationHandle CreateManaging() => Create(ManagingPrefix);

    /// <returns>Null where the text is none of ours.</returns>
    public static RegistrationHandle? ReadInitial(string? text) => Read(InitialPrefix, text);

    /// <inheritdoc cref="ReadInitial"/>
    public static RegistrationHandle? ReadManaging(string? text) => Read(ManagingPrefix, text);

    public byte[] Hash => SHA256.HashData(_bytes);

    /// <summary>The text for its holder. Kept out of <see cref="ToString"/>, which logs may call.</summary>
    public string Reveal() => HandleText.Write(_prefix, _bytes);

    public override string ToString() => "a token about registrations";

    private static RegistrationHandle Create(string prefix) =>
        new(prefix, RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes));

    private static RegistrationHandle? Read(string prefix, string? text) =>
        text is not null && HandleText.Read(prefix, SHA256.HashSizeInBytes, text) is { } bytes
            ? new RegistrationHandle(prefix, bytes)
            : null;
}
