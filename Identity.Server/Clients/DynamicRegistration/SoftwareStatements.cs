using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Identity.Jose;
using Identity.Jose.Wire;
using Identity.Server.Clients.KeySets;
using Microsoft.Extensions.Options;

namespace Identity.Server.Clients.DynamicRegistration;

/// <summary>Believes what the makers of software say of it, as far as operators believe the makers.</summary>
/// <remarks>RFC 7591 §2.3.</remarks>
internal sealed class SoftwareStatements(IOptions<RegistrationOptions> options, TimeProvider clock)
{
    private const string Member = "software_statement";

    private readonly FrozenDictionary<string, ClientKeySet> _issuers = Read(options.Value.SoftwareIssuers);

    /// <summary>What is wrong with the setting, in a sentence; null where nothing is.</summary>
    public static string? ProblemOf(string? setting) => TryRead(setting, out _, out var why) ? null : why;

    /// <summary>Puts what a statement says in the place of what the client says itself.</summary>
    /// <returns>The description, as it was where it has no statement; or why the statement is not believed.</returns>
    public (JsonElement Description, ClientDescription.Refused? Refused) Apply(JsonElement description)
    {
        if (!description.TryGetProperty(Member, out var member) || member.ValueKind == JsonValueKind.Null)
            return (description, null);
        if (member.ValueKind != JsonValueKind.String)
            return (description, Invalid("it is not a text"));
        var statement = member.GetString()!;
        var header = CompactJws.PeekHeader(statement);
        if (header is null || Jwt.PeekClaims(statement) is not { Issuer: { } issuer })
            return (description, Invalid("it is no signed JWT that names its issuer"));
        if (!_issuers.TryGetValue(issuer, out var keys))
        {
            return (
                description,
                new ClientDescription.Refused(
                    DescriptionFault.UnknownIssuer,
                    "Software statements of this issuer are not accepted here."
                )
            );
        }

        // Of the algorithms, any that a public key of the issuer is for: none is symmetric.
        var expected = new JwtExpectations { Issuer = issuer, RequireExpiration = false };
        return Jwt.Validate(statement, keys.ForVerifying(header.Algorithm), expected, clock.GetUtcNow()) switch
        {
            JwtVerdict.Valid valid => (Merge(description, valid.Claims.Json), null),
            JwtVerdict.Invalid invalid => (description, Invalid(invalid.Reason)),
            _ => throw new UnreachableException(),
        };
    }

    // RFC 7591 §2.3: where both say something, the statement is heard.
    private static JsonElement Merge(JsonElement description, JsonElement claims)
    {
        var said = claims
            .EnumerateObject()
            .Where(claim =>
                claim.Name != Member && RegisteredMembers.Names.Contains(claim.Name, StringComparer.Ordinal)
            )
            .ToList();
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            var unsaid = description.EnumerateObject().Where(own => said.TrueForAll(claim => claim.Name != own.Name));
            foreach (var member in unsaid)
                member.WriteTo(json);
            foreach (var claim in said)
                claim.WriteTo(json);
            json.WriteEndObject();
        }
        return JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static ClientDescription.Refused Invalid(string why) =>
        new(DescriptionFault.SoftwareStatement, $"The software statement is not good: {why.TrimEnd('.')}.");

    private static FrozenDictionary<string, ClientKeySet> Read(string? setting) =>
        TryRead(setting, out var issuers, out var why)
            ? issuers
            : throw new InvalidOperationException($"Registration:SoftwareIssuers: {why}");

    private static bool TryRead(
        string? setting,
        [NotNullWhen(true)] out FrozenDictionary<string, ClientKeySet>? issuers,
        [NotNullWhen(false)] out string? why
    )
    {
        var read = new Dictionary<string, ClientKeySet>(StringComparer.Ordinal);
        why = string.IsNullOrWhiteSpace(setting) ? null : WhyNot(setting, read);
        issuers = why is null ? read.ToFrozenDictionary(StringComparer.Ordinal) : null;
        return issuers is not null;
    }

    private static string? WhyNot(string setting, Dictionary<string, ClientKeySet> into)
    {
        var isDocument = setting.TrimStart().StartsWith('{');
        if (!isDocument && !File.Exists(setting))
            return "it is no JSON object, and there is no such file";
        var bytes = isDocument ? Encoding.UTF8.GetBytes(setting) : File.ReadAllBytes(setting);
        return StrictJson.TryParseObject(bytes, out var json)
            ? WhyNotKeys(json, into)
            : "it is no JSON object of key sets by the issuer's name";
    }

    private static string? WhyNotKeys(JsonElement json, Dictionary<string, ClientKeySet> into)
    {
        foreach (var issuer in json.EnumerateObject())
        {
            if (!ClientKeySet.TryRead(issuer.Value, out var keys, out var why))
                return $"the key set of {issuer.Name} cannot be read: {why}";
            into[issuer.Name] = keys;
        }
        return null;
    }
}
