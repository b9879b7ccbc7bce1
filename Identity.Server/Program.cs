using Identity.Server.AccountApi;
using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Commands;
using Identity.Server.Consents;
using Identity.Server.Database;
using Identity.Server.Declarations;
using Identity.Server.Fetching;
using Identity.Server.Hosting;
using Identity.Server.Hosting.Docs;
using Identity.Server.Interactions;
using Identity.Server.Jobs;
using Identity.Server.Keys;
using Identity.Server.Mail;
using Identity.Server.Management;
using Identity.Server.Pages;
using Identity.Server.Protocol;
using Identity.Server.Resources;
using Identity.Server.Roles;
using Identity.Server.Sessions;
using Identity.Server.Tokens;
using Identity.Server.Tracing;
using Identity.Server.Users;

namespace Identity.Server;

/// <summary>The table of contents: every room and door by name.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        var status = await CommandLine.RunAsync(args, BuildAsync);
        // The scheduler's threads go on asking a database that is away, and would keep a server alive that has stopped.
        Environment.Exit(status);
        return status;
    }

    public static async Task<WebApplication> BuildAsync(ServerStart start, CancellationToken ct)
    {
        var builder = start.CreateBuilder();
        var issuer = Issuer.Read(builder.Configuration[Issuer.Setting]);
        var home = await start.OpenDatabaseAsync(builder.Configuration, builder.Environment, ct);

        // Foundation
        builder.AddHosting(issuer.IsSecure);
        builder.Services.AddSingleton(start.Clock);
        builder.Services.AddDatabase(home);
        builder.Services.AddFetching();

        // Rooms
        builder.Services.AddAudit();
        builder.Services.AddKeys();
        builder.Services.AddClients();
        builder.Services.AddResources();
        builder.Services.AddMail(publicUrl: issuer.Value);
        builder.Services.AddUsers();
        builder.Services.AddRoles();
        builder.Services.AddSessions();
        builder.Services.AddConsents();
        builder.Services.AddInteractions();
        builder.Services.AddTokens(issuer);
        builder.Services.AddDeclarations();
        builder.Services.AddTracing();

        // Doors
        builder.Services.AddProtocol();
        builder.Services.AddAccountApi();
        builder.Services.AddManagement();
        builder.Services.AddPages(issuer);
        builder.Services.AddJobs();
        builder.Services.AddCommands();

        var app = builder.Build();
        app.UseHosting(isSecure: issuer.IsSecure, DatabaseFaults.IsAway, PagesSetup.Error, PagesSetup.RequestError);
        app.UseDocs(issuer.Value);
        app.MapProtocol();
        app.MapManagement();
        app.UseAccountApi();
        app.MapPages();
        return app;
    }
}
