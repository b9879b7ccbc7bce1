using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Identity.EndToEnd.Browser;
using Identity.EndToEnd.Mail;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Admin;

/// <summary>The server as it is on its first day, and the administrators' site beside it: two processes that nobody owns yet.</summary>
public sealed partial class AdminSite(TestDatabases databases, Chromium chromium) : IAsyncLifetime
{
    public const string Owner = "olga@example.com";
    public const string OwnerName = "Olga Owner";

    private const string SecretVariable = "TESTS_SECRET";

    private readonly WorkFolder _folder = new();
    private readonly int _port = FreePort.Take();
    private readonly int _adminPort = FreePort.Take();
    private readonly int _mailPort = FreePort.Take();
    private TestDatabase? _database;
    private RunningServer? _server;
    private RunningServer? _admin;
    private MailServer? _mail;
    private Desk? _desk;

    public string Issuer => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}");

    /// <summary>Where administrators go.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_adminPort}");

    public string ConnectionString => _database!.ConnectionString;

    /// <summary>The client by which tests call the management API, in the owner's name and, as an administrator, in its own.</summary>
    internal TestClient DeskClient { get; } = new("desk", "forty-visible-characters-known-to-tests-0");

    /// <summary>The client of samples/WebApp, with the same secret.</summary>
    internal TestClient AppClient => new("notes-web", DeskClient.Secret);

    /// <summary>Where samples/WebApp is to listen.</summary>
    internal int AppPort { get; } = FreePort.Take();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ServerBinary Binary
    {
        get
        {
            var binary = ServerBinary.Development(_folder.Path, _port);
            binary.Environment["IDENTITY__ConnectionStrings__Identity"] = ConnectionString;
            binary.Environment["IDENTITY__Admin__Url"] = Address;
            binary.Environment["IDENTITY__Throttling__AttemptsPerSource"] = "1000000";
            binary.Environment["IDENTITY__Throttling__RequestsPerSource"] = "1000000";
            binary.Environment["IDENTITY__Mail__Transport"] = "Smtp";
            binary.Environment["IDENTITY__Mail__Host"] = "127.0.0.1";
            binary.Environment["IDENTITY__Mail__Port"] = _mailPort.ToString(CultureInfo.InvariantCulture);
            binary.Environment["IDENTITY__Mail__Security"] = "None";
            binary.Environment["IDENTITY__Mail__From"] = "identity@example.com";
            return binary;
        }
    }

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateAsync(Ct);
        var lines = (await Binary.RunAsync("clients", "create-admin", "--url", Address)).Lines();
        var declared = Binary;
        declared.Environment[SecretVariable] = DeskClient.Secret;
        (await declared.RunWithInputAsync(Declaration(), "apply", "-")).Lines();
        _server = await Binary.ServeAsync();
        _admin = await StartAsync(lines.Where(line => line.StartsWith("IDENTITY_ADMIN__", StringComparison.Ordinal)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_admin is not null)
            await _admin.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        if (_mail is not null)
            await _mail.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>The link that the server has printed for whoever is to own it.</summary>
    internal string SetUpLink => LinkInLog().Match(_server!.Printed).Value;

    /// <summary>Calls of the management API by the owner, who has opened the set-up link if nobody had.</summary>
    internal async Task<Desk> DeskAsync() => _desk ??= await SetUpAsync();

    /// <summary>Somebody who is signed in at the administrators' site, and sees its first page.</summary>
    internal async Task<Person> ComesAsync(string email = Owner)
    {
        await DeskAsync();
        var person = await Person.AtAsync(chromium, Address);
        await person.Page.GotoAsync("/");
        await person.SignInAsync(email);
        await person.Page.SettlesAsync();
        return person;
    }

    /// <summary>The server's mail server, which is away until a test asks for it.</summary>
    internal async Task<MailServer> MailAsync()
    {
        if (_mail is null)
        {
            _mail = await MailServer.PrepareAsync();
            await _mail.ListenAsync(new JsonObject { ["port"] = _mailPort });
        }
        return _mail;
    }

    /// <summary>Invites somebody whose mail server knows nobody of that name, and waits until the letter is given up.</summary>
    /// <returns>The address, which is good by then.</returns>
    internal async Task<string> InviteInVainAsync()
    {
        var mail = await MailAsync();
        var email = $"{TestClients.Unique("away")}@example.com";
        await mail.BehaveAsync(new JsonObject { ["rcpt"] = new JsonObject { [email] = "550 5.1.1 no such user" } });
        var desk = await DeskAsync();
        await desk.DoAsync(
            HttpMethod.Post,
            "/users",
            new JsonObject { ["email"] = email, ["invite"] = true }.ToJsonString()
        );
        await Moments.UntilAsync(async () =>
            (await desk.GetAsync($"/letters?recipient={email}&state=dead")).Json.GetProperty("items").GetArrayLength()
            == 1
        );
        await mail.BehaveAsync();
        return email;
    }

    // The first test that needs an owner makes one, as people do: with the link, in a browser.
    private async Task<Desk> SetUpAsync()
    {
        await using var person = await Person.AtAsync(chromium, Issuer);
        var page = person.Page;
        await page.GotoAsync(SetUpLink);
        await page.InspectAsync("admin-setup");
        await page.FillAsync("#name", OwnerName);
        await page.FillAsync("#email", Owner);
        await page.FillAsync("#password", TestClients.Password);
        await page.ClickAsync("main button.button");
        await page.ArrivesAsync("**/setup/done");
        Assert.Empty(person.Complaints);
        return new Desk(this, Owner);
    }

    private string Declaration() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            identity: 1
            apis:
              - audience: urn:sample:notes
                name: Notes
                scopes: [{ name: notes.read, description: See notes }, { name: notes.write, description: Keep notes }]
            clients:
              - client_id: {{DeskClient.Id}}
                grant_types: [password, client_credentials]
                scope: identity.admin
                roles: [administrator]
                secret: { env: {{SecretVariable}} }
              - client_id: {{AppClient.Id}}
                client_name: Notes
                is_first_party: true
                grant_types: [authorization_code, refresh_token]
                scope: openid profile email notes.read notes.write
                redirect_uris: ["http://127.0.0.1:{{AppPort}}/signin-oidc"]
                backchannel_logout_uri: http://127.0.0.1:{{AppPort}}/backchannel-logout
                backchannel_logout_session_required: true
                secret: { env: {{SecretVariable}} }
            """
        );

    private async Task<RunningServer> StartAsync(IEnumerable<string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Checkout.AdminBinary])
        {
            WorkingDirectory = _folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var setting in settings)
            start.Environment[setting.Split('=', 2)[0]] = setting.Split('=', 2)[1];
        start.Environment["ASPNETCORE_URLS"] = Address;
        var admin = new RunningServer(Process.Start(start)!);
        await admin.PrintsAsync("Application started");
        return admin;
    }

    [GeneratedRegex("""http[^\s"]+/setup\?[^\s"]+""")]
    private static partial Regex LinkInLog();
}

/// <summary>One server and one site for all tests of administration.</summary>
[CollectionDefinition(Name)]
#pragma warning disable CA1711 // The name that xunit has for it.
public sealed class AdminCollection : ICollectionFixture<AdminSite>
#pragma warning restore CA1711
{
    public const string Name = "administration";
}
