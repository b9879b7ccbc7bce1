namespace Identity.Server.Database.Sealing;

/// <summary>Where the key comes from that seals private keys and shared secrets at rest.</summary>
internal sealed class MasterKeyOptions
{
    public const string Section = "MasterKey";

    /// <summary>32 random bytes in base64, as from `openssl rand -base64 32`; the same on every node.</summary>
    public string? Value { get; init; }

    /// <summary>A file that holds the same text. In Development one is made where none is named.</summary>
    public string? File { get; init; }
}
