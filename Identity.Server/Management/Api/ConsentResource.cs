using Identity.Server.Consents;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;
using Identity.Server.Tokens;

namespace Identity.Server.Management.Api;

/// <summary>What people allowed clients.</summary>
internal sealed class ConsentResource(
    ConsentDirectory consents,
    ConsentLedger ledger,
    AppGrants grants,
    Names names,
    Guarded guarded
) : IResource
{
    public string Tag => "Consents";

    public void Declare(Routes routes)
    {
        var listing = Listing.Plain with
        {
            Filters =
            [
                .. Names.Filters("the one who allowed it"),
                Filter.Text("client", "The id of the client that was allowed it."),
            ],
        };
        routes.List("/consents", Permission.ConsentsRead, "List what people allowed clients", listing, ListAsync);
        routes.Delete(
            "/consents/{user_id}/{client_id}",
            Permission.ConsentsWrite,
            "Withdraw a consent, with what the client holds by it; it has to ask again",
            WithdrawAsync,
            Precondition.NotNeeded
        );
    }

    private async Task<Reply<Page<ConsentAnswer>>> ListAsync(ListCall list, CancellationToken ct)
    {
        var query = new ConsentQuery(list.Take)
        {
            Users = await names.MeantAsync(list, ct),
            Client = list.Text("client"),
            After = list.After<ConsentPlace>(),
        };
        var found = await consents.ListAsync(query, ct);
        var named = await names.OfAsync(found.Items.Select(consent => consent.UserId), ct);
        return list.Page(
            found,
            consent => new ConsentPlace(consent.UserId, consent.ClientId),
            consent => ConsentAnswer.Of(consent, named)
        );
    }

    private async Task<Reply<Nothing>> WithdrawAsync(Call call, CancellationToken ct)
    {
        var client = call["client_id"];
        if (call.Id("user_id") is not { } user || await consents.FindAsync(user, client, ct) is not { } consent)
            return NoSuch();
        if (await guarded.ActingOnAsync(call, user, ct) is { } forbidden)
            return forbidden;
        // Consent first: what the client asks for between the two, it asks the person for.
        if (!await ledger.WithdrawAsync(consent, call.Actor.Party, ct))
            return NoSuch();
        await grants.EndAsync(user, client, ct);
        return Nothing.ToSay;
    }

    private static Problem NoSuch() => Problem.NotFound("That person has allowed that client nothing.");
}

/// <summary>A consent, as it is shown.</summary>
internal sealed record ConsentAnswer
{
    public required PersonAnswer User { get; init; }
    public required ClientNameAnswer Client { get; init; }
    public required string Scope { get; init; }
    public required DateTimeOffset GrantedAt { get; init; }

    /// <summary>When more was allowed, or the same again.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public static ConsentAnswer Of(KnownConsent consent, KnownNames named) =>
        new()
        {
            User = named.Person(consent.UserId),
            Client = named.Client(consent.ClientId),
            Scope = string.Join(' ', consent.Scopes),
            GrantedAt = consent.GrantedAt,
            UpdatedAt = consent.UpdatedAt,
        };
}
