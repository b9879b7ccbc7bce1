using System.Text;
using System.Text.Json;
using Identity.Jose;
using Identity.Jose.Wire;
using Identity.Server.Database.Documents;

namespace Identity.Server.Clients.AccountProfiles;

/// <summary>A document as it was read: the profile, or every mistake in it, a sentence each.</summary>
internal sealed record ProfileReading(AccountProfile? Profile, IReadOnlyList<string> Problems);

/// <summary>Reads the document of a profile. What it does not know it refuses, so that no misspelt rule is silently no rule.</summary>
internal static class ProfileReader
{
    public const int LongestDocument = 64 * 1024;
    private const string Placeholder = "{token}";
    private static readonly Dictionary<string, bool> TokenShapes = new(StringComparer.Ordinal)
    {
        ["plain"] = true,
        ["rfc9068"] = false,
    };
    private static readonly Dictionary<string, bool> Subjects = new(StringComparer.Ordinal)
    {
        ["email"] = true,
        ["id"] = false,
    };
    private static readonly Dictionary<string, bool> TakenAnswers = new(StringComparer.Ordinal)
    {
        ["hide"] = true,
        ["tell"] = false,
    };

    public static ProfileReading Read(string document)
    {
        if (document.Length > LongestDocument)
            return new ProfileReading(Profile: null, [$"A profile has at most {LongestDocument} characters."]);
        if (!StrictJson.TryParseObject(Encoding.UTF8.GetBytes(document), out var json))
            return new ProfileReading(Profile: null, [$"It is not a JSON object: {WhyNot(document)}"]);

        var problems = new List<DocumentProblem>();
        var profile = Read(new DocumentPart(json, at: "", problems));
        return new ProfileReading(
            problems.Count == 0 ? profile : null,
            [.. problems.Select(problem => problem.Sentence)]
        );
    }

    /// <returns>The profile, which is of no use where the part was found to have mistakes.</returns>
    public static AccountProfile Read(DocumentPart part)
    {
        var name = part.RequiredText("name");
        if (
            name.Length > AccountProfile.LongestName
            || name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
        )
        {
            part.Problem("name", $"name must be 1 to {AccountProfile.LongestName} small letters, digits and hyphens.");
        }
        var prefix = part.Text("prefix") ?? "";
        if (prefix.Length > 0 && RouteReader.ProblemOf(prefix) is { } problem)
            part.Problem("prefix", $"prefix {problem}");

        var mustBeVerified = part.Flag("mustBeVerified", otherwise: true);
        var registration = Registration(part.Part("registration"));
        var profile = new AccountProfile
        {
            Name = name,
            Title = part.Text("title") ?? name,
            Client = Client(part, name),
            Api = Api(part),
            Passwords = Passwords(part.Part("passwords")),
            Registration = registration,
            MustBeVerified = mustBeVerified,
            Links = Links(part.Part("links")),
            Cors = Cors(part.Part("cors")),
            Routes = [.. part.Parts("routes").Select(route => RouteReader.Read(route, prefix))],
            Errors = ErrorsReader.Read(part.Part("errors")),
            Document = part.Json.GetRawText(),
        };
        part.Finish();
        ProfileRules.Check(profile, part);
        return profile;
    }

    private static ProfileClient Client(DocumentPart parent, string name)
    {
        if (parent.Part("client") is not { } part)
            return new ProfileClient(name, RefreshTokenIdleLifetime: null, RefreshTokenLifetime: null);
        var client = new ProfileClient(
            part.Text("id") ?? name,
            part.Duration("refreshTokenIdleLifetime"),
            part.Duration("refreshTokenLifetime")
        );
        part.Finish();
        return client;
    }

    private static ProfileApi Api(DocumentPart parent)
    {
        if (parent.Part("api") is not { } part)
        {
            parent.Problem("api is missing.");
            part = new DocumentPart(JsonElement.Parse("{}"), "api", []);
        }

        var algorithm = part.RequiredText("algorithm");
        if (!JwsAlgorithm.TryParse(algorithm, out var known) && algorithm.Length > 0)
        {
            var names = JwsAlgorithm.All.Select(one => one.Name).ToArray();
            part.Problem(
                "algorithm",
                $"{part.At("algorithm")} cannot be '{algorithm}'; known are {string.Join(", ", names)}."
            );
        }

        var api = new ProfileApi
        {
            Audience = part.RequiredText("audience"),
            Algorithm = known ?? JwsAlgorithm.RS256,
            IsPlain = part.Word("tokens", TokenShapes) ?? false,
            NamesEmail = part.Word("subject", Subjects) ?? false,
            Claims = part.Texts("claims"),
            Scopes = part.Texts("scopes"),
            Lifetime = part.Duration("lifetime"),
            Secret = Secret(part.Part("secret")),
        };
        if (api.Secret is not null && !api.Algorithm.IsSymmetric)
            part.Problem("secret", $"{part.At("secret")} is for HS256, HS384 and HS512 alone.");
        part.Finish();
        return api;
    }

    private static ProfileSecret? Secret(DocumentPart? part)
    {
        if (part is null)
            return null;
        var secret = new ProfileSecret(part.Text("environment"), part.Text("file"));
        if (secret.Environment is null == secret.File is null)
        {
            part.Problem(
                "api.secret must name either an environment variable or a file; it never holds the secret itself."
            );
        }
        part.Finish();
        return secret;
    }

    private static ProfilePasswords Passwords(DocumentPart? part)
    {
        part ??= new DocumentPart(JsonElement.Parse("{}"), "passwords", []);
        var passwords = new ProfilePasswords
        {
            MinimumLength = part.Whole("minimumLength", otherwise: 8, from: 8, to: 64),
            RequiresUpperCase = part.Flag("upperCase", otherwise: false),
            RequiresLowerCase = part.Flag("lowerCase", otherwise: false),
            RequiresDigit = part.Flag("digit", otherwise: false),
            RequiresSpecial = part.Flag("special", otherwise: false),
            RefusesCommon = part.Flag("refuseCommon", otherwise: true),
            RefusesSimilar = part.Flag("refuseSimilar", otherwise: true),
        };
        part.Finish();
        return passwords;
    }

    private static ProfileRegistration Registration(DocumentPart? part)
    {
        if (part is null)
            return new ProfileRegistration(SendsVerification: true, HidesTaken: false);
        var registration = new ProfileRegistration(
            part.Flag("sendsVerification", otherwise: true),
            part.Word("takenEmail", TakenAnswers) ?? false
        );
        part.Finish();
        return registration;
    }

    private static ProfileLinks Links(DocumentPart? part)
    {
        if (part is null)
            return new ProfileLinks(VerifyEmail: null, ResetPassword: null);
        var links = new ProfileLinks(Link(part, "verifyEmail"), Link(part, "resetPassword"));
        part.Finish();
        return links;
    }

    // Whoever opens it holds the token: it goes to one page of the front end's own, and unencrypted only on this machine.
    private static string? Link(DocumentPart part, string name)
    {
        if (part.Text(name) is not { } link)
            return null;
        if (
            !Uri.TryCreate(link.Replace(Placeholder, "x", StringComparison.Ordinal), UriKind.Absolute, out var address)
            || address.UserInfo.Length > 0
            || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        )
        {
            part.Problem(name, $"{part.At(name)} must be an https address; http is for this machine only.");
        }
        else if (
            link.Split(Placeholder).Length != 2
            || address.Host.Length == 0
            || link.IndexOf(Placeholder, StringComparison.Ordinal) < address.GetLeftPart(UriPartial.Authority).Length
        )
        {
            part.Problem(name, $"{part.At(name)} must hold {Placeholder} once, after the host.");
        }
        return link;
    }

    private static ProfileCors Cors(DocumentPart? part)
    {
        if (part is null)
            return new ProfileCors([], AllowsCredentials: false);
        var origins = part.Texts("origins");
        foreach (var origin in origins.Where(origin => !IsOrigin(origin)))
        {
            part.Problem(
                "origins",
                $"{part.At("origins")}: '{origin}' is not an origin such as https://app.example.com."
            );
        }
        var cors = new ProfileCors(origins, part.Flag("credentials", otherwise: false));
        part.Finish();
        return cors;
    }

    // RFC 6454 §6.2, as browsers write it; neither "null", which any sandboxed page has, nor a wildcard.
    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address.GetLeftPart(UriPartial.Authority) == origin
        && address.UserInfo.Length == 0;

    private static string WhyNot(string document)
    {
        try
        {
            using var parsed = JsonDocument.Parse(document);
            return "it is something else, has a member twice, or holds text that is no Unicode.";
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }
}
