namespace WebApp;

/// <summary>Where everything is; each from a variable of the environment.</summary>
internal sealed record Settings(string Issuer, string ClientId, string? ClientSecret, Uri Api, string Address)
{
    public static Settings Of(IConfiguration from) =>
        new(
            from["ISSUER"] ?? "http://localhost:5000",
            from["CLIENT_ID"] ?? "notes-web",
            from["CLIENT_SECRET"],
            new Uri(from["API"] ?? "http://localhost:3001"),
            $"http://localhost:{from["PORT"] ?? "5002"}"
        );
}
