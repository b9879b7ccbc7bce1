using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Server.Database.Documents;

namespace Identity.Server.Resources.Declarations;

/// <summary>An API with its scopes as an operator writes it.</summary>
internal static class ApiMembers
{
    public const string Audience = "audience";
    private const string Name = "name";
    private const string Description = "description";
    private const string Lifetime = "access_token_lifetime_seconds";

    private static readonly Dictionary<string, JwsAlgorithm> Algorithms = JwsAlgorithm.All.ToDictionary(
        algorithm => algorithm.Name,
        StringComparer.Ordinal
    );
    private static readonly Dictionary<string, TokenProfile> Profiles = new(StringComparer.Ordinal)
    {
        ["at+jwt"] = TokenProfile.AccessTokenJwt,
        ["plain"] = TokenProfile.Plain,
    };
    private static readonly Dictionary<string, SubjectForm> Subjects = new(StringComparer.Ordinal)
    {
        ["id"] = SubjectForm.Id,
        ["email"] = SubjectForm.Email,
    };

    /// <summary>What is as it is where nobody says is left out, but for how its tokens are signed.</summary>
    public static JsonObject Write(ApiRow row, IEnumerable<ScopeRow> scopes)
    {
        var json = new JsonObject
        {
            [Audience] = row.Audience,
            [Name] = row.Name,
            ["algorithm"] = row.Algorithm,
        };
        if (row.Profile != TokenProfile.AccessTokenJwt)
            json["token_profile"] = Profiles.First(pair => pair.Value == row.Profile).Key;
        if (row.Subject != SubjectForm.Id)
            json["subject"] = Subjects.First(pair => pair.Value == row.Subject).Key;
        if (row.Claims.Length > 0)
            json["claims"] = new JsonArray([.. row.Claims.Select(claim => (JsonNode?)claim)]);
        if (row.AccessTokenLifetime is { } life)
            json[Lifetime] = (long)life.TotalSeconds;
        var ordered = scopes.OrderBy(scope => scope.Name, StringComparer.Ordinal).Select(Write).ToArray();
        if (ordered.Length > 0)
            json["scopes"] = new JsonArray(ordered);
        return json;
    }

    /// <summary>Reads one, with a sentence for everything that is wrong. Members that are not an API's own are for the caller.</summary>
    public static DeclaredApi Read(DocumentPart part)
    {
        var before = part.Problems;
        var audience = part.RequiredText(Audience);
        var algorithm = part.Text("algorithm") is null ? null : Algorithm(part);
        var scopes = part.Parts("scopes").Select(Scope).ToList();
        foreach (
            var twice in scopes.GroupBy(scope => scope.Name, StringComparer.Ordinal).Where(same => same.Count() > 1)
        )
        {
            part.Problem("scopes", $"{part.At("scopes")} has '{twice.Key}' twice.");
        }
        var api = new NewApi
        {
            Audience = audience,
            Name = part.Text(Name),
            Algorithm = algorithm ?? JwsAlgorithm.RS256,
            Profile = part.Word("token_profile", Profiles) ?? TokenProfile.AccessTokenJwt,
            Subject = part.Word("subject", Subjects) ?? SubjectForm.Id,
            Claims = part.List("claims"),
            AccessTokenLifetime = part.Seconds(Lifetime),
            Scopes = [.. scopes.Select(scope => scope.Name)],
        };
        // What could not be read might have been what the rules ask for.
        if (part.Problems == before)
        {
            api = api with
            {
                ScopeDescriptions = scopes.ToDictionary(
                    scope => scope.Name,
                    scope => scope.Description ?? scope.Name,
                    StringComparer.Ordinal
                ),
            };
            foreach (var problem in api.Problems())
                part.Problem(problem.At, problem.Sentence);
        }
        return new DeclaredApi(api) { At = part.Place };
    }

    private static JwsAlgorithm? Algorithm(DocumentPart part)
    {
        var name = part.Text("algorithm")!;
        if (Algorithms.TryGetValue(name, out var algorithm))
            return algorithm;
        part.Problem(
            "algorithm",
            $"{part.At("algorithm")} cannot be '{name}'; did you mean '{NearestName.Of(name, Algorithms.Keys)}'?"
        );
        return null;
    }

    private static JsonNode? Write(ScopeRow scope) =>
        new JsonObject { [Name] = scope.Name, [Description] = scope.Description };

    private static (string Name, string? Description) Scope(DocumentPart part)
    {
        var scope = (part.RequiredText(Name), part.Text(Description));
        part.Finish();
        return scope;
    }
}
