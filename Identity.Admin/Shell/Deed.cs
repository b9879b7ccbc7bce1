namespace Identity.Admin.Shell;

/// <summary>Something that the command palette offers to do.</summary>
/// <param name="Path">Where it is done.</param>
/// <param name="Permission">Who lacks it is not offered it.</param>
public sealed record Deed(string Name, string Path, string Icon, string Permission)
{
    public static IReadOnlyList<Deed> All { get; } =
    [
        new("Create a user", "/users/new", "user-plus", "users.write"),
        new("Invite somebody", "/users/new?how=invite", "letter", "users.write"),
        new("Create a role", "/roles/new", "role", "roles.write"),
        new("Create a client", "/clients/new", "client", "clients.write"),
        new("Create an API", "/apis/new", "api", "apis.write"),
        new("Trace a request or a token", "/trace", "trace", "traces.read"),
    ];
}
