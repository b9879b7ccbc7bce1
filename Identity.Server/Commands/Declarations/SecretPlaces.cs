using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Database.Documents;

namespace Identity.Server.Commands.Declarations;

/// <summary>Fetches secrets from where a file says they are. A variable that is not set holds none; a file that is missing is a mistake.</summary>
/// <param name="folder">What paths are relative to.</param>
internal sealed class SecretPlaces(string folder)
{
    public const string Member = "secret";
    public const string Variable = "env";
    public const string EncodingMember = "encoding";
    public const string Base64 = "base64url";
    private const string PathMember = "file";
    private const string Overlap = "overlap_seconds";

    private static readonly TimeSpan UsualOverlap = TimeSpan.FromDays(1);
    private static readonly Dictionary<string, bool> Encodings = new(StringComparer.Ordinal)
    {
        ["text"] = false,
        [Base64] = true,
    };

    /// <param name="of">What has the secret.</param>
    /// <param name="isText">Whether the secret can be nothing but a text.</param>
    /// <returns>Null where no place is named.</returns>
    public async Task<GivenSecret?> ReadAsync(DocumentPart of, bool isText, CancellationToken ct)
    {
        if (of.Element(Member) is { ValueKind: not JsonValueKind.Object })
        {
            of.Problem(
                Member,
                $"{of.At(Member)} names the place of the secret, as {{ env: NAME }} or {{ file: PATH }}."
            );
            return null;
        }
        if (of.Part(Member) is not { } part)
            return null;
        var place = new ProfileSecret(part.Text(Variable), part.Text(PathMember));
        var isBase64 = !isText && (part.Word(EncodingMember, Encodings) ?? false);
        var overlap = part.Seconds(Overlap) ?? UsualOverlap;
        if (place.Environment is null == place.File is null)
            part.Problem($"{part.Place} must have either {Variable} or {PathMember}.");
        part.Finish();
        if (place.Environment is null == place.File is null)
            return null;
        var (said, text, problem) = await FindAsync(place, ct);
        if (problem is not null)
            part.Problem(problem);
        if (text is null)
            return new GivenSecret(said, Value: null, overlap);
        if (!isBase64)
            return new GivenSecret(said, Encoding.UTF8.GetBytes(text), overlap);
        if (Base64Url.IsValid(text))
            return new GivenSecret(said, Base64Url.DecodeFromChars(text), overlap);
        part.Problem($"{said} does not hold {Base64}.");
        return null;
    }

    /// <summary>The secret of a profile's API, which takes the place of all before it at once.</summary>
    public async Task<GivenSecret> ReadAsync(
        ProfileSecret place,
        string at,
        List<DocumentProblem> problems,
        CancellationToken ct
    )
    {
        var (said, text, problem) = await FindAsync(place, ct);
        if (problem is not null)
            problems.Add(new DocumentProblem($"{at}.{Member}", problem));
        return new GivenSecret(said, text is null ? null : Encoding.UTF8.GetBytes(text), TimeSpan.Zero);
    }

    /// <returns>What the place is called, what is there, and why that cannot be told.</returns>
    public async Task<(string Place, string? Text, string? Problem)> FindAsync(
        ProfileSecret place,
        CancellationToken ct
    )
    {
        if (place.Environment is { } variable)
        {
            var value = Environment.GetEnvironmentVariable(variable);
            return ($"the environment variable {variable}", value is { Length: > 0 } ? value : null, null);
        }

        var path = Path.Combine(folder, place.File!);
        var said = $"the file {place.File}";
        try
        {
            // Editors end a file with a line break; a secret has none.
            var text = (await File.ReadAllTextAsync(path, ct)).TrimEnd('\r', '\n');
            return text.Length > 0 ? (said, text, null) : (said, null, $"{said} is empty.");
        }
        catch (IOException e)
        {
            return (said, null, e.Message);
        }
        catch (UnauthorizedAccessException e)
        {
            return (said, null, e.Message);
        }
    }
}
