using System.Text.Json;
using System.Text.RegularExpressions;

namespace Identity.Admin.Tests.Sections.Clients;

public sealed partial class MembersTests
{
    private const string Encrypted = "_encrypted_response_";

    private static readonly string[] Ends = ["alg", "enc"];

    /// <summary>What a client has beside what is registered of it.</summary>
    private static readonly string[] Own =
    [
        "client_name",
        "token_endpoint_auth_method",
        "grant_types",
        "redirect_uris",
        "scope",
        "audience",
        "is_first_party",
        "requires_verified_email",
        "access_token_lifetime_seconds",
        "refresh_token_idle_lifetime_seconds",
        "refresh_token_lifetime_seconds",
    ];

    [Fact]
    public void Every_member_of_a_client_can_be_edited_somewhere_with_a_word_of_help()
    {
        var sides = Checkout.Path("Identity.Admin/Sections/Clients/Sides");
        var fields = Directory
            .EnumerateFiles(sides, "*.razor")
            .SelectMany(file => Field().Matches(File.ReadAllText(file)))
            .ToList();
        var encrypted = Encryption()
            .Matches(File.ReadAllText(Path.Join(sides, "ClientAlgorithms.razor")))
            .SelectMany(match => Ends.Select(end => match.Groups["what"].Value + Encrypted + end));
        var metadata = Property()
            .Matches(File.ReadAllText(Checkout.Path("Identity.Server/Clients/Metadata/ClientMetadata.cs")))
            .Select(match => JsonNamingPolicy.SnakeCaseLower.ConvertName(match.Groups["name"].Value))
            .ToList();

        Assert.Contains("software_statement", metadata);
        Assert.Empty(metadata.Concat(Own).Except(fields.Select(field => field.Groups["name"].Value).Concat(encrypted)));
        Assert.All(fields, field => Assert.Contains("Hint=", field.Value, StringComparison.Ordinal));
    }

    [GeneratedRegex("""EncryptionFields What="(?<what>\w+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Encryption();

    [GeneratedRegex("""Field Member="(?<name>[a-z_]+|@)[^\n]*/>""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Field();

    [GeneratedRegex(@"public [\w\[\]?]+ (?<name>\w+) \{ get; init; \}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Property();
}
