using System.Collections.Frozen;
using System.Text.Json;
using Identity.Server.Clients.Metadata;
using Identity.Server.Fetching;

namespace Identity.Server.Clients.DynamicRegistration;

/// <summary>The members of a description that are registered names, and what each of them may hold.</summary>
/// <remarks>
/// RFC 7591 §2; OpenID Connect Dynamic Client Registration §2; RFC 9101 §10.5; RFC 9126 §6; JARM §3, and the specifications of logout. Others
/// are ignored (RFC 7591 §2), with them names in other languages such as `client_name#de`: pages show one name.
/// </remarks>
internal static class RegisteredMembers
{
    private const int LongestWord = 200;
    private const int LongestStatement = 16 * 1024;
    private const int MostEntries = 32;

    private static readonly FrozenDictionary<string, Func<JsonElement, string?>> Known = new Dictionary<
        string,
        Func<JsonElement, string?>
    >(StringComparer.Ordinal)
    {
        ["redirect_uris"] = Addresses,
        ["grant_types"] = Texts(LongestWord),
        ["response_types"] = Texts(LongestWord),
        ["token_endpoint_auth_method"] = Text(LongestWord),
        ["token_endpoint_auth_signing_alg"] = Text(LongestWord),
        ["scope"] = Text(4 * 1024),
        ["application_type"] = Text(LongestWord),
        ["client_name"] = Name,
        ["contacts"] = Texts(LongestWord),
        ["client_uri"] = WebUrl,
        ["logo_uri"] = WebUrl,
        ["policy_uri"] = WebUrl,
        ["tos_uri"] = WebUrl,
        ["initiate_login_uri"] = EncryptedUrl,
        ["jwks_uri"] = WebUrl,
        ["jwks"] = PublishedKeys.ProblemOf,
        ["subject_type"] = Text(LongestWord),
        ["sector_identifier_uri"] = WebUrl,
        ["id_token_signed_response_alg"] = Text(LongestWord),
        ["id_token_encrypted_response_alg"] = Text(LongestWord),
        ["id_token_encrypted_response_enc"] = Text(LongestWord),
        ["userinfo_signed_response_alg"] = Text(LongestWord),
        ["userinfo_encrypted_response_alg"] = Text(LongestWord),
        ["userinfo_encrypted_response_enc"] = Text(LongestWord),
        ["request_object_signing_alg"] = Text(LongestWord),
        ["request_object_encryption_alg"] = Text(LongestWord),
        ["request_object_encryption_enc"] = Text(LongestWord),
        ["request_uris"] = WebUrls,
        ["require_signed_request_object"] = Flag,
        ["require_pushed_authorization_requests"] = Flag,
        ["authorization_signed_response_alg"] = Text(LongestWord),
        ["authorization_encrypted_response_alg"] = Text(LongestWord),
        ["authorization_encrypted_response_enc"] = Text(LongestWord),
        ["default_max_age"] = Seconds,
        ["require_auth_time"] = Flag,
        ["default_acr_values"] = Texts(LongestWord),
        ["post_logout_redirect_uris"] = Texts(FetchTarget.LongestUrl),
        ["frontchannel_logout_uri"] = WebUrl,
        ["frontchannel_logout_session_required"] = Flag,
        ["backchannel_logout_uri"] = WebUrl,
        ["backchannel_logout_session_required"] = Flag,
        ["software_id"] = Text(LongestWord),
        ["software_version"] = Text(LongestWord),
        ["software_statement"] = Text(LongestStatement),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names, for what lists them all.</summary>
    public static IEnumerable<string> Names => Known.Keys;

    /// <summary>Takes what is registered out of a description.</summary>
    /// <param name="why">What is wrong with a member, in a sentence; null where nothing is.</param>
    /// <remarks>RFC 7592 §2.2: null is as if it were not there. So is an empty text, which some programs write for what they do not know.</remarks>
    public static Dictionary<string, JsonElement> Take(JsonElement description, out string? why)
    {
        why = null;
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in description.EnumerateObject())
        {
            if (!Known.TryGetValue(member.Name, out var problemOf) || IsNothing(member.Value))
                continue;
            if (problemOf(member.Value) is { } problem)
                why ??= $"{member.Name} {problem}.";
            else
                members[member.Name] = member.Value;
        }
        return members;
    }

    /// <summary>What is wrong with the value of a registered name, to follow the name; null where nothing is.</summary>
    public static string? ProblemOf(string name, JsonElement value) => Known[name](value);

    /// <summary>All that has passed has the type it should have: a document of registered names is read as one.</summary>
    public static ClientMetadata ToMetadata(IReadOnlyDictionary<string, JsonElement> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members)
            {
                json.WritePropertyName(name);
                (name == "jwks" ? PublishedKeys.Plain(value) : value).WriteTo(json);
            }
            json.WriteEndObject();
        }
        return ClientMetadataJson.Read(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static Func<JsonElement, string?> Text(int longest) =>
        value =>
            value.ValueKind == JsonValueKind.String && IsText(value.GetString()!, longest)
                ? null
                : $"is not a text of at most {longest} characters";

    private static Func<JsonElement, string?> Texts(int longest) =>
        value =>
            value.ValueKind == JsonValueKind.Array
            && value.GetArrayLength() <= MostEntries
            && value.EnumerateArray().All(entry => Text(longest)(entry) is null)
                ? null
                : $"is not a list of at most {MostEntries} texts of at most {longest} characters each";

    // What is wrong with one of them is told under its own code (RFC 7591 §3.2.2).
    private static string? Addresses(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
        && value.GetArrayLength() <= MostEntries
        && value
            .EnumerateArray()
            .All(entry =>
                entry.ValueKind == JsonValueKind.String && entry.GetString()!.Length <= FetchTarget.LongestUrl
            )
            ? null
            : $"is not a list of at most {MostEntries} texts of at most {FetchTarget.LongestUrl} characters each";

    private static string? Flag(JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "is neither true nor false";

    private static string? Seconds(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var seconds) && seconds >= 0
            ? null
            : "is not a number of seconds";

    // Signs that turn the direction of what follows would write one name and show another.
    private static string? Name(JsonElement value) =>
        Text(NewClient.LongestName)(value)
        ?? (
            value.GetString()!.Any(c => c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'))
                ? "has signs that change the direction of text"
                : null
        );

    // What a page links to, or we ask for: nothing that runs in a browser, and nothing that is read unencrypted on the way.
    private static string? WebUrl(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && FetchTarget.TryRead(value.GetString()!, out var target, out _)
            ? target.IsEncrypted || target.Uri.IsLoopback
                ? null
                : "is http: only addresses of one's own machine may be"
            : "is not an https URL";

    // OpenID Connect Dynamic Client Registration §2, initiate_login_uri: https and nothing else.
    private static string? EncryptedUrl(JsonElement value) =>
        WebUrl(value) is null && value.GetString()!.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            ? null
            : "is not an https URL";

    // OpenID Connect Dynamic Client Registration §2, request_uris: with a hash of the content as its fragment.
    private static string? WebUrls(JsonElement value) =>
        Texts(FetchTarget.LongestUrl)(value)
        ?? (
            value
                .EnumerateArray()
                .All(entry =>
                    FetchTarget.TryRead(entry.GetString()!.Split('#', 2)[0], out var target, out _)
                    && target.IsEncrypted
                )
                ? null
                : "is not a list of https URLs"
        );

    private static bool IsNothing(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.ValueEquals(""u8));

    private static bool IsText(string text, int longest) =>
        text.Length > 0 && text.Length <= longest && !text.Any(char.IsControl);
}
