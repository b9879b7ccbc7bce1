using Identity.Admin.Management;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Sections.Clients;

/// <summary>All scopes, with the names of the APIs that they belong to: what a client can be allowed to ask for.</summary>
public sealed record ScopeShelf(IReadOnlyList<Scope> Scopes, IReadOnlyDictionary<string, string> Names)
{
    public static ScopeShelf Empty { get; } = new([], new Dictionary<string, string>(StringComparer.Ordinal));

    /// <remarks>Who may not see APIs chooses from what the client has already.</remarks>
    public static async Task<Answer<ScopeShelf>> LoadAsync(Management.Apis apis, Me me, CancellationToken ct = default)
    {
        if (!me.May("apis.read"))
            return new(Empty);
        var scopes = await AllPages.ReadAsync<Scope>(apis.ScopesAsync, ct);
        var all = await AllPages.ReadAsync<Api>(apis.ListAsync, ct);
        if (scopes.Failed(out var found))
            return new(scopes.Problem!);
        if (all.Failed(out var known))
            return new(all.Problem!);
        return new(new ScopeShelf(found, known.ToDictionary(api => api.Audience, api => api.DisplayName)));
    }
}
