using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Token;
using Identity.Server.Protocol.Token.Grants;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tokens;
using Identity.Server.Tracing;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Protocol.Tracing.Tokens;

/// <summary>Retraces a refresh token: its family, its place among the family's tokens, and what the token endpoint would say. It stays unused.</summary>
/// <remarks>RFC 6749 §6; RFC 9700 §4.14.2.</remarks>
internal sealed class RefreshTokenTracer(
    RefreshFamilyLooks families,
    RefreshTokenGrant grant,
    OwnerSteps owners,
    EndpointSteps endpoints
)
{
    private const string Clause = "RFC 9700 §4.14.2";

    public async Task<Retraced> TraceAsync(string text, RefreshHandle handle, CancellationToken ct)
    {
        if (await families.FindAsync(handle, ct) is not { } family)
        {
            const string Why =
                "No refresh family has a token like it: it is another server's, or the family was over for long.";
            return new Retraced(
                TraceKind.Token,
                $"The token endpoint would say invalid_grant. {Why}",
                [new TraceStep("The refresh family", StepOutcome.Failed) { Private = Why, Clause = Clause }]
            );
        }

        var over = owners.WhyOver(family);
        var steps = new List<TraceStep>
        {
            new("The refresh family", over is null ? StepOutcome.Passed : StepOutcome.Failed)
            {
                Private = over,
                Clause = Clause,
                Facts = OwnerSteps.OfFamily(family),
            },
            Place(family),
        };
        var (clientStep, client) = await owners.ClientAsync(family.ClientId, ct);
        steps.Add(clientStep);
        steps.Add(await owners.PersonAsync(family.Subject, ct));
        steps.Add(await owners.SessionAsync(family.SessionId, ct));
        var request = new TokenRequest
        {
            GrantType = RefreshTokenGrant.Name,
            RefreshToken = text,
            Source = Source.Unknown,
        };
        var error = client is null
            ? ProtocolError.InvalidClient("no such client")
            : await WhyNotAsync(client, request, ct);
        steps.Add(Answer(error, family));
        if (client is not null)
            steps.AddRange((await endpoints.IntrospectAsync(text, client, api: null, ct)).Select(one => one.Step));
        return new Retraced(TraceKind.Token, VerdictOf(error, family), steps)
        {
            About = AuditParty.User(family.Subject),
        };
    }

    // In the order of the token endpoint.
    private async Task<ProtocolError?> WhyNotAsync(Client client, TokenRequest request, CancellationToken ct)
    {
        var why = AuthenticatedClient.WhyShutOut(client) ?? GrantCatalog.WhyNotAllowed(request.GrantType, client);
        if (why is not null)
            return why;
        return (await grant.ForeseeAsync(request, client, ct)).Refused(out var error, out _) ? error : null;
    }

    private static TraceStep Place(FamilyState family) =>
        new("Its place in the family", family.Place == FamilyPlace.Older ? StepOutcome.Failed : StepOutcome.Note)
        {
            Private = family.Place switch
            {
                FamilyPlace.Current => "It is the family's present token.",
                FamilyPlace.Previous =>
                    "It was traded for the present one: a repeat gets the same again for a moment, and ends the family after that.",
                _ =>
                    "It was traded long ago: whoever shows it ends the family, for one of the two who hold it has stolen it.",
            },
            Clause = Clause,
            Facts = new TraceFacts().Add("rotated_at", family.RotatedAt),
        };

    private static TraceStep Answer(ProtocolError? error, FamilyState family) =>
        new("What the token endpoint would say to its client", error is null ? StepOutcome.Passed : StepOutcome.Failed)
        {
            Public = error is null
                ? family.Place == FamilyPlace.Previous
                    ? "The tokens that came of it before, once more."
                    : "New tokens, and a new refresh token in its place."
                : $"{error.Code}: {error.Description}",
            Private = error?.Reason,
            Clause = "RFC 6749 §6",
        };

    private static string VerdictOf(ProtocolError? error, FamilyState family) =>
        error is null
            ? $"It is good: {family.ClientId} would get new tokens for it."
            : $"The token endpoint would say {error.Code}: {error.Reason ?? error.Description}.";
}
