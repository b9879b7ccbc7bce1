namespace Identity.Server.Commands;

/// <summary>Where a server with these settings can be reached from its own machine.</summary>
internal static class ListeningAddress
{
    private const string Usual = "http://127.0.0.1:5000";

    private static readonly string[] Everywhere = ["*", "+", "0.0.0.0", "[::]", "localhost"];

    /// <summary>The first address without TLS, since a certificate is seldom made out to the machine itself; else the first of all.</summary>
    public static string Of(IConfiguration configuration)
    {
        // As the web server hears them: ports count only where no address is said.
        var addresses = Split(configuration["urls"]);
        if (addresses.Count == 0)
        {
            addresses =
            [
                .. Split(configuration["http_ports"]).Select(port => $"http://*:{port}"),
                .. Split(configuration["https_ports"]).Select(port => $"https://*:{port}"),
            ];
        }
        var address =
            addresses.FirstOrDefault(one => one.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            ?? addresses.FirstOrDefault()
            ?? Usual;
        return Reachable(address);
    }

    private static string Reachable(string address)
    {
        var at = address.IndexOf("://", StringComparison.Ordinal) + 3;
        var place = Array.Find(
            Everywhere,
            name =>
                string.CompareOrdinal(address, at, name, 0, name.Length) == 0
                && (address.Length == at + name.Length || address[at + name.Length] is ':' or '/')
        );
        return place is null ? address : $"{address[..at]}127.0.0.1{address[(at + place.Length)..]}";
    }

    private static List<string> Split(string? text) =>
        [.. (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
