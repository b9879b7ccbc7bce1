using System.Text;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Management;

/// <summary>Every operation that the description shows, by everybody: nobody gets in without the permission that it names.</summary>
[Collection<AdministrationTests>]
public sealed class MatrixTests(Administration admins)
{
    // Written down here a second time, so that nobody widens a role by the way.
    private static readonly string[] OfHelpdesk =
    [
        "users.read",
        "users.write",
        "sessions.read",
        "sessions.write",
        "consents.read",
        "consents.write",
        "grants.read",
        "grants.write",
    ];

    private IEnumerable<(Admin Admin, Func<string, bool> Holds)> Everybody =>
        [
            (admins.Owner, _ => true),
            (admins.Administrator, permission => permission != "owners.write"),
            (admins.Helpdesk, OfHelpdesk.Contains),
            (admins.Auditor, permission => permission.EndsWith(".read", StringComparison.Ordinal)),
            (admins.Custom, permission => permission == "clients.read"),
            (admins.Machine, permission => permission is "letters.read" or "letters.write"),
            (admins.Nobody, _ => false),
        ];

    [Fact, Spec("RFC 6750 §3.1")]
    public async Task Every_operation_is_open_to_those_who_hold_its_permission_and_to_nobody_else()
    {
        var operations = await OperationsAsync();

        var faults = new List<string>();
        foreach (var operation in operations)
        {
            var unknown = await CallAsync(operation, admin: null);
            if (unknown.Status != 401 || !unknown.Response.Headers.Contains("WWW-Authenticate"))
                faults.Add($"{operation} without a token: {unknown.Status}");
            foreach (var (admin, holds) in Everybody)
            {
                var answer = await CallAsync(operation, admin);
                var mayCall = operation.Permission is not { } needed || holds(needed);
                var isRight = mayCall
                    ? answer.Status is not (401 or 403 or >= 500)
                    : answer.Status == 403 && answer["permission"] == operation.Permission;
                if (!isRight)
                    faults.Add($"{operation} by '{admin.Role}': {answer.Status} {answer.Body}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(operations.Count >= 10, $"{operations.Count} operations");
    }

    [Fact]
    public async Task The_description_names_a_permission_for_all_but_the_one_that_everybody_needs()
    {
        var open = (await OperationsAsync()).Where(operation => operation.Permission is null);

        Assert.Equal(["GET /api/v1/me"], open.Select(operation => $"{operation.Method} {operation.Path}"));
    }

    private async Task<List<Operation>> OperationsAsync()
    {
        var document = await admins.Server.GetAsync("/openapi.json");
        document.ShouldSucceed();
        return
        [
            .. from path in document.Json.GetProperty("paths").EnumerateObject()
            where path.Name.StartsWith(Administration.Root, StringComparison.Ordinal)
            from operation in path.Value.EnumerateObject()
            select new Operation(
                operation.Name.ToUpperInvariant(),
                path.Name,
                operation.Value.TryGetProperty("x-permission", out var permission) ? permission.GetString() : null,
                operation.Value.TryGetProperty("requestBody", out _)
            ),
        ];
    }

    // What it would change is not there, or is told in a language that nobody reads: only who may call is asked.
    private async Task<TestAnswer> CallAsync(Operation operation, Admin? admin)
    {
        var path = string.Join(
            '/',
            operation.Path.Split('/').Select(part => part.StartsWith('{') ? Guid.Empty.ToString() : part)
        );
        using var request = new HttpRequestMessage(HttpMethod.Parse(operation.Method), admins.Server.Issuer + path);
        if (admin is not null)
            request.Headers.Authorization = new("Bearer", admin.Token);
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        if (operation.HasBody)
            request.Content = new StringContent("{}", Encoding.UTF8, "text/plain");
        return await admins.Server.SendAsync(request);
    }

    private sealed record Operation(string Method, string Path, string? Permission, bool HasBody)
    {
        public override string ToString() => $"{Method} {Path} ({Permission})";
    }
}
